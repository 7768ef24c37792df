import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readSeriesFile } from '../../../server/series/index.ts';
import { readLines } from '../../../server/series/text-lines.ts';
import { collect, readContent, readValues, refusalOf, withDirectory } from './files.ts';

const MIB = 1024 * 1024;
const OPEN_FILES = '/proc/self/fd';

async function linesOf(content: string | Uint8Array): Promise<[number, string, number?][]> {
  return withDirectory(async (directory) => {
    const path = join(directory, 'lines');
    writeFileSync(path, content);
    const lines = await collect(readLines(path));
    return lines.map(({ number, text, blankBefore }) =>
      blankBefore === undefined ? [number, text] : [number, text, blankBefore],
    );
  });
}

describe('the lines of a file', () => {
  it.each<[string, string, [number, string, number?][]]>([
    ['an empty file', '', []],
    ['a line feed alone', '\n', []],
    [
      'a last line without an end',
      'a\nb',
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      'a last line with an end',
      'a\nb\n',
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      'CR LF',
      'a\r\nb\r\n',
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    ['a CR inside a line', 'a\rb\n', [[1, 'a\rb']]],
    ['a CR at the end of the file', 'a\r', [[1, 'a']]],
    [
      'blank lines between',
      'a\n\n  \nb\n',
      [
        [1, 'a'],
        [4, 'b', 3],
      ],
    ],
    ['blank lines at the end', 'a\n\r\n   \n', [[1, 'a']]],
    ['a line of tabs, which is not blank', '\t\t\n', [[1, '\t\t']]],
    [
      'a byte order mark',
      '\uFEFFa\n\uFEFFb',
      [
        [1, 'a'],
        [2, '\uFEFFb'],
      ],
    ],
    ['text beyond ASCII', 'é 𝄞 €\n', [[1, 'é 𝄞 €']]],
  ])('are right for %s', async (_name, content, expected) => {
    expect(await linesOf(content)).toEqual(expected);
  });

  it('are the same wherever the chunks in which it is read end', async () => {
    // Three-byte characters at every offset around the end of the first chunk, 64 KiB.
    for (const shift of [-4, -3, -2, -1, 0, 1, 2]) {
      const before = 'x'.repeat(64 * 1024 + shift);
      expect(await linesOf(`${before}€€\n€b\n`)).toEqual([
        [1, `${before}€€`],
        [2, '€b'],
      ]);
    }
  });

  it('are refused when bytes are not UTF-8, naming the first one', async () => {
    const bytes = Buffer.from('1,2\n1,é,2\n');
    bytes[7] = 0xff;
    expect(await refusalOf('a.csv', bytes)).toBe(
      'a.csv:2: byte 3 of the line is not UTF-8; save the file as UTF-8',
    );
    const utf16 = Buffer.from('\uFEFF1,2\n', 'utf16le');
    expect(await refusalOf('a.csv', utf16)).toBe(
      'a.csv:1: byte 1 of the line is not UTF-8; save the file as UTF-8',
    );
  });

  it('may have 16 MiB and no byte more', async () => {
    const row = '1,2';
    const longest = `3,4\n${' '.repeat(16 * MIB - row.length)}${row}\n5,6\n`;
    expect(await readValues('a.csv', longest)).toEqual([
      [3, 4],
      [1, 2],
      [5, 6],
    ]);
    const longer = `3,4\n${' '.repeat(16 * MIB - row.length + 1)}${row}\n5,6\n`;
    expect(await refusalOf('a.csv', longer)).toBe(
      'a.csv:2: the line is longer than 16777216 bytes; put one series on a line',
    );
  });

  it.each<[string, string]>([
    ['digits', `${'1'.repeat(8 * MIB)}x`],
    ['digits after a point', `1.${'1'.repeat(8 * MIB)}x`],
    ['spaces', `1${' '.repeat(8 * MIB)}x`],
    ['doubled quotes', `"${'""'.repeat(4 * MIB)}`],
  ])('take linear time to refuse when they are millions of %s', async (_name, cell) => {
    const started = performance.now();
    expect(await refusalOf('a.csv', `1,2\n1,${cell}\n`)).toMatch(/^a\.csv:2: column 2: /);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

/** Makes a named pipe: a file whose reader waits for what its writer has not written yet. */
function makePipe(path: string): void {
  execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', path]);
}

describe('reading a file', () => {
  it('gives a row before the rest of the file is written', async () => {
    await withDirectory(async (directory) => {
      const path = join(directory, 'pipe.csv');
      makePipe(path);
      const rows = readSeriesFile(path);
      const first = rows.next();
      const writer = await open(path, 'w');
      await writer.write('1,2\n3,');
      const { value } = await first;
      expect([...value!.series.values]).toEqual([1, 2]);
      const second = rows.next();
      await writer.write('4\n');
      expect([...(await second).value!.series.values]).toEqual([3, 4]);
      await writer.close();
      expect((await rows.next()).done).toBe(true);
    });
  });

  it('reads no further ahead than a few chunks', async () => {
    await withDirectory(async (directory) => {
      const path = join(directory, 'pipe.csv');
      makePipe(path);
      const rows = readSeriesFile(path);
      const first = rows.next();
      const writer = await open(path, 'w');
      const rowCount = 100_000;
      let isWritten = false;
      const write = async (): Promise<void> => {
        await writer.writeFile('1.5,2.5\n'.repeat(rowCount));
        isWritten = true;
        await writer.close();
      };
      const writing = write();
      expect((await first).value!.line).toBe(1);
      await sleep(200);
      // A pipe and the reader hold some 64 KiB each; 800 KB wait for rows to be asked for.
      expect(isWritten).toBe(false);
      expect((await collect(rows)).length).toBe(rowCount - 1);
      await writing;
      expect(isWritten).toBe(true);
    });
  });

  const counted = existsSync(OPEN_FILES);
  const title = counted ? '' : ` (SKIP: no ${OPEN_FILES} here to count open files)`;
  it.skipIf(!counted)(
    `closes the file when it is left early or a line is refused${title}`,
    async () => {
      const rows = '1,2\n'.repeat(100_000);
      const before = readdirSync(OPEN_FILES).length;
      await withDirectory(async (directory) => {
        const path = join(directory, 'early.csv');
        writeFileSync(path, rows);
        for (let turn = 0; turn < 20; turn++) {
          for await (const row of readSeriesFile(path)) if (row.line === 2) break;
        }
      });
      for (let turn = 0; turn < 20; turn++) await refusalOf('bad.csv', `1,2\nx,2\n${rows}`);
      for (let wait = 0; wait < 50 && readdirSync(OPEN_FILES).length > before; wait++)
        await sleep(20);
      expect(readdirSync(OPEN_FILES).length).toBeLessThanOrEqual(before);
    },
  );

  it('opens nothing before the first step', async () => {
    const rows = readSeriesFile('nowhere/at/all.csv');
    await expect(rows.next()).rejects.toThrow(/cannot be read/);
    await expect(readContent('empty.csv', '')).rejects.toThrow(/holds no series/);
  });
});

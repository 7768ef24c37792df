import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../client/command-line/command-line.ts';
import { createDatabase, uniformSeries } from '../../../server/index.ts';
import { scratchDirectory } from '../../engines/scratch.ts';

const scratch = scratchDirectory('found');
const directory = join(scratch, 'data');
const LONG_ID = `a-name-that-is-${'long-'.repeat(30)}`;

function bump(at: number): number[] {
  return Array.from({ length: 64 }, (_, point) => Math.exp(-((point - at) ** 2) / 20));
}

beforeAll(async () => {
  const database = await createDatabase(directory, { length: 64 });
  await database.insert('still', uniformSeries(bump(20)));
  await database.insert('moved', uniformSeries(bump(33)));
  const close = bump(22).map((value, at) => value + Math.sin(at) / 50);
  await database.insert(LONG_ID, uniformSeries(close));
  await database.close();
});

async function run(
  line: readonly string[],
  terminal: { readonly isTTY?: boolean; readonly columns?: number } = {},
): Promise<{ exitCode: number; out: string; err: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  Object.assign(stdout, terminal);
  const streams = { stdin, stdout, stderr, env: { NO_COLOR: '1' } };
  const exitCode = await runCommandLine([...line, '--data', directory], streams);
  return { exitCode, out: textOf(stdout), err: textOf(stderr) };
}

function textOf(stream: PassThrough): string {
  return (stream.read() as Buffer | null)?.toString() ?? '';
}

const BRAILLE = /[\u2800-\u28ff]/;

describe('a table of neighbours', () => {
  it('is plain where there is no terminal', async () => {
    const { out } = await run(['nearest', 'still']);
    expect(out).not.toMatch(BRAILLE);
    expect(out).toContain(LONG_ID);
  });

  it('has their shapes on a terminal, turned alike, and fits its width', async () => {
    const { out } = await run(['nearest', 'still'], { isTTY: true, columns: 60 });
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(Math.max(...lines.map((line) => line.length))).toBe(60);
    expect(lines[0]).toMatch(/^ID +DISTANCE {2}SHAPE$/);
    expect(lines.slice(1).every((line) => BRAILLE.test(line))).toBe(true);
    expect(lines.find((line) => line.startsWith('a-name'))).toMatch(/^a-name-that-is-.*… +0\.\d+ /);
  });

  it('never cuts an id in JSON, and has no picture there', async () => {
    const { out } = await run(['nearest', 'still', '--json'], { isTTY: true, columns: 30 });
    expect(out).toContain(`"id":"${LONG_ID}"`);
    expect(out).not.toMatch(BRAILLE);
  });
});

describe('nearest --plot', () => {
  it('draws what was asked with and each neighbour, turned to where they are alike', async () => {
    const { exitCode, out } = await run(['nearest', 'still', '-k', '1', '--plot']);
    expect(exitCode).toBe(0);
    expect(out).not.toContain('\x1b');
    const [, , , subject, ...rest] = out.split('\n');
    expect(subject).toBe('still');
    const match = rest.findIndex((line) => line.startsWith('moved  '));
    expect(rest[match]).toBe('moved  0, turned by 13 of 64');
    // A shifted copy looks the same once it is turned back.
    expect(rest.slice(match + 1, match + 5)).toEqual(rest.slice(0, 4));
    expect(rest.slice(0, 4).every((line) => BRAILLE.test(line))).toBe(true);
  });

  it('fits the terminal', async () => {
    const { out } = await run(['nearest', 'still', '--plot'], { isTTY: true, columns: 25 });
    const pictures = out.split('\n').filter((line) => BRAILLE.test(line));
    expect(Math.max(...pictures.map((line) => line.length))).toBe(24);
  });

  it('is not for --json', async () => {
    const { exitCode, err } = await run(['nearest', 'still', '--plot', '--json']);
    expect(exitCode).toBe(2);
    expect(err).toContain('exclude each other');
  });
});

describe('within --ndjson', () => {
  it('is a document a line, and says elsewhere that there are more', async () => {
    const all = await run(['within', 'still', '--radius', '2', '--ndjson'], { isTTY: true });
    expect(all.err).toBe('');
    const rows = all.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly id: string });
    expect(rows.map(({ id }) => id)).toEqual(['moved', LONG_ID]);
    const some = await run(['within', 'still', '--radius', '2', '--ndjson', '--limit', '1']);
    expect(some.out.split('\n')).toHaveLength(2);
    expect(some.err).toBe('1 of 2 were printed; --limit asks for more\n');
  });

  it('goes with neither --json nor --explain', async () => {
    for (const other of ['--json', '--explain']) {
      const { exitCode } = await run(['within', 'still', '--radius', '2', '--ndjson', other]);
      expect(exitCode).toBe(2);
    }
  });
});

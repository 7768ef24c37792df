import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatabaseError } from '../../../server/errors.ts';
import {
  idFault,
  readOneSeries,
  readSeriesFile,
  SERIES_FORMATS,
  type SeriesRow,
} from '../../../server/series/index.ts';
import { collect, readContent, refusal, refusalOf, withDirectory } from './files.ts';

async function readOne(name: string, content: string): Promise<SeriesRow> {
  return withDirectory(async (directory) => {
    writeFileSync(join(directory, name), content);
    return readOneSeries(join(directory, name));
  });
}

/** `text` as a cell of CSV in quotes. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

describe('readSeriesFile', () => {
  it('refuses an extension it does not know, listing those it does', async () => {
    expect([...SERIES_FORMATS.keys()]).toEqual(['.ts', '.tsv', '.csv', '.ndjson', '.npy']);
    for (const name of ['a.txt', 'a', 'a.csv.gz', '.csv']) {
      const message = await refusalOf(name, '1,2\n');
      for (const extension of SERIES_FORMATS.keys()) expect(message).toContain(extension);
    }
    expect(await refusalOf('a.txt', '')).toMatch(
      /^a\.txt: the extension '\.txt' is unknown; there are /,
    );
  });

  it('names the path and the cause when a file is not there', async () => {
    const reading = collect(readSeriesFile('no/such/file.tsv'));
    await expect(reading).rejects.toMatchObject({ code: 'BAD_FILE', cause: { code: 'ENOENT' } });
    expect(await refusal(collect(readSeriesFile('no/such/file.tsv')))).toBe(
      'no/such/file.tsv: cannot be read: no such file or directory (ENOENT); ' +
        'check the path and its permissions',
    );
  });

  it('refuses a directory', async () => {
    await withDirectory(async (directory) => {
      const path = join(directory, 'sub.csv');
      mkdirSync(path);
      expect(await refusal(collect(readSeriesFile(path)))).toBe(
        `${path}: cannot be read: illegal operation on a directory (EISDIR); ` +
          'give the files in it, one by one',
      );
    });
  });

  it('refuses a path that no file can have', async () => {
    expect(await refusal(collect(readSeriesFile('a\0b.csv')))).toMatch(
      /^a\\u\{0\}b\.csv: cannot be read: /,
    );
  });

  it('escapes the path in its messages', async () => {
    const path = 'no/\u001b[31m\n.csv';
    expect(await refusal(collect(readSeriesFile(path)))).toMatch(/^no\/\\u\{1b\}\[31m\\n\.csv: /);
  });

  it('refuses a file name that makes no legal ids, unless the rows have ids', async () => {
    const name = 'a\u0007b.csv';
    await withDirectory(async (directory) => {
      const path = join(directory, name);
      writeFileSync(path, '1,2\n');
      expect(await refusal(collect(readSeriesFile(path)))).toMatch(
        /:1: the id 'a\\u\{7\}b-0' contains '\\u\{7\}'.*; rename the file, or give its rows ids$/,
      );
    });
    expect((await readContent(name, 'id,a,b\nx,1,2\n'))[0]!.id).toBe('x');
  });

  it('gives the rows before a malformed one', async () => {
    await withDirectory(async (directory) => {
      const path = join(directory, 'a.csv');
      writeFileSync(path, '1,2\n3,4\n5,x\n');
      const seen: SeriesRow[] = [];
      const reading = (async () => {
        for await (const row of readSeriesFile(path)) seen.push(row);
      })();
      await expect(reading).rejects.toThrow(DatabaseError);
      expect(seen.map(({ id }) => id)).toEqual(['a-0', 'a-1']);
    });
  });

  it('reads constant series, which only comparing refuses', async () => {
    expect([...(await readContent('a.csv', '3,3,3\n'))[0]!.series.values]).toEqual([3, 3, 3]);
  });

  const value = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.integer({ min: -1000, max: 1000 }),
  );
  const values = fc.array(value, { minLength: 2, maxLength: 12 });
  const id = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter((text) => idFault(text) === undefined);
  const rowsOf = (width: fc.Arbitrary<number[]>) =>
    fc.array(
      fc.record({ id, label: fc.stringMatching(/^[a-z"',;: ]{0,6}[a-z]$/), values: width }),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
  type Written = {
    readonly id: string;
    readonly label: string;
    readonly values: readonly number[];
  };

  it.each<[string, (rows: readonly Written[]) => string]>([
    [
      '.csv',
      (rows) =>
        [
          'label,id,a,b,c',
          ...rows.map((row) => [quoted(row.label), quoted(row.id), ...row.values].join(',')),
        ].join('\n'),
    ],
    ['.ndjson', (rows) => rows.map((row) => JSON.stringify(row)).join('\n')],
    ['.tsv', (rows) => rows.map((row) => [row.label, ...row.values].join('\t')).join('\n')],
  ])('reads back every id, label and double that was written as %s', async (extension, write) => {
    const width = extension === '.csv' ? fc.tuple(value, value, value) : values;
    await fc.assert(
      fc.asyncProperty(rowsOf(width), async (written) => {
        const read = await readContent(`file${extension}`, write(written));
        expect(
          read.map((row) => ({ id: row.id, label: row.label, values: [...row.series.values] })),
        ).toEqual(
          written.map((row, index) =>
            extension === '.tsv'
              ? { id: `file-${index}`, label: row.label.trim(), values: row.values }
              : row,
          ),
        );
      }),
      { numRuns: 100 },
    );
  });
});

describe('readOneSeries', () => {
  it('gives the only row of a file', async () => {
    expect([...(await readOne('a.csv', '1,2,4\n')).series.values]).toEqual([1, 2, 4]);
    expect([...(await readOne('a.csv', 't,v\n5,1\n6,2\n')).series.times]).toEqual([5, 6]);
    expect((await readOne('a.ndjson', '{"id":"x","values":[1,2]}')).id).toBe('x');
  });

  it('refuses a second row, naming its line, and reads no further', async () => {
    const message = await refusal(readOne('a.csv', '1,2\n3,4\nnever read\n'));
    expect(message).toMatch(
      /a\.csv:2: a second series begins; give a file with one row, or a \.csv/,
    );
  });

  it('refuses a file without rows', async () => {
    expect(await refusal(readOne('a.tsv', '\n'))).toMatch(/a\.tsv: the file holds no series/);
  });
});

describe('idFault', () => {
  it.each(['x', ' ', 'GunPoint_TEST-17', 'é/𝄞', '-', 'a'.repeat(255)])('accepts %j', (text) => {
    expect(idFault(text)).toBeUndefined();
  });

  it.each([
    '',
    'a\n',
    '\0',
    'a\u007f',
    '\u0085',
    '\ud800',
    '\udc00x',
    'a'.repeat(256),
    '𝄞'.repeat(64),
  ])('refuses %j', (text) => {
    expect(idFault(text)).toMatch(/^the id /);
  });
});

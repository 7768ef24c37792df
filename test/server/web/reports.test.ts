import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { listReports, readReport } from '../../../server/web/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'vantage-reports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
for (const [name, text, seconds] of [
  ['oldest.json.gz', gzipSync('{"format":0}'), 500],
  ['old.json', '{"format":1}', 1_000],
  ['new.json', '{', 2_000],
  ['note.txt', '', 3_000],
  ['bomb.json.gz', gzipSync(Buffer.alloc(9 * 2 ** 20, ' ')), 100],
] as const) {
  writeFileSync(join(folder, name), text);
  utimesSync(join(folder, name), seconds, seconds);
}

describe('reports of benchmarks', () => {
  it('are listed, the newest first, and read by their names', async () => {
    expect((await listReports(folder)).map(({ name }) => name)).toEqual([
      'new.json',
      'old.json',
      'oldest.json.gz',
      'bomb.json.gz',
    ]);
    expect(await readReport(folder, 'old.json')).toEqual({ format: 1 });
    expect(await readReport(folder, 'oldest.json.gz')).toEqual({ format: 0 });
    expect(await listReports(undefined)).toEqual([]);
  });

  it.each([
    ['../old.json', /no such report/],
    ['note.txt', /no such report/],
    [null, /no such report/],
    ['new.json', /new\.json is no JSON/],
    ['bomb.json.gz', /bomb\.json\.gz is no JSON/],
  ])('that are not listed, or no JSON, are not read: %s', async (name, message) => {
    await expect(readReport(folder, name)).rejects.toMatchObject({
      code: 'INVALID_VALUE',
      message: expect.stringMatching(message),
    });
  });

  it('of a folder that is not there are an error', async () => {
    await expect(listReports(join(folder, 'none'))).rejects.toThrow(/cannot be read/);
  });
});

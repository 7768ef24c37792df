import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../client/command-line/command-line.ts';
import { createDatabase, uniformSeries } from '../../../server/index.ts';
import { scratchDirectory } from '../../engines/scratch.ts';

const directory = join(scratchDirectory('hostile-text'), 'data');
const ID = 'a\u202etxt.exe\u200b';
const TEXT = '\u001b[2J\u009b31m\u007f\u2028';
/** What no terminal should get of what others wrote. */
const UNSAFE = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u;

async function run(line: readonly string[], isTTY: boolean): Promise<string> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  Object.assign(stdout, { isTTY });
  const streams = { stdin, stdout, stderr, env: { NO_COLOR: '1' } };
  expect(await runCommandLine(line, streams)).toBe(0);
  return (stdout.read() as Buffer).toString();
}

beforeAll(async () => {
  const database = await createDatabase(directory, { length: 3 });
  await database.addColumns([
    { name: 'note', type: 'text' },
    { name: 'size', type: 'number' },
  ]);
  const metadata = { note: TEXT, size: -0 };
  await database.insert(ID, uniformSeries([1, 2, 4]), { metadata });
  await database.insert(`${ID}2`, uniformSeries([4, 1, 2]));
  await database.close();
});

describe('text of others', () => {
  it.each([
    ['select'],
    ['select', '--ndjson'],
    ['select', '--json'],
    ['meta', 'get', 'ID'],
    ['get', 'ID', '--json'],
    ['within', 'ID', '--radius', '1', '--ndjson'],
    ['nearest', 'ID', '--plot', '-k', '1'],
    ['query', '(select)'],
    ['stats'],
  ])('reaches no terminal as it is: %s %s', async (...line) => {
    const words = line.map((word) => (word === 'ID' ? ID : word));
    const printed = await run([...words, '--data', directory], true);
    expect(printed).not.toMatch(UNSAFE);
  });

  it.each(['ndjson', 'csv'])('reaches no terminal as it is: export as %s', async (format) => {
    const printed = await run(['export', directory, '--format', format], true);
    expect(printed).toMatch(/a\\u\{?202e\}?txt\.exe/);
    expect(printed).not.toMatch(UNSAFE);
  });

  it('is whole in lines of JSON, and in a file of CSV', async () => {
    const lines = await run(['select', '--ndjson', '--sort', 'id', '--data', directory], false);
    expect(JSON.parse(lines.split('\n')[0]!)).toMatchObject({ id: ID, note: TEXT, size: -0 });
    expect(await run(['export', directory, '--format', 'csv'], false)).toContain(ID);
  });
});

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Column, createDatabase, openDatabase, type StoredRow } from '../../server/index.ts';
import { createSeries, demoSeries, uniformSeries } from '../../server/series/index.ts';
import { scratchDirectory } from '../engines/scratch.ts';
import { type Served, serveProcess, VANTAGE, vantage } from './processes.ts';

const scratch = scratchDirectory('export');
const odd = join(scratch, 'odd');
const plain = join(scratch, 'plain');
let server: Served;

/** What a directory holds, in order. */
async function contents(path: string): Promise<readonly StoredRow[]> {
  const database = await openDatabase(path, { readOnly: true });
  try {
    return [...database.stored()];
  } finally {
    await database.close();
  }
}

async function columnsOf(path: string): Promise<readonly Column[]> {
  const database = await openDatabase(path, { readOnly: true });
  try {
    return database.columns();
  } finally {
    await database.close();
  }
}

/** A new directory with what is imported from `file`. */
async function imported(name: string, length: number, file: string): Promise<string> {
  const path = join(scratch, name);
  expect((await vantage('create', path, '--length', String(length))).code).toBe(0);
  expect(await vantage('import', path, file)).toMatchObject({ code: 0 });
  return path;
}

beforeAll(async () => {
  const rows = [...demoSeries(1_500, 3)].map(({ id, series }) => {
    return { id, series: uniformSeries(series.values) };
  });
  const regular = await createDatabase(plain, { length: 100 });
  await regular.importing(async () => {
    await Promise.all(rows.map(({ id, series }) => regular.insert(id, series)));
  });
  await regular.close();
  const database = await createDatabase(odd, { length: 3 });
  await database.addColumns([
    { name: 'level', type: 'text' },
    { name: 'size', type: 'number' },
    { name: 'seen', type: 'time' },
    { name: 'odd', type: 'boolean' },
    { name: 'day', type: 'text' },
    { name: 'never', type: 'number' },
  ]);
  await database.insert('late, "very" late', createSeries([-7, 0.5, 8], [0.1, -0, 5e-324]), {
    metadata: {
      level: 'a "b",\u2028c',
      size: -0,
      seen: '2024-05-01T12:30:00.000001Z',
      odd: true,
      day: '2024-05-01',
    },
  });
  await database.insert('a\u2028b', createSeries([1e12, 1e12 + 1, 1e12 + 2], [1, 2, -1.7e308]));
  await database.insert('é', uniformSeries([0.1 + 0.2, 1, 1 / 3]));
  await database.close();
  server = await serveProcess(plain, '--inline');
});

afterAll(() => server.stop('SIGTERM'));

describe('an export', () => {
  it('comes back from import as it was, to the bit: ids, times and values', async () => {
    const file = join(scratch, 'odd.ndjson');
    const { code, stdout } = await vantage('export', odd, '-o', file);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${file}: 3 series exported\n` });
    const again = await imported('odd-again', 3, file);
    expect(await contents(again)).toEqual(await contents(odd));
    expect(await columnsOf(again)).toEqual(await columnsOf(odd));
  });

  it('has its columns also through a pipe, from a server, and where somebody added a series', async () => {
    const served = await serveProcess(odd, '--inline');
    const remote = await vantage('export', served.url);
    expect(await served.stop('SIGTERM')).toBe(0);
    expect(remote.stdout).toBe((await vantage('export', odd)).stdout);
    const own =
      '{"id":"own","metadata":{"day":"2024-05-02","more":"2024-05-02"},"values":[1,2,4]}\n';
    const file = join(scratch, 'more.ndjson');
    writeFileSync(file, own + remote.stdout);
    const again = await imported('odd-more', 3, file);
    const added = { name: 'more', type: 'time' };
    expect(await columnsOf(again)).toEqual([...(await columnsOf(odd)), added]);
    expect((await contents(again)).filter(({ id }) => id !== 'own')).toEqual(await contents(odd));
    const pipe = join(scratch, 'pipe.ndjson');
    await promisify(execFile)('mkfifo', [pipe]);
    const path = join(scratch, 'odd-piped');
    await vantage('create', path, '--length', '3');
    const [piped] = await Promise.all([
      vantage('import', path, pipe),
      writeFile(pipe, remote.stdout),
    ]);
    expect(piped).toMatchObject({ code: 0 });
    expect(await contents(path)).toEqual(await contents(odd));
    expect(await columnsOf(path)).toEqual(await columnsOf(odd));
  });

  it('of a server is that of its directory, over many pages', async () => {
    const local = await vantage('export', plain);
    const remote = await vantage('export', server.url, '--ndjson');
    expect({ code: remote.code, stderr: remote.stderr }).toEqual({ code: 0, stderr: '' });
    expect(local.stdout.split('\n')).toHaveLength(1_501);
    expect(remote.stdout).toBe(local.stdout);
  });

  it.each(['csv', 'tsv', 'ts', 'npy'])('as %s has the same values in order', async (format) => {
    const file = join(scratch, `plain.${format}`);
    expect((await vantage('export', plain, '--out', file)).code).toBe(0);
    const again = await contents(await imported(`again-${format}`, 100, file));
    const before = await contents(plain);
    const byOrder = new Map(again.map(({ id, series }) => [id, series]));
    for (const [index, { id, series }] of before.entries()) {
      expect(byOrder.get(format === 'csv' ? id : `plain-${index}`)).toEqual(series);
    }
    expect(again).toHaveLength(1_500);
  });

  it('is a document of how much there was under --json', async () => {
    const file = join(scratch, 'told.dat');
    const line = ['export', plain, '-o', file, '--format', 'csv', '--json'];
    const { stdout } = await vantage(...line);
    expect(JSON.parse(stdout)).toEqual({ file, format: 'csv', exported: 1_500 });
    expect(readFileSync(file, 'utf8').split('\n', 2)[1]).toMatch(/^ts-0,-?\d/);
  });

  it('leaves no file where it fails, and never overwrites one', async () => {
    const folder = join(scratch, 'fails');
    mkdirSync(folder);
    const refused = await vantage('export', odd, '-o', join(folder, 'x.csv'));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/has times of its own.*export to \.ndjson, or without times/);
    expect(readdirSync(folder)).toEqual([]);
    const there = join(folder, 'there.csv');
    writeFileSync(there, 'mine');
    const taken = await vantage('export', plain, '-o', there);
    expect(taken.code).toBe(1);
    expect(taken.stderr).toContain('never overwrites');
    expect(readFileSync(there, 'utf8')).toBe('mine');
  });

  it('leaves the times out where that is asked for', async () => {
    const { code, stdout } = await vantage('export', odd, '--format', 'tsv', '--without-times');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        '0\t1\t2\t-1.7e+308\n0\t0.1\t-0\t5e-324\n0\t0.30000000000000004\t1\t0.3333333333333333\n',
    });
  });

  it('says with 2 what does not go together', async () => {
    for (const [line, said] of [
      [['--json'], '--json goes with --out'],
      [['--format', 'npy'], 'npy needs --out'],
      [['--format', 'xml'], 'it takes one of ndjson, csv'],
      [['-o', 'x.dat'], 'does not tell the format'],
      [['--ndjson', '--format', 'csv'], 'exclude each other'],
    ] as const) {
      const { code, stderr } = await vantage('export', plain, ...line);
      expect({ code, said: stderr.includes(said) }).toEqual({ code: 2, said: true });
    }
  });

  it('waits for a reader that is slow, and ends quietly when it leaves', async () => {
    const child = spawn(process.execPath, [VANTAGE, 'export', plain], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    const [code] = (await once(child, 'close')) as [number | null];
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('reads beside a writer, and does not touch what it reads', async () => {
    const file = join(plain, 'collection.vantage');
    const before = statSync(file);
    expect((await vantage('export', plain, '-o', join(scratch, 'beside.npy'))).code).toBe(0);
    expect(statSync(file).mtimeMs).toBe(before.mtimeMs);
  });
});

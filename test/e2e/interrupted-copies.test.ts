import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Entry, loadEngine } from '../../engines/index.ts';
import { COLLECTION_FILE, createDatabase, uniformSeries } from '../../server/index.ts';
import { scratchDirectory } from '../engines/scratch.ts';
import { VANTAGE } from './processes.ts';

const scratch = scratchDirectory('interrupted-copies');
const directory = join(scratch, 'directory');
const file = join(directory, COLLECTION_FILE);
const collection = join(scratch, 'collection');

/** A copy has begun in earnest, and is far from its end. */
const BEGUN_BYTES = 2 ** 20;
const FILE_BYTES = 2 ** 27;
const VALUE_BYTES = 2 ** 16;
const POINTS = 4096;
const SERIES = 600;

function* entries(): Generator<Entry> {
  const value = Buffer.alloc(VALUE_BYTES, 7);
  for (let index = 0; index < FILE_BYTES / VALUE_BYTES; index += 1) {
    yield { key: Buffer.from(String(index).padStart(6, '0')), value };
  }
}

/** Bytes of all files in a folder and below it. */
function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => statSync(join(folder, path), { throwIfNoEntry: false }))
    .reduce((sum, status) => sum + (status?.isFile() === true ? status.size : 0), 0);
}

beforeAll(async () => {
  mkdirSync(directory);
  const open = await (await loadEngine('red-black')).open(file, { create: true });
  await open.load('t', entries());
  await open.close();
  const settings = { measure: { name: 'euclid' }, vantagePoints: 0, length: POINTS } as const;
  const database = await createDatabase(collection, settings);
  const wave = Float64Array.from({ length: POINTS }, (_, index) => Math.sin(index));
  const ids = Array.from({ length: SERIES }, (_, index) => `s${index}`);
  await Promise.all(ids.map((id) => database.insert(id, uniformSeries(wave))));
  await database.close();
});

describe('a copy that a signal interrupts in its middle', () => {
  it.each([
    ['backup', 'SIGINT', 130, [directory]],
    ['backup of a file', 'SIGTERM', 143, [file]],
    ['restore', 'SIGINT', 130, [directory]],
    ['restore of a file', 'SIGHUP', 129, [file]],
    ['export', 'SIGINT', 130, [collection, '-o']],
  ] as const)('leaves nothing: %s, %s', async (what, signal, code, words) => {
    const folder = mkdtempSync(join(scratch, 'out-'));
    const line = [what.split(' ')[0]!, ...words, join(folder, 'out.csv')];
    const child = spawn(process.execPath, [VANTAGE, ...line], { stdio: 'ignore' });
    const exit = once(child, 'exit');
    while (bytesIn(folder) < BEGUN_BYTES && child.exitCode === null) await sleep(2);
    expect(readdirSync(folder)).not.toContain('out.csv');
    child.kill(signal);
    expect(await exit).toEqual([code, null]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { insertsCells } from '../../../bench/endurance/cells.ts';
import { measureInserts } from '../../../bench/endurance/inserts.ts';
import { evaluateTargets, targetsFor } from '../../../bench/targets.ts';

it('inserts through a server and counts what became durable', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vantage-inserts-'));
  try {
    const found = await measureInserts({
      engine: 'red-black',
      folder,
      clients: 4,
      windows: 2,
      windowMs: 100,
      kept: 5,
      seed: 1,
      now: () => performance.now(),
      onProgress: () => {},
    });
    expect(found.perSecond).toHaveLength(2);
    expect(found.inserted).toBe(found.ms.length);
    // Each client has one under way when a window ends.
    expect(found.inserted).toBeGreaterThanOrEqual(8);
    // A series of 128 doubles cannot take less.
    expect(found.bytesPerInsert).toBeGreaterThan(1024);
    expect(found.liveBytes).toBeGreaterThan(261 * 1024);
    expect(found.fileBytesMost).toBeGreaterThan(found.liveBytes);
    expect(found.beside.ms.length).toBeGreaterThan(2);
    expect(found.atRest.ms.length).toBeGreaterThan(found.atRest.msCompacting.length);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('is judged by the rate, the size of the file, and queries while it is compacted', () => {
  const ms = [1, 2];
  const found = {
    checksum: 1,
    inserted: 2,
    perSecond: [1900],
    ms,
    bytesPerInsert: 5000,
    beside: { ms: [1, 2, 5], msBetween: ms, msCompacting: [5] },
    atRest: { ms, msBetween: ms, msCompacting: [] },
    fileBytesMost: 2 ** 26,
    liveBytes: 0,
    compactions: 1,
  };
  const judged = { suite: 'inserts', engine: 'red-black', entries: 2, clients: 64 } as const;
  const { cells, skips } = insertsCells(found, judged);
  expect(skips).toEqual([]);
  expect(evaluateTargets(targetsFor(['red-black']), cells)).toEqual([
    expect.objectContaining({ suite: 'inserts', value: 1900, limit: 2_000, met: false }),
    expect.objectContaining({ value: 1, met: true }),
    expect.objectContaining({ limit: 2, met: false }),
  ]);
  const quiet = { ...found, beside: { ...found.beside, msCompacting: [] } };
  expect(insertsCells(quiet, judged).skips).toHaveLength(1);
});

import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type MemoryOptions, measureMemory, writeLarge } from '../../../bench/endurance/memory.ts';
import { measureOverwrites } from '../../../bench/endurance/overwrites.ts';
import { type Engine, registeredEngines } from '../../../engines/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'vantage-endurance-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const engines = registeredEngines().map((engine) => ({ engine, name: engine.manifest.name }));

function small(engine: Engine): MemoryOptions {
  return {
    engine,
    fileBytes: 2 ** 20,
    cacheBytes: 2 ** 16,
    valueBytes: 100,
    lookups: 2_000,
    seed: 1,
    onProgress() {},
  };
}

describe.each(engines)('a file of $name that is many times its cache', ({ engine, name }) => {
  it('is read whole through pages that come and go', async () => {
    const path = join(folder, `memory-${name}`);
    const entries = await writeLarge(path, small(engine));

    const found = await measureMemory(path, entries, small(engine));

    expect(found.fileBytes).toBeGreaterThanOrEqual(2 ** 20);
    expect(found.entries).toBe(entries);
    expect(found.pagesEvicted).toBeGreaterThan(100);
    expect(found.pagesLoaded).toBeGreaterThan(found.pagesEvicted);
    expect(found.samples).toBeGreaterThan(2);
    expect(found.growthPerCacheByte).toBe(found.growthBytes / 2 ** 16);
  });

  it('is refused when it does not hold what was written', async () => {
    const path = join(folder, `other-${name}`);
    const entries = await writeLarge(path, small(engine));

    const reading = measureMemory(path, entries, { ...small(engine), seed: 2 });

    await expect(reading).rejects.toMatchObject({ code: 'DISAGREEMENT' });
  });
});

describe.each(engines)('random overwrites of a file of $name', ({ engine, name }) => {
  it('leave what was put last, and are told of', async () => {
    const found = await measureOverwrites({
      engine,
      path: join(folder, `overwrites-${name}`),
      durationMs: 50,
      entries: 500,
      seed: 1,
      now: () => performance.now(),
      onProgress() {},
    });

    expect(found.commits).toBeGreaterThan(0);
    expect(found.commitMs).toHaveLength(found.commits);
    expect(found.viewMs).toHaveLength(found.commits);
    expect(found.fileBytesMost).toBeGreaterThan(found.liveBytes);
    expect(found.liveBytes).toBeGreaterThan(500 * 24);
    expect(found.stallMsMost).toBeGreaterThan(0);
  });
});

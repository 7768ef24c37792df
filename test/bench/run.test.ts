import { describe, expect, it } from 'vitest';
import { type BenchOptions, runBench } from '../../bench/index.ts';
import { EngineError } from '../../engines/index.ts';

const SMOKE: BenchOptions = { suites: ['engines'], size: 'smoke', engines: ['red-black'] };

describe('runBench', () => {
  it.each([-1, 0.5, 2 ** 32, Number.NaN])('refuses the seed %d', async (seed) => {
    await expect(runBench({ ...SMOKE, seed })).rejects.toThrow(
      new RangeError(`seed is ${seed}; it must be a whole number from 0 to 4294967295`),
    );
  });

  it('refuses to run no suite, naming those there are', async () => {
    await expect(runBench({ ...SMOKE, suites: [] })).rejects.toThrow(
      new RangeError('no suite; there are: engines, kernel, search, server'),
    );
  });

  it('refuses no engines, and one engine twice', async () => {
    await expect(runBench({ ...SMOKE, engines: [] })).rejects.toThrow(RangeError);
    await expect(runBench({ ...SMOKE, engines: ['red-black', 'red-black'] })).rejects.toThrow(
      new RangeError('two of the engines are called red-black'),
    );
  });

  it('refuses an engine that there is not', async () => {
    const running = runBench({ ...SMOKE, engines: ['b-tree'] });
    await expect(running).rejects.toThrow(EngineError);
    await expect(running).rejects.toMatchObject({ code: 'UNKNOWN_ENGINE' });
  });

  it('describes the machine, the moment and the run', async () => {
    const date = new Date('2026-01-02T03:04:05Z');
    let time = 0;
    // A clock that any look moves on by one millisecond.
    const clock = { now: () => time++, date: () => date };
    const { environment, suites, size, seed, cells } = await runBench({ ...SMOKE, seed: 3, clock });
    expect({ suites, size, seed }).toEqual({ suites: ['engines'], size: 'smoke', seed: 3 });
    expect(environment.started).toBe('2026-01-02T03:04:05.000Z');
    expect(environment.node).toBe(process.version);
    expect(environment.commit ?? 'none').toMatch(/^([0-9a-f]{40}(-dirty)?|none)$/);
    expect(environment.cores).toBeGreaterThan(0);
    expect(environment.fileSystem).toMatch(/^\w+$/);
    expect(environment.fdatasyncMs).toBeGreaterThan(0);
    expect(environment.load.after).toBeGreaterThanOrEqual(0);
    // Tests run from source, and nobody should take their times for numbers to keep.
    expect(environment.warnings).toContain(
      'the code ran from source; for numbers to keep run the built command',
    );
    // Every iteration took 1 ms by that clock, so a get, of which there are 10, took 0.1 ms.
    const get = cells.find(({ workload }) => workload === 'readrandom copied, memory');
    expect(get).toMatchObject({ p50: 100_000, p99: 100_000, operationsPerSample: 10 });
  });
});

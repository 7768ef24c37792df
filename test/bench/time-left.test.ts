import { describe, expect, it } from 'vitest';
import { runBench } from '../../bench/index.ts';
import { foretell } from '../../bench/time-left.ts';

/** What is foretold before each of `stages` stages of a suite that all take `ms`. */
function foretold(stages: number, ms: number): readonly number[] {
  let now = 0;
  const left = foretell(['kernel'], { size: 'quick', engines: 2, now: () => now });
  left.begin('kernel');
  return Array.from({ length: stages }, () => {
    const foretoldMs = left.stage();
    now += ms;
    return foretoldMs;
  });
}

describe('foretell', () => {
  it('learns in a suite how slow the machine is', () => {
    const usual = foretold(7, 6_000 / 7);
    for (const [stage, ms] of usual.entries()) expect(ms).toBeCloseTo((6_000 * (7 - stage)) / 7, 6);
    const slow = foretold(7, 60_000 / 7);
    expect(slow[0]).toBe(usual[0]);
    const last = 60_000 / 7;
    expect(slow[6]).toBeGreaterThan(0.9 * last);
    expect(slow[6]).toBeLessThan(last);
  });

  it('learns from suites that are over, and counts those that come', () => {
    let now = 0;
    const left = foretell(['kernel', 'server'], { size: 'quick', engines: 1, now: () => now });
    const first = left.stage();
    left.begin('kernel');
    now = 18_000; // Three times what it should take.
    left.begin('server');
    // Half of what it takes with two engines, three times.
    expect(left.stage()).toBe(1.5 * 54_000);
    expect(first).toBe(6_000 + 27_000);
  });

  it('does not promise less than nothing where there is more to do than was known', () => {
    for (const ms of foretold(20, 100)) expect(ms).toBeGreaterThanOrEqual(0);
  });

  it('names every cell of a run, and the time left', async () => {
    const told: { readonly line: string; readonly leftMs: number }[] = [];
    const onProgress = (line: string, leftMs: number): void => void told.push({ line, leftMs });
    await runBench({ suites: ['kernel'], size: 'smoke', onProgress });
    expect(told[0]!.line).toBe('seed 1, size smoke');
    const stages = told.slice(1);
    expect(
      stages.map(({ line }) => /^kernel: distance, (\d+) points: vantage/.exec(line)?.[1]),
    ).toEqual(['60', '127', '128']);
    expect(stages[0]!.leftMs).toBe(told[0]!.leftMs);
    expect(stages[2]!.leftMs).toBeGreaterThan(0);
  });
});

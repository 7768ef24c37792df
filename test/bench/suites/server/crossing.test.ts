import { describe, expect, it } from 'vitest';
import { crossoverOf } from '../../../../bench/suites/server/crossing.ts';

/** A pool of two threads that takes 0.1 ms of the event loop a search. */
function point(inlineMs: number): { readonly inlineMs: number; readonly pooledMs: number } {
  return { inlineMs, pooledMs: Math.max(0.1, inlineMs / 2) };
}

describe('crossoverOf', () => {
  it('finds the length at which both answer as much, between two that were measured', () => {
    expect(crossoverOf([0.025, 0.05, 0.2, 0.4].map(point))).toBeCloseTo(0.1, 12);
  });

  it('takes the last loss for the one that counts', () => {
    const points = [0.05, 0.2, 0.4].map(point);
    const noisy = { inlineMs: 0.03, pooledMs: 0.029 };
    expect(crossoverOf([noisy, ...points])).toBeCloseTo(0.1, 12);
  });

  it('says nothing where the pool gains everywhere or nowhere', () => {
    expect(crossoverOf([0.2, 0.4].map(point))).toBeUndefined();
    expect(crossoverOf([0.01, 0.05].map(point))).toBeUndefined();
    expect(crossoverOf([])).toBeUndefined();
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distributionOf } from '../../bench/statistics.ts';

describe('distributionOf', () => {
  it('finds the percentiles of 0 to 1,000, where rank and value agree', () => {
    const samples = Array.from({ length: 1001 }, (_, index) => 1000 - index);
    const { samples: count, p50, p90, p95, p99, p999, worst } = distributionOf(samples, 'lower');
    expect(count).toBe(1001);
    expect([p50, p90, p95, p99, p999, worst]).toEqual([500, 900, 950, 990, 999, 1000]);
  });

  it('runs from good to bad where the high values are the good ones', () => {
    const samples = Array.from({ length: 1001 }, (_, index) => index);
    const { p50, p90, p99, p999, worst } = distributionOf(samples, 'higher');
    expect(p50).toBe(500);
    expect(worst).toBe(0);
    expect(p90).toBeCloseTo(100, 9);
    expect(p99).toBeCloseTo(10, 9);
    expect(p999).toBeCloseTo(1, 9);
  });

  it('interpolates between neighbours', () => {
    const { p50, p90 } = distributionOf([4, 1, 3, 2], 'lower');
    expect(p50).toBe(2.5);
    expect(p90).toBeCloseTo(3.7, 12);
  });

  it('is the sample itself where there is one', () => {
    expect(distributionOf([7], 'lower')).toEqual({
      samples: 1,
      p50: 7,
      p50Interval: [7, 7],
      p90: 7,
      p95: 7,
      p99: 7,
      p999: 7,
      worst: 7,
      raw: [7],
    });
  });

  it('leaves the samples in their order, and keeps them so', () => {
    const samples = [3, 1, 2];
    const { raw } = distributionOf(samples, 'lower');
    expect(samples).toEqual([3, 1, 2]);
    expect(raw).toEqual([3, 1, 2]);
  });

  it.each([[[]], [[1, Number.NaN]], [[Infinity, 1]], [[1, -Infinity]]])('refuses %j', (samples) => {
    expect(() => distributionOf(samples, 'lower')).toThrow(RangeError);
  });

  it('keeps the percentiles in order and within the samples', () => {
    const sample = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1 }), (samples) => {
        const { p50, p90, p95, p99, p999, worst } = distributionOf(samples, 'lower');
        const path = [Math.min(...samples), p50, p90, p95, p99, p999, worst];
        expect(worst === Math.max(...samples)).toBe(true); // -0 comes out as 0.
        const slack = 1e-6; // Interpolation rounds.
        for (let index = 1; index < path.length; index++) {
          expect(path[index]! - path[index - 1]!).toBeGreaterThanOrEqual(-slack);
        }
      }),
    );
  });
});

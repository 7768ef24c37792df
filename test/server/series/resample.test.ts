import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatabaseError } from '../../../server/errors.ts';
import {
  createSeries,
  resample,
  type Series,
  uniformSeries,
} from '../../../server/series/index.ts';

function uneven(times: readonly number[], values: readonly number[]): Series {
  return createSeries(times, values, { spacing: 'any' });
}

/** Series with gaps of all sizes, from their gaps and values. */
const unevenSeries: fc.Arbitrary<Series> = fc
  .array(
    fc.record({
      gap: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      // Adding 0 makes −0 into 0: the sign of a zero is not kept, and equality here sees it.
      value: fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0),
    }),
    { minLength: 2, maxLength: 40 },
  )
  .map((points) => {
    let time = -500;
    const times = points.map(({ gap }) => (time += gap));
    return uneven(
      times,
      points.map(({ value }) => value),
    );
  });

const pointCount = fc.integer({ min: 2, max: 120 });

describe('resample', () => {
  it('puts new points on the lines between the old ones', () => {
    const series = resample(uneven([0, 1, 4], [0, 10, 40]), 5);
    expect([...series.times]).toEqual([0, 1, 2, 3, 4]);
    expect([...series.values]).toEqual([0, 10, 20, 30, 40]);
    const bent = resample(uneven([0, 1, 2, 4], [0, 8, 0, 4]), 9);
    expect([...bent.values]).toEqual([0, 4, 8, 4, 0, 1, 2, 3, 4]);
  });

  it('can shorten a series', () => {
    expect([...resample(uniformSeries([5, 1, 2, 3, 7]), 3).values]).toEqual([5, 2, 7]);
    expect([...resample(uniformSeries([5, 1, 2, 3, 7]), 2).values]).toEqual([5, 7]);
  });

  it('returns a series that has the points already as it is', () => {
    const series = uniformSeries([5, 1, 2, 3, 7]);
    expect(resample(series, 5)).toBe(series);
  });

  it('spaces the points of a series that has the number but not the spacing', () => {
    expect([...resample(uneven([0, 1, 4], [0, 10, 40]), 3).values]).toEqual([0, 20, 40]);
  });

  it.each([1, 65_537, 2.5, NaN, Infinity, -3])('throws RangeError for %d points', (points) => {
    expect(() => resample(uniformSeries([1, 2]), points)).toThrow(RangeError);
  });

  it('goes up to 65,536 points', () => {
    const { times, values } = resample(uniformSeries([0, 1]), 65_536);
    expect([times[65_535], values[65_535]]).toEqual([1, 1]);
    expect(values[32_768]).toBeCloseTo(32_768 / 65_535, 15);
  });

  it('does not overflow between the ends of the doubles', () => {
    const max = Number.MAX_VALUE;
    const { times, values } = resample(createSeries([-max, max], [max, -max]), 5);
    expect([...times]).toEqual([-max, -max / 2, 0, max / 2, max]);
    expect([...values]).toEqual([max, max / 2, 0, -max / 2, -max]);
  });

  it('refuses more times than there are doubles between the ends', () => {
    const close = createSeries([1, 1 + 4 * Number.EPSILON], [0, 1]);
    expect(resample(close, 5).times.length).toBe(5);
    expect(() => resample(close, 6)).toThrow(DatabaseError);
    expect(() => resample(close, 6)).toThrow(/too close for 6 different times/);
  });

  it('keeps both ends exactly, stays within the values, and spaces times equally', () => {
    fc.assert(
      fc.property(unevenSeries, pointCount, (series, points) => {
        const { times, values } = resample(series, points);
        expect([times.length, values.length]).toEqual([points, points]);
        expect([times[0], times.at(-1)]).toEqual([series.times[0], series.times.at(-1)]);
        expect([values[0], values.at(-1)]).toEqual([series.values[0], series.values.at(-1)]);
        expect(Math.min(...values)).toBeGreaterThanOrEqual(Math.min(...series.values));
        expect(Math.max(...values)).toBeLessThanOrEqual(Math.max(...series.values));
        expect(createSeries(times, values).times).toEqual(times);
      }),
    );
  });

  it('reproduces a straight line', () => {
    const coefficient = fc.integer({ min: -100, max: 100 });
    fc.assert(
      fc.property(unevenSeries, pointCount, coefficient, coefficient, (series, points, a, b) => {
        const line = uneven(
          [...series.times],
          [...series.times].map((time) => a * time + b),
        );
        const { times, values } = resample(line, points);
        const size = Math.max(...times.map(Math.abs)) * Math.abs(a) + Math.abs(b);
        for (const [index, value] of values.entries()) {
          expect(Math.abs(value - (a * times[index]! + b))).toBeLessThanOrEqual(1e-12 * size);
        }
      }),
    );
  });

  it('comes back to the series when the points are refined by a whole factor and thinned', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const values = fc.array(value, { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 7 }), (before, factor) => {
        const series = uniformSeries(before);
        const fine = resample(series, (before.length - 1) * factor + 1);
        const again = resample(fine, before.length);
        for (const [index, found] of again.values.entries()) {
          expect(Math.abs(found - before[index]!)).toBeLessThan(1e-6);
        }
      }),
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatabaseError } from '../../../server/errors.ts';
import { createSeries, SERIES_LIMITS, uniformSeries } from '../../../server/series/index.ts';

/** The `INVALID_VALUE` that `create` throws, as its field and message. */
function faultOf(create: () => unknown): { readonly field: unknown; readonly message: string } {
  try {
    create();
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== 'INVALID_VALUE') throw error;
    return { field: error.field, message: error.message };
  }
  throw new Error('nothing was refused');
}

function refusedCount(count: number): ReturnType<typeof faultOf> {
  return faultOf(() => createSeries(new Float64Array(count), new Float64Array(count)));
}

/** Times with the mean gap 1, of which one moved by a share of it. */
function threeGaps(share: number): number[] {
  return [0, 1 + share, 2, 3];
}

describe('createSeries', () => {
  it('keeps times and values, and copies both', () => {
    const times = [0, 0.5, 1];
    const values = new Float64Array([3, 1, 2]);
    const series = createSeries(times, values);
    times[0] = 99;
    values[0] = 99;
    expect(series).toEqual({
      times: new Float64Array([0, 0.5, 1]),
      values: new Float64Array([3, 1, 2]),
    });
  });

  it('accepts exactly 2 to 65,536 points', () => {
    const { pointsMin, pointsMax } = SERIES_LIMITS;
    expect([pointsMin, pointsMax]).toEqual([2, 65_536]);
    expect(uniformSeries(new Float64Array(2)).values.length).toBe(2);
    expect(uniformSeries(new Float64Array(pointsMax)).values.length).toBe(pointsMax);
    const counts = 'a series has 2 to 65536';
    expect(refusedCount(0)).toEqual({ field: 'values', message: `values has 0 points; ${counts}` });
    expect(refusedCount(1)).toEqual({ field: 'values', message: `values has 1 point; ${counts}` });
    expect(refusedCount(pointsMax + 1).message).toBe(`values has 65537 points; ${counts}`);
  });

  it('refuses times and values of different lengths', () => {
    expect(faultOf(() => createSeries([0, 1, 2], [5, 6]))).toEqual({
      field: 'times',
      message: 'times has 3 points and values has 2; each value needs one time',
    });
  });

  it.each<[string, unknown, string]>([
    ['NaN', NaN, 'NaN'],
    ['an infinity', -Infinity, '-Infinity'],
    ['null', null, 'null'],
    ['a hole', undefined, 'undefined'],
    ['text', '7', "'7'"],
    ['an array', [1], 'an array'],
    ['an object', {}, 'an object'],
    ['a boolean', true, 'true'],
    ['a bigint', 1n, 'a bigint'],
  ])('refuses %s among values and times, naming index and value', (_name, found, shown) => {
    const wrong = [1, 2, found as number];
    const problem = `is ${shown}; it must be a finite number`;
    expect(faultOf(() => createSeries([0, 1, 2], wrong))).toEqual({
      field: 'values',
      message: `values[2] ${problem}`,
    });
    expect(faultOf(() => createSeries(wrong, [0, 1, 2]))).toEqual({
      field: 'times',
      message: `times[2] ${problem}`,
    });
    expect(faultOf(() => uniformSeries(wrong)).message).toBe(`values[2] ${problem}`);
  });

  it.each<[string, number[], number]>([
    ['stand still', [0, 1, 1, 2], 2],
    ['go back', [0, 1, 0.5, 2], 2],
    ['fall from the start', [1, 0], 1],
  ])('refuses times that %s, whatever the spacing', (_name, times, index) => {
    for (const spacing of ['equal', 'any'] as const) {
      const { field, message } = faultOf(() => createSeries(times, times, { spacing }));
      expect(field).toBe('times');
      expect(message).toContain(`times[${index}] is ${times[index]} after ${times[index - 1]}`);
    }
  });

  it('allows gaps to differ by 1e-6 of the step and no more', () => {
    expect(createSeries(threeGaps(0.99e-6), [1, 2, 3, 4]).times[1]).toBe(1 + 0.99e-6);
    const { field, message } = faultOf(() => createSeries(threeGaps(1.01e-6), [1, 2, 3, 4]));
    expect(field).toBe('times');
    expect(message).toMatch(/^times\[1\] comes 1\.00000101 after .* mean gap is 1; /);
  });

  it('names the gap that differs most', () => {
    const { message } = faultOf(() => createSeries([0, 1, 2, 3, 10], [1, 2, 3, 4, 5]));
    expect(message).toMatch(/^times\[4\] comes 7 after the time before it, .* 2\.5; /);
  });

  it('takes unequal spacing when it is told that any will do', () => {
    const times = [0, 1, 10];
    expect([...createSeries(times, [1, 2, 3], { spacing: 'any' }).times]).toEqual(times);
    expect(() => createSeries(times, [1, 2, 3], { spacing: 'equal' })).toThrow(DatabaseError);
  });

  it('takes times that are equally spaced as far as doubles of their size can be', () => {
    const sinceEpoch = Array.from({ length: 1000 }, (_, index) => 1.7e9 + index / 1000);
    const gaps = sinceEpoch.slice(1).map((time, index) => time - sinceEpoch[index]!);
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeGreaterThan(1e-6 * 0.001);
    expect(createSeries(sinceEpoch, sinceEpoch).times.length).toBe(1000);
  });

  it('takes times at the ends of the doubles', () => {
    const huge = [-Number.MAX_VALUE, 0, Number.MAX_VALUE];
    expect([...createSeries(huge, [1, 2, 3]).times]).toEqual(huge);
    expect(() => createSeries([-Number.MAX_VALUE, 1e308, Number.MAX_VALUE], [1, 2, 3])).toThrow(
      DatabaseError,
    );
    const tiny = [0, 5e-324, 1e-323];
    expect([...createSeries(tiny, [1, 2, 3]).times]).toEqual(tiny);
    expect(() => createSeries([0, 5e-324, 1.5e-323], [1, 2, 3])).toThrow(DatabaseError);
  });

  it('accepts every grid start + index · step that doubles can tell apart', () => {
    const number = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    const step = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(number, step, fc.integer({ min: 2, max: 300 }), (start, gap, count) => {
        const times = Array.from({ length: count }, (_, index) => start + index * gap);
        expect(createSeries(times, times).times.length).toBe(count);
      }),
    );
  });
});

describe('uniformSeries', () => {
  it('counts time from 0 in steps of 1', () => {
    expect(uniformSeries([5, 6, 7])).toEqual({
      times: new Float64Array([0, 1, 2]),
      values: new Float64Array([5, 6, 7]),
    });
  });
});

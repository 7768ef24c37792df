import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatabaseError } from '../../../server/errors.ts';
import { standardise } from '../../../server/series/index.ts';

function standardised(values: readonly number[]): number[] {
  const out = new Float64Array(values.length);
  standardise(new Float64Array(values), out, 0);
  return [...out];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  return Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
}

function refusalOf(values: readonly number[]): string {
  try {
    standardised(values);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== 'INVALID_VALUE') throw error;
    expect(error.field).toBe('values');
    return error.message;
  }
  throw new Error('nothing was refused');
}

describe('standardise', () => {
  it('divides by the population deviation', () => {
    // Mean 2.5, mean square deviation 1.25.
    const expected = [-1.5, -0.5, 0.5, 1.5].map((value) => value / Math.sqrt(1.25));
    standardised([1, 2, 3, 4]).forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index]!, 14);
    });
  });

  it('writes at the offset and nowhere else', () => {
    const out = new Float64Array([9, 9, 9, 9]);
    standardise(new Float64Array([7, 3]), out, 1);
    expect([...out]).toEqual([9, 1, -1, 9]);
  });

  it('may write over its own input', () => {
    const values = new Float64Array([7, 3, 5, 1]);
    const apart = standardised([...values]);
    standardise(values, values, 0);
    expect([...values]).toEqual(apart);
  });

  it.each<[string, number[]]>([
    ['the greatest doubles', [Number.MAX_VALUE, -Number.MAX_VALUE]],
    ['the greatest doubles of one sign', [Number.MAX_VALUE, Number.MAX_VALUE / 2]],
    ['the least subnormal', [5e-324, 0]],
    ['a mean of 1e15 deviations less some', [1e9 + 1, 1e9]],
    ['the least normal doubles', [2.2250738585072014e-308, -2.2250738585072014e-308]],
  ])('gives 1 and -1 for two of %s', (_name, values) => {
    expect(standardised(values)).toEqual([1, -1]);
  });

  it('does not overflow on 65,536 values near the greatest double', () => {
    const values = Array.from({ length: 65_536 }, (_, index) =>
      index % 2 === 0 ? Number.MAX_VALUE : 0.9 * Number.MAX_VALUE,
    );
    const out = standardised(values);
    expect(out[0]).toBeCloseTo(1, 9);
    expect(out[1]).toBeCloseTo(-1, 9);
  });

  it.each([NaN, Infinity, -Infinity])('refuses %d, naming its index', (wrong) => {
    expect(refusalOf([1, 2, wrong])).toBe(`values[2] is ${wrong}; it must be a finite number`);
  });

  it.each<[string, number[]]>([
    ['zero', [0, 0, 0]],
    ['a subnormal', [5e-324, 5e-324]],
    ['the greatest double', [Number.MAX_VALUE, Number.MAX_VALUE, Number.MAX_VALUE]],
    ['a number whose sum rounds', Array.from({ length: 1000 }, () => 0.1)],
  ])('refuses a series that is always %s as constant', (_name, values) => {
    expect(refusalOf(values)).toContain('the series is constant');
  });

  it('calls a series constant up to a deviation of 1e-12 of its largest magnitude', () => {
    // Two values that differ by d have the deviation d / 2.
    expect(refusalOf([1, 1 + 1.9e-12])).toContain('the series is constant');
    expect(standardised([1 + 2.1e-12, 1])).toEqual([1, -1]);
    expect(refusalOf([-1e300, -1e300 * (1 + 1.9e-12)])).toContain('the series is constant');
    expect(standardised([-1e300, -1e300 * (1 + 2.1e-12)])).toEqual([1, -1]);
  });

  it.each([0, 1])('refuses %d points', (count) => {
    expect(refusalOf(Array.from({ length: count }, () => 1))).toContain('a series has 2 to 65536');
  });

  it('leaves out as it was when it refuses', () => {
    for (const values of [
      [1, NaN],
      [3, 3],
    ]) {
      const out = new Float64Array([8, 9]);
      expect(() => standardise(new Float64Array(values), out, 0)).toThrow(DatabaseError);
      expect([...out]).toEqual([8, 9]);
    }
  });

  it.each([-1, 0.5, NaN, 2, Infinity])('throws RangeError for offset %d', (offset) => {
    const values = new Float64Array([1, 2]);
    expect(() => standardise(values, new Float64Array(3), offset)).toThrow(RangeError);
  });

  it('gives mean 0 and deviation 1 at any scale and offset', () => {
    const share = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(share, { minLength: 2, maxLength: 200 }),
        fc.integer({ min: -1060, max: 1022 }),
        fc.constantFrom(0, 1, -1, 1e3, -1e9),
        (shares, exponent, offset) => {
          // Beside an offset the shares keep only what its rounding leaves of them.
          const values = shares.map(
            (value) => ((value + offset) / (1 + Math.abs(offset))) * 2 ** exponent,
          );
          const spread = Math.max(...values) / 2 - Math.min(...values) / 2;
          // At least 2e-12·max·√n, so that the deviation is over 1e-12·max.
          fc.pre(spread > 3e-11 * Math.max(...values.map(Math.abs)));
          const out = standardised(values);
          expect(Math.abs(mean(out))).toBeLessThan(1e-13);
          expect(Math.abs(deviation(out) - 1)).toBeLessThan(1e-13);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([288, 10_000, 65_521])('loses nothing of %i points that have two values', (count) => {
    for (const ones of [1, 22, 31, 100, count >> 1, count - 5]) {
      const out = standardised(Array.from({ length: count }, (_, at) => (at < ones ? 1 : 0)));
      // Two products, where a sum of squares would itself lose what is looked for.
      const square = (ones * out[0]! ** 2 + (count - ones) * out.at(-1)! ** 2) / count;
      expect(Math.abs(square - 1), `${ones} ones`).toBeLessThan(1e-15);
    }
  });

  it('gives the same bits whatever power of two multiplies the series', () => {
    const whole = fc.integer({ min: -1_000_000, max: 1_000_000 });
    fc.assert(
      fc.property(
        fc.array(whole, { minLength: 2, maxLength: 50 }),
        fc.integer({ min: -1074, max: 1003 }),
        (values, exponent) => {
          fc.pre(new Set(values).size > 1);
          const scaled = values.map((value) => value * 2 ** exponent);
          expect(standardised(scaled)).toEqual(standardised(values));
        },
      ),
      { numRuns: 300 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { demoSeries } from '../../../server/series/index.ts';

describe('demoSeries', () => {
  it('names its series ts-0, ts-1, … and gives as many as asked for', () => {
    expect([...demoSeries(3, 1)].map(({ id }) => id)).toEqual(['ts-0', 'ts-1', 'ts-2']);
    expect([...demoSeries(0, 1)]).toEqual([]);
  });

  it('has 100 points at the hundredths from 0 to 0.99', () => {
    for (const { series } of demoSeries(3, 1)) {
      const { times, values } = series;
      expect([times.length, values.length]).toEqual([100, 100]);
      expect([times[0], times[7], times[99]]).toEqual([0, 0.07, 0.99]);
    }
  });

  it('gives the same series for a seed whatever the count, and other series for another', () => {
    const short = [...demoSeries(10, 42)];
    expect([...demoSeries(1000, 42)].slice(0, 10)).toEqual(short);
    const other = [...demoSeries(10, 43)];
    for (const [index, { series }] of other.entries()) {
      expect(series.values).not.toEqual(short[index]!.series.values);
    }
  });

  it('can be iterated again, and each time each series has buffers of its own', () => {
    const demo = demoSeries(2, 5);
    const [first, second] = [...demo];
    first!.series.times.fill(0);
    expect(second!.series.times[99]).toBe(0.99);
    expect([...demo][1]).toEqual(second);
    expect([...demo][0]!.series.times[99]).toBe(0.99);
  });

  it('stays what it was: demo collections are the same in every version', () => {
    const values = [...demoSeries(6, 1)][5]!.series.values;
    const expected = [
      0.7119119677672648, 0.7737045320694863, 0.8215385109805122, 0.7918881775563026,
    ];
    for (const [index, value] of expected.entries()) expect(values[index]).toBeCloseTo(value, 12);
  });

  it('is a bump of area at most 1 with noise of 0.05 to 0.2 around it', () => {
    const noises: number[] = [];
    const heights: number[] = [];
    for (const { series } of demoSeries(400, 9)) {
      const { values } = series;
      // A bump this smooth has second differences near 0; those of noise have deviation √6.
      let squares = 0;
      for (let index = 2; index < 100; index++) {
        squares += (values[index]! - 2 * values[index - 1]! + values[index - 2]!) ** 2;
      }
      noises.push(Math.sqrt(squares / 98 / 6));
      heights.push(Math.max(...values));
      const area = values.reduce((sum, value) => sum + value, 0) / 100;
      // At least a bump at an end or one too wide to fit, both of which lose half of it or more.
      expect(area).toBeGreaterThan(0.3);
      expect(area).toBeLessThan(1.15);
    }
    expect(Math.min(...noises)).toBeGreaterThan(0.03);
    expect(Math.max(...noises)).toBeLessThan(0.3);
    const noiseMean = noises.reduce((sum, noise) => sum + noise, 0) / noises.length;
    expect(noiseMean).toBeCloseTo(0.125, 1);
    // The narrowest bump is 1 / (0.05 √2π) = 8 high, the widest 1.
    expect(Math.max(...heights)).toBeGreaterThan(5);
    expect(Math.max(...heights)).toBeLessThan(9);
  });

  it.each([-1, 0.5, NaN, Infinity])('throws RangeError for count %d, at the call', (count) => {
    expect(() => demoSeries(count, 1)).toThrow(RangeError);
  });

  it.each([-1, 0.5, 2 ** 32])('throws RangeError for seed %d, at the call', (seed) => {
    expect(() => demoSeries(1, seed)).toThrow(RangeError);
  });
});

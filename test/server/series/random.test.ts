import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../server/series/index.ts';
import { splitMix32, xoshiro128StarStar } from '../../../server/series/xoshiro.ts';

function sequence(seed: number): number[] {
  return draws(20, createRandom(seed).uniform);
}

function draws<T>(count: number, draw: () => T): T[] {
  return Array.from({ length: count }, draw);
}

describe('xoshiro128**', () => {
  it('gives the words of the reference implementation', () => {
    expect(draws(10, xoshiro128StarStar([1, 2, 3, 4]))).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597,
      4258142804,
    ]);
  });

  it('never starts from a state of zeros, at any seed where a word is 0', () => {
    // The finaliser maps 0 to 0, so these seeds give a state with one word 0.
    const golden = 0x9e3779b9;
    for (let word = 0; word < 4; word++) {
      const state = splitMix32((2 ** 34 - (word + 1) * golden) % 2 ** 32);
      expect(state.map((found) => found === 0)).toEqual(
        [0, 1, 2, 3].map((index) => index === word),
      );
    }
  });
});

describe('createRandom', () => {
  it('gives the same draws for the same seed, and others for another', () => {
    expect(sequence(7)).toEqual(sequence(7));
    const seeds = [0, 1, 2, 7, 2 ** 31, 2 ** 32 - 1];
    expect(new Set(seeds.flatMap(sequence)).size).toBe(20 * seeds.length);
  });

  it.each([-1, 0.5, 2 ** 32, NaN, Infinity])('throws RangeError for seed %d', (seed) => {
    expect(() => createRandom(seed)).toThrow(RangeError);
  });

  it('draws uniform numbers evenly from [0, 1)', () => {
    const bins = new Uint32Array(16);
    const numbers = draws(160_000, createRandom(1).uniform);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    for (const number of numbers) bins[Math.floor(number * 16)]! += 1;
    // Chi-squared with 15 degrees of freedom exceeds 37.7 once in 1,000 seeds.
    const chiSquared = bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquared).toBeLessThan(37.7);
  });

  it('draws normal numbers with mean 0, deviation 1, and the right share in the tails', () => {
    const numbers = draws(200_000, createRandom(2).normal);
    const moment = (power: number) =>
      numbers.reduce((sum, number) => sum + number ** power, 0) / numbers.length;
    const share = (limit: number) =>
      numbers.filter((number) => Math.abs(number) < limit).length / numbers.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.01);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.02);
    expect(Math.abs(moment(3))).toBeLessThan(0.04);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.12);
    expect(share(1)).toBeCloseTo(0.6827, 2);
    expect(share(2)).toBeCloseTo(0.9545, 2);
    expect(share(3)).toBeCloseTo(0.9973, 3);
  });

  it('draws the two halves of a pair independently', () => {
    const { normal } = createRandom(3);
    let product = 0;
    for (let pair = 0; pair < 100_000; pair++) product += normal() * normal();
    expect(Math.abs(product / 100_000)).toBeLessThan(0.015);
  });

  it('draws whole numbers evenly, at counts that do not divide 2^53', () => {
    const { integer } = createRandom(4);
    const counts = new Uint32Array(7);
    for (let turn = 0; turn < 70_000; turn++) counts[integer(7)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
    expect(integer(1)).toBe(0);
    // Without rejection the lower third would be drawn twice as often as each of the others.
    const count = 3 * 2 ** 51;
    const low = draws(30_000, () => integer(count)).filter((draw) => draw < 2 ** 51).length;
    expect(Math.abs(low / 30_000 - 1 / 3)).toBeLessThan(0.02);
    const large = draws(100, () => integer(Number.MAX_SAFE_INTEGER));
    expect(large.every((draw) => Number.isSafeInteger(draw) && draw >= 0)).toBe(true);
  });

  it.each([0, -1, 1.5, 2 ** 53, NaN, Infinity])('throws RangeError for count %d', (count) => {
    expect(() => createRandom(0).integer(count)).toThrow(RangeError);
  });
});

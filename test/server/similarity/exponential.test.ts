import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../server/series/index.ts';
import { sumOfExponentials } from './support/exponential.ts';

function one(value: number, sharpness: number): number {
  return sumOfExponentials(Float64Array.of(value), 1, sharpness);
}

describe('sumOfExponentials', () => {
  it('agrees with Math.exp in every term that is a normal double', () => {
    const random = createRandom(1);
    let worst = 0;
    for (let draw = 0; draw < 200_000; draw += 1) {
      const sharpness = 350 * random.uniform() ** 3;
      const value = 2 * random.uniform() - 1;
      const expected = Math.exp(sharpness * (value - 1));
      worst = Math.max(worst, Math.abs(one(value, sharpness) / expected - 1));
    }
    expect(worst).toBeLessThan(2 ** -50);
  });

  it('takes values beyond 1 and -1 as 1 and -1', () => {
    expect(one(1 + 1e-9, 50)).toBe(1);
    expect(one(-1 - 1e-9, 0.5)).toBe(one(-1, 0.5));
  });

  it('falls to 0 without leaving the doubles at the greatest sharpness', () => {
    expect(one(1, 700)).toBe(1);
    expect(one(0, 700) / Math.exp(-700)).toBeCloseTo(1, 12);
    expect(one(-0.08, 700)).toBe(0);
    expect(one(-1, 700)).toBe(0);
  });

  it('adds the first values only', () => {
    const values = new Float64Array(300).fill(1);
    expect(sumOfExponentials(values, 131, 3)).toBe(131);
    expect(sumOfExponentials(values, 0, 3)).toBe(0);
  });
});

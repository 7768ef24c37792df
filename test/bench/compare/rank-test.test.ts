import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankTest } from '../../../bench/compare/rank-test.ts';

/** By counting: over every way to choose which samples are those of `a`. */
function byCounting(a: readonly number[], b: readonly number[]): number {
  const together = [...a, ...b];
  // Pairs that the first of them wins count two, ties one.
  const wins = (chosen: ReadonlySet<number>): number => {
    let count = 0;
    for (const i of chosen) {
      for (const j of together.keys()) {
        if (!chosen.has(j)) count += 1 + Math.sign(together[i]! - together[j]!);
      }
    }
    return count;
  };
  const expected = a.length * b.length;
  const found = Math.abs(wins(new Set(a.keys())) - expected);
  let total = 0;
  let asFar = 0;
  for (let bits = 0; bits < 2 ** together.length; bits++) {
    const chosen = new Set([...together.keys()].filter((index) => bits & (1 << index)));
    if (chosen.size !== a.length) continue;
    total += 1;
    if (Math.abs(wins(chosen) - expected) >= found) asFar += 1;
  }
  return asFar / total;
}

const upTo = (count: number, from = 1): readonly number[] =>
  Array.from({ length: count }, (_, index) => from + index);

const TENS = upTo(10).map((value) => value * 10);

/** Ten samples that win all of their 100 pairs with `TENS` but `u`. */
function withU(u: number): readonly number[] {
  let left = u;
  return upTo(10).map((number) => {
    const lost = Math.min(10, left);
    left -= lost;
    return 10 * (10 - lost) + 5 + number / 100;
  });
}

describe('rankTest', () => {
  it('gives what counting every choice gives, with ties and without', () => {
    const samples = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        expect(rankTest(a, b)).toBeCloseTo(byCounting(a, b), 12);
      }),
    );
  });

  it('gives the least chance there is where every sample of one side is above the other', () => {
    // Two of the 184,756 ways to choose ten of twenty.
    expect(rankTest(upTo(10), upTo(10, 11))).toBeCloseTo(2 / 184_756, 12);
    expect(rankTest(upTo(10, 11), upTo(10))).toBeCloseTo(2 / 184_756, 12);
  });

  it('agrees with the table of the Mann-Whitney test', () => {
    // U = 23 is the last that differs at 5 % for ten against ten.
    expect(rankTest(withU(23), TENS)).toBeLessThan(0.05);
    expect(rankTest(withU(24), TENS)).toBeGreaterThan(0.05);
  });

  it('is sure of nothing where all samples are equal', () => {
    expect(rankTest([5, 5, 5], [5, 5])).toBe(1);
  });
});

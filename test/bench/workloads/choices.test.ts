import { describe, expect, it } from 'vitest';
import { type Choice, chooser } from '../../../bench/workloads/index.ts';

const COUNT = 1_000;
const DRAWS = 200_000;

function counts(choice: Choice, seed = 1): readonly number[] {
  const choose = chooser(choice, { count: COUNT, seed });
  const found = Array.from({ length: COUNT }, () => 0);
  for (let draw = 0; draw < DRAWS; draw++) found[choose.next(COUNT)]! += 1;
  return found;
}

/** The share of the r-th most popular of `COUNT`. */
function share(rank: number): number {
  let total = 0;
  for (let other = 1; other <= COUNT; other++) total += other ** -0.99;
  return rank ** -0.99 / total;
}

describe('chooser', () => {
  it('chooses each entry as often, uniformly', () => {
    const found = counts('uniform');
    // Six standard deviations of a count.
    const slack = 6 * Math.sqrt(DRAWS / COUNT);
    for (const count of found) expect(Math.abs(count - DRAWS / COUNT)).toBeLessThan(slack);
  });

  it('chooses few entries most of the time, by Zipf, wherever they are', () => {
    const found = counts('zipfian');
    const popular = found.toSorted((a, b) => b - a);
    for (const rank of [1, 2, 10]) {
      const expected = DRAWS * share(rank);
      expect(Math.abs(popular[rank - 1]! - expected)).toBeLessThan(6 * Math.sqrt(expected));
    }
    expect(found.indexOf(popular[0]!)).not.toBe(counts('zipfian', 2).indexOf(popular[0]!));
    expect(found).toEqual(counts('zipfian'));
  });

  it('chooses the last entries most, and follows as there come more', () => {
    const found = counts('latest');
    const expected = DRAWS * share(1);
    expect(Math.abs(found.at(-1)! - expected)).toBeLessThan(6 * Math.sqrt(expected));
    const choose = chooser('latest', { count: COUNT, seed: 1 });
    const later = Array.from({ length: 2_000 }, () => choose.next(3 * COUNT));
    expect(Math.min(...later)).toBeGreaterThanOrEqual(2 * COUNT);
    expect(Math.max(...later)).toBe(3 * COUNT - 1);
  });
});

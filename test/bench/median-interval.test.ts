import { describe, expect, it } from 'vitest';
import { medianInterval } from '../../bench/median-interval.ts';
import { createRandom } from '../../server/index.ts';

const upTo = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => index + 1);

/** The interval of many medians of resamples, which is what the exact one is about. */
function drawn(samples: readonly number[], seed: number): readonly [number, number] {
  const random = createRandom(seed);
  const medians = Array.from({ length: 20_000 }, () => {
    const resample = samples.map(() => samples[Math.floor(random.uniform() * samples.length)]!);
    return resample.toSorted((a, b) => a - b)[(samples.length - 1) / 2]!;
  }).toSorted((a, b) => a - b);
  return [medians[500]!, medians[19_499]!];
}

describe('medianInterval', () => {
  it.each([5, 9, 21, 51])('is the one that drawing resamples of %d comes to', (count) => {
    // Squares, so that a rank that is off by one is seen.
    const samples = upTo(count).map((value) => value ** 2);
    expect(medianInterval(samples)).toEqual(drawn(samples, 1));
  });

  it('is symmetric in rank, for odd and even counts', () => {
    for (const count of [2, 3, 4, 10, 11, 100, 101]) {
      const [low, high] = medianInterval(upTo(count));
      expect(low + high).toBe(count + 1);
      expect(low).toBeLessThanOrEqual(high);
    }
  });

  it('narrows with the root of the count, and holds for counts that powers would vanish at', () => {
    const [low, high] = medianInterval(upTo(100_001));
    // 1.96 standard deviations of the rank, each half the root of the count.
    expect((high - low) / 2).toBeCloseTo(1.96 * 0.5 * Math.sqrt(100_001), -1);
  });

  it('is the sample where there is one', () => {
    expect(medianInterval([7])).toEqual([7, 7]);
  });
});

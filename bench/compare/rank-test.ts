/**
 * The chance that two sets of samples from one distribution differ in rank as much as these do, in
 * either direction: the Mann-Whitney test, exact, with ties. 1 where all samples are equal.
 *
 * Counts, for every sum of ranks, the subsets of all samples together that have it; a tie is its mean
 * rank, and ranks are doubled so that they are whole.
 * Requires at least one sample a side, finite, at most some hundred together.
 * Cost: O(a × n³) for n samples together and a on the smaller side.
 */
export function rankTest(a: readonly number[], b: readonly number[]): number {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  const together = [...few, ...many];
  const doubled = doubledRanks(together);
  const sumMost = doubled.reduce((sum, rank) => sum + rank, 0);
  /** Subsets by their size and their sum of doubled ranks. */
  const subsets = few.map(() => new Float64Array(sumMost + 1));
  const none = new Float64Array(sumMost + 1);
  none[0] = 1;
  const bySize = [none, ...subsets];
  for (const rank of doubled) {
    for (let size = few.length; size > 0; size--) {
      const to = bySize[size]!;
      const from = bySize[size - 1]!;
      for (let sum = sumMost; sum >= rank; sum--) to[sum]! += from[sum - rank]!;
    }
  }
  // On average, half of the way between the least and the greatest sum.
  const expected = few.length * (together.length + 1);
  const found = doubled.slice(0, few.length).reduce((sum, rank) => sum + rank, 0);
  const distance = Math.abs(found - expected);
  let total = 0;
  let asFar = 0;
  for (const [sum, count] of bySize[few.length]!.entries()) {
    total += count;
    if (Math.abs(sum - expected) >= distance) asFar += count;
  }
  return asFar / total;
}

/** Twice the rank, from 1, of each sample among all; samples that tie share their mean. */
function doubledRanks(samples: readonly number[]): readonly number[] {
  const ascending = samples.toSorted((a, b) => a - b);
  return samples.map((sample) => {
    const first = ascending.indexOf(sample);
    const last = ascending.lastIndexOf(sample);
    return first + last + 2;
  });
}

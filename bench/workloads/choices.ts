import { createRandom } from '../../server/index.ts';
import { seededOrder, seedOf } from './seeded.ts';

/** How the entry of the next operation is chosen. */
export type Choice = 'uniform' | 'zipfian' | 'latest';

/** The exponent of YCSB: the most popular of a million items has a fifteenth of all choices. */
const ZIPF_EXPONENT = 0.99;

/** Chooses one entry after another. */
export interface Chooser {
  /** An index below `count`, the number of entries that there are now, at least as many as at first. */
  next(count: number): number;
}

/**
 * A seeded chooser among `count` entries at first, at least one. `uniform`: each is as likely. `zipfian`:
 * the r-th most popular has a share that falls with r^0.99, whichever entries those are. `latest`: the
 * same, where the last entry is the most popular.
 * Cost: O(count) memory for `zipfian` and `latest`; O(log count) a choice.
 */
export function chooser(
  choice: Choice,
  { count, seed }: { readonly count: number; readonly seed: number },
): Chooser {
  const random = createRandom(seedOf(`choice ${choice}`, seed));
  if (choice === 'uniform') return { next: (now) => Math.floor(random.uniform() * now) };
  const rank = zipfianRank(count, () => random.uniform());
  if (choice === 'latest') return { next: (now) => now - 1 - rank() };
  const entries = seededOrder('popularity', seed, count);
  return { next: () => entries[rank()]! };
}

/** Draws ranks from 0 below `count`, the r-th with a share of (r + 1)^−0.99, by its cumulated shares. */
function zipfianRank(count: number, uniform: () => number): () => number {
  const shares = new Float64Array(count);
  let total = 0;
  for (let rank = 0; rank < count; rank++) {
    total += (rank + 1) ** -ZIPF_EXPONENT;
    shares[rank] = total;
  }
  return () => {
    const wanted = uniform() * total;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (shares[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** Share of the bootstrap medians that the interval leaves out on either side. */
const TAIL = 0.025;

/** Two values, of which the first is no greater. */
export type Interval = readonly [low: number, high: number];

/**
 * The 95 % bootstrap interval of the median of ascending samples, at least one, without drawing: the
 * median of a resample is at most the k-th sample of n exactly when at least half of its n draws,
 * each of them such a sample with the chance k/n, are. So the interval reaches from the first to the
 * last sample whose rank the binomial distribution does not exclude. Where n is even the median lies
 * between two ranks, and each end takes the outer one.
 *
 * It speaks of samples that are independent. Those of one process share its memory layout and its
 * compiled code, and differ less than those of two processes do.
 * Source: Efron 1982, The Jackknife, the Bootstrap and Other Resampling Plans, section 10.
 * Cost: O(n log n).
 */
export function medianInterval(ascending: ArrayLike<number>): Interval {
  const n = ascending.length;
  const lowerMiddle = Math.ceil(n / 2);
  const upperMiddle = Math.floor(n / 2) + 1;
  const low = firstRank(n, (rank) => chanceOfAtLeast(lowerMiddle, n, rank / n) > TAIL);
  const high = firstRank(n, (rank) => chanceOfAtLeast(upperMiddle, n, rank / n) >= 1 - TAIL);
  return [ascending[low - 1]!, ascending[high - 1]!];
}

/** The first rank, 1 to n, for which `holds`, which holds for n and, after the first, for all. */
function firstRank(n: number, holds: (rank: number) => boolean): number {
  let below = 0;
  let from = n;
  while (from - below > 1) {
    const middle = Math.floor((below + from) / 2);
    if (holds(middle)) from = middle;
    else below = middle;
  }
  return from;
}

/** The chance that at least `least` of `n` draws succeed, each with the chance `share`. */
function chanceOfAtLeast(least: number, n: number, share: number): number {
  if (share >= 1) return 1;
  const odds = Math.log(share / (1 - share));
  let logChance = n * Math.log1p(-share); // Of none; in logarithms it cannot vanish.
  let chance = 0;
  for (let successes = 0; successes <= n; successes++) {
    if (successes >= least) chance += Math.exp(logChance);
    logChance += Math.log((n - successes) / (successes + 1)) + odds;
  }
  return Math.min(1, chance);
}

import { type Interval, medianInterval } from './median-interval.ts';

/**
 * What a set of samples says, in their unit. Percentiles run from good to bad: `p99` is the value
 * that 99 of 100 samples are at least as good as, be it a time or a rate.
 */
export interface Distribution {
  /** Number of samples, from 1. */
  readonly samples: number;
  /** The median. */
  readonly p50: number;
  /** Where the median lies with 95 %, as far as the samples tell; the lower value first. */
  readonly p50Interval: Interval;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  /** The sample that no other is worse than. */
  readonly worst: number;
  /** Every sample, in the order in which it was taken. */
  readonly raw: readonly number[];
}

/** Which samples are the better ones: the low ones for a time, the high ones for a rate. */
export type Better = 'lower' | 'higher';

/**
 * The distribution of finite `samples`, in any order; they are left as they are.
 * @throws RangeError when there is no sample, or one that is not finite.
 * Cost: O(n log n).
 */
export function distributionOf(samples: ArrayLike<number>, better: Better): Distribution {
  const ascending = Float64Array.from(samples).toSorted();
  if (ascending.length === 0) throw new RangeError('no samples: a distribution needs at least one');
  // Sorting puts NaN last, so the ends are enough to look at.
  for (const end of [ascending[0]!, ascending.at(-1)!]) {
    if (!Number.isFinite(end)) throw new RangeError(`a sample is ${end}; samples must be finite`);
  }
  const at = (share: number): number => quantile(ascending, better === 'lower' ? share : 1 - share);
  return {
    samples: ascending.length,
    p50: at(0.5),
    p50Interval: medianInterval(ascending),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    p999: at(0.999),
    worst: at(1),
    raw: Array.from(samples),
  };
}

/**
 * The quantile `share`, 0 to 1, of ascending samples, at least one.
 * Source: linear interpolation between closest ranks (Hyndman and Fan 1996, definition 7).
 */
function quantile(ascending: Float64Array, share: number): number {
  const rank = (ascending.length - 1) * share;
  const below = Math.floor(rank);
  const low = ascending[below]!;
  const high = ascending[Math.min(below + 1, ascending.length - 1)]!;
  return low + (high - low) * (rank - below);
}

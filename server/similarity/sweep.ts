import type { Collection } from './collection/index.ts';
import type { Measure } from './measure.ts';
import { Pending } from './pending.ts';
import { BLOCK_PLACES } from './simd/index.ts';

/** Ordinals [start, end) as they are at a commit. */
export interface SweepRange {
  readonly start: number;
  readonly end: number;
  readonly commit: number;
}

/**
 * Writes the distance from the prepared `query` to every visible series of the range to
 * `out[outAt + ordinal − start]`, and leaves the others alone.
 * @throws RangeError when the handles of the collection are older than the commit.
 */
export function sweep(
  measure: Measure,
  collection: Collection,
  query: Float64Array,
  { start, end, commit }: SweepRange,
  out: Float64Array,
  outAt: number,
): void {
  const stop = Math.min(end, collection.open(commit));
  const pending = new Pending(measure, collection, query, ({ base }, at, distance) => {
    out[outAt + base + at - start] = distance;
  });
  for (let ordinal = start; ordinal < stop; ordinal += 1) {
    if (!collection.visible(ordinal, commit)) continue;
    const segment = collection.segmentOf(ordinal);
    pending.add(segment, ordinal - segment.base, BLOCK_PLACES, Number.POSITIVE_INFINITY);
  }
  pending.settle(Number.POSITIVE_INFINITY);
}

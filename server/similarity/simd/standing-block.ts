import { createSharedMemory, PAGES_MAX } from '../shared-memory.ts';
import { pagesFor } from './arena.ts';
import { DistanceBlock } from './block.ts';
import type { BlockSettings } from './plan.ts';

/** Series that are copied and measured at a time, if so many fit. */
const SERIES_MAX = 32;

/** Size that the memory for them stays at or below, when one series allows it. */
const SERIES_BYTES_MAX = 2 ** 20;

/**
 * Distances between prepared series that lie outside of any collection: they are copied to a memory
 * of its own. Made when first used.
 */
export class StandingBlock {
  readonly #settings: BlockSettings;
  readonly #preparedLength: number;
  #made: { readonly block: DistanceBlock; readonly series: Float64Array } | undefined;

  constructor(settings: BlockSettings) {
    this.#settings = settings;
    this.#preparedLength = 2 * Math.floor(settings.length / 2) + 2;
  }

  /**
   * Writes to `out` the distances from the prepared series at `query[queryAt]` to `count` of them
   * that stand back to back from `series[seriesAt]` on. For one, it allocates nothing.
   */
  measure(
    query: Float64Array,
    queryAt: number,
    series: Float64Array,
    seriesAt: number,
    count: number,
    out: Float64Array,
    outAt: number,
  ): void {
    const { block, series: own } = this.#standing();
    block.setQuery(query, queryAt);
    const length = this.#preparedLength;
    const room = Math.floor(own.length / length);
    for (let done = 0; done < count; done += room) {
      const some = Math.min(room, count - done);
      const from = seriesAt + done * length;
      if (some === 1) {
        for (let at = 0; at < length; at += 1) own[at] = series[from + at]!;
      } else {
        own.set(series.subarray(from, from + some * length));
      }
      block.measure(some, Number.POSITIVE_INFINITY);
      for (let at = 0; at < some; at += 1) out[outAt + done + at] = block.distances[at]!;
    }
  }

  /** What the prepared series at `series[at]` is to itself. */
  selfKernel(series: Float64Array, at: number): number {
    const { block, series: own } = this.#standing();
    for (let part = 0; part < this.#preparedLength; part += 1) own[part] = series[at + part]!;
    block.setQuery(series, at);
    return block.selfKernel(0);
  }

  #standing(): { readonly block: DistanceBlock; readonly series: Float64Array } {
    this.#made ??= this.#make();
    return this.#made;
  }

  #make(): { readonly block: DistanceBlock; readonly series: Float64Array } {
    const seriesBytes = 8 * this.#preparedLength;
    const room = Math.max(1, Math.min(SERIES_MAX, Math.floor(SERIES_BYTES_MAX / seriesBytes)));
    const initial = pagesFor(room * seriesBytes);
    const memory = createSharedMemory(initial, PAGES_MAX);
    const block = new DistanceBlock(memory, this.#settings);
    for (let place = 0; place < room; place += 1) block.places[place] = place * seriesBytes;
    return { block, series: new Float64Array(memory.buffer, 0, room * this.#preparedLength) };
  }
}

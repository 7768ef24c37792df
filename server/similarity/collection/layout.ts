import { createSharedMemory, PAGE_BYTES, PAGES_MAX, type SharedMemory } from '../shared-memory.ts';

/**
 * How a collection lays its series out in shared memory.
 *
 * Segment s holds the ordinals from `segmentBase(s)` on, `segmentSize(s)` of them: the first
 * segment `ordinalsFirst`, each next one twice as many, `doublings` times, and from then on all
 * alike, so that a small collection takes little and a large one needs few. A segment of S ordinals
 * is S·(2 + slotsMax + preparedLength) doubles:
 *
 *     born            S doubles: the commit that made a series visible, Infinity before
 *     died            S doubles: the commit that removed it, Infinity before
 *     rows            S rows of slotsMax doubles: distances to the vantage points, by slot
 *     prepared        S prepared series of preparedLength doubles
 *
 * A scan of the rows thus touches no spectra. A segment is a WebAssembly memory, so that distances
 * are computed where the series are; what threads need for that is in pages behind those (see
 * `layInOwnPages`), which each of them adds for itself.
 */
export interface CollectionLayout {
  /** Doubles of one prepared series. */
  readonly preparedLength: number;
  /** Vantage slots of a row; one that is not used holds NaN. */
  readonly slotsMax: number;
  /** Ordinals of the first segment, a power of two. */
  readonly ordinalsFirst: number;
  /** How many segments are half the size of the next. */
  readonly doublings: number;
}

/**
 * Pages that all threads together may add to a segment. Address space is all that they take before
 * a thread comes; at 65,536 points one thread needs some 200.
 */
const THREAD_PAGES_MAX = 16_384;

const SEGMENT_BYTES_FIRST = 2 ** 20;
const SEGMENT_BYTES_MAX = 2 ** 28;

/** Segments a collection may have; at the largest size they are 256 GiB. */
export const SEGMENTS_MAX = 1024;

export interface LayoutOptions {
  /** Doubles of one prepared series, from 1. */
  readonly preparedLength: number;
  /** Vantage points the collection may ever have had at one time, from 0. Default 32. */
  readonly slotsMax?: number;
  /** Size that the first segment stays at or below, when one series allows it. Default 1 MiB. */
  readonly segmentBytesFirst?: number;
  /** Size that no segment exceeds, when one series allows it. Default 256 MiB. */
  readonly segmentBytesMax?: number;
}

/** Chooses segment sizes. @throws RangeError for options outside their ranges. */
export function createLayout({
  preparedLength,
  slotsMax = 32,
  segmentBytesFirst = SEGMENT_BYTES_FIRST,
  segmentBytesMax = SEGMENT_BYTES_MAX,
}: LayoutOptions): CollectionLayout {
  if (!Number.isInteger(preparedLength) || preparedLength < 1) {
    throw new RangeError(`preparedLength ${preparedLength} is not a whole number from 1`);
  }
  if (!Number.isInteger(slotsMax) || slotsMax < 0) {
    throw new RangeError(`slotsMax ${slotsMax} is not a whole number from 0`);
  }
  if (!(segmentBytesFirst > 0 && segmentBytesFirst <= segmentBytesMax)) {
    throw new RangeError(`segments of ${segmentBytesFirst} to ${segmentBytesMax} bytes`);
  }
  const ordinalBytes = 8 * (2 + slotsMax + preparedLength);
  const firstLog2 = floorLog2(segmentBytesFirst / ordinalBytes);
  return {
    preparedLength,
    slotsMax,
    ordinalsFirst: 2 ** firstLog2,
    doublings: floorLog2(segmentBytesMax / ordinalBytes) - firstLog2,
  };
}

/** The exponent of the greatest power of two that is at most `limit`, at least 0. */
function floorLog2(limit: number): number {
  return limit < 2 ? 0 : Math.floor(Math.log2(limit));
}

/** Ordinals that segment `index` holds. */
export function segmentSize(layout: CollectionLayout, index: number): number {
  return layout.ordinalsFirst * 2 ** Math.min(index, layout.doublings);
}

/** The first ordinal of segment `index`; of the one after the last, the capacity. */
export function segmentBase({ ordinalsFirst, doublings }: CollectionLayout, index: number): number {
  const doubled = Math.min(index, doublings);
  return ordinalsFirst * (2 ** doubled - 1 + 2 ** doublings * (index - doubled));
}

/** The segment that holds `ordinal`. */
export function segmentIndex(
  { ordinalsFirst, doublings }: CollectionLayout,
  ordinal: number,
): number {
  // Asked for every candidate of a search, so without a power.
  const block = Math.floor(ordinal / ordinalsFirst) + 1;
  const doubled = 31 - Math.clz32(block);
  return doubled < doublings ? doubled : doublings + (block >>> doublings) - 1;
}

/** Bytes of segment `index`. */
export function segmentBytes(layout: CollectionLayout, index: number): number {
  return 8 * segmentSize(layout, index) * (2 + layout.slotsMax + layout.preparedLength);
}

/** Memory for segment `index`. @throws RangeError when the machine has no more. */
export function createSegment(layout: CollectionLayout, index: number): SharedMemory {
  const initial = Math.ceil(segmentBytes(layout, index) / PAGE_BYTES);
  const maximum = Math.min(PAGES_MAX, initial + THREAD_PAGES_MAX);
  return createSharedMemory(initial, maximum);
}

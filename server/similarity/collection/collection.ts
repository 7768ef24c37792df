import { Rows, type RowsHandles } from '../embedding/index.ts';
import type { Measure } from '../measure.ts';
import type { SharedMemory } from '../shared-memory.ts';
import type { VantageSet } from '../vantage.ts';
import {
  type CollectionLayout,
  SEGMENTS_MAX,
  segmentBase,
  segmentBytes,
  segmentIndex,
  segmentSize,
} from './layout.ts';

/**
 * What another thread needs to see a collection: a structured clone shares all the memory. Handles
 * taken at or after a commit show everything that is visible at it.
 */
export interface CollectionHandles {
  /** The same in all handles of one collection. */
  readonly id: string;
  readonly layout: CollectionLayout;
  readonly header: SharedArrayBuffer;
  readonly segments: readonly SharedMemory[];
  readonly vantage: VantageSet;
  /** Rows of all series for `vantage`, where the measure has an embedding. */
  readonly rows: RowsHandles | undefined;
}

/** One block of ordinals, with the offsets of its areas in `doubles` (see the layout). */
export interface Segment {
  readonly memory: SharedMemory;
  readonly doubles: Float64Array;
  /** Its first ordinal. */
  readonly base: number;
  /** Ordinals it holds. */
  readonly size: number;
  readonly diedAt: number;
  readonly rowsAt: number;
  readonly preparedAt: number;
}

/**
 * The header: 8 bytes with the count of ordinals in use, then for each segment the first commit
 * that was stamped as a birth in it or in a later one, Infinity before.
 */
export const HEADER_BYTES: number = 8 + 8 * SEGMENTS_MAX;

/** @internal The two views of a header. */
export function headerViews(header: SharedArrayBuffer): {
  readonly count: Uint32Array;
  readonly firstBorn: Float64Array;
} {
  return { count: new Uint32Array(header, 0, 1), firstBorn: new Float64Array(header, 8) };
}

/** @internal The areas of segment `index` in `memory`. */
export function segmentOver(
  layout: CollectionLayout,
  index: number,
  memory: SharedMemory,
): Segment {
  const size = segmentSize(layout, index);
  return {
    memory,
    // Beyond these are the pages of threads.
    doubles: new Float64Array(memory.buffer, 0, segmentBytes(layout, index) / 8),
    base: segmentBase(layout, index),
    size,
    diedAt: size,
    rowsAt: 2 * size,
    preparedAt: (2 + layout.slotsMax) * size,
  };
}

/**
 * The series of a collection as one thread sees them, in memory that all threads share and one
 * thread writes.
 *
 * Why a reader needs no lock:
 *
 *  1. A birth stamp is Infinity before its segment is in any handles, and then changes to the number
 *     of a commit. The bytes of an ordinal do not change after that, but for its death stamp, which
 *     changes from Infinity to the number of a commit.
 *  2. Every call of the writer ends in an atomic store to the header, and `open` begins with an
 *     atomic load of it. Whoever searches at commit c heard of c after the stamps of c were
 *     written, so in the one order of all atomic operations that load comes after the store that
 *     followed them, and what was written before the store is visible after the load: all stamps
 *     up to c, and the bytes of the ordinals they are on.
 *  3. What is being written meanwhile belongs to later commits. A birth stamp is then above c
 *     before and after, and decides alone that the series is not visible; a death stamp is above c
 *     before and after, so the series still is.
 *  4. The ordinal of a dead series is used again, its birth stamp Infinity meanwhile. It becomes so
 *     when no search is left that may see the series: one that reads the stamps then finds it not yet
 *     born or dead. It is appended when every search is done that may have found it born.
 *
 * This takes an aligned double to be stored in one piece, which the language leaves open and every
 * machine that Node runs on does.
 */
export class Collection {
  readonly id: string;
  readonly layout: CollectionLayout;
  readonly segments: readonly Segment[];
  /** The vantage points in use when the handles were taken. */
  readonly vantage: VantageSet;
  readonly rows: Rows | undefined;
  readonly #count: Uint32Array;
  readonly #firstBorn: Float64Array;
  /** The segments, and those behind them that this thread had in an earlier view of a later state. */
  readonly #known: readonly Segment[];

  /**
   * `earlier` is what this thread had of the same collection, or of another. Of the same, its
   * segments and rows are taken over: handles that come by message are other objects for the same
   * memory, and the thread would lay its scratch into it once more.
   */
  constructor(handles: CollectionHandles, earlier?: Collection) {
    this.id = handles.id;
    this.layout = handles.layout;
    this.vantage = handles.vantage;
    const known = earlier?.id === handles.id ? earlier.#known : [];
    this.segments = handles.segments.map(
      (memory, index) => known[index] ?? segmentOver(handles.layout, index, memory),
    );
    this.#known = known.length > this.segments.length ? known : this.segments;
    const { rows } = handles;
    const same = rows !== undefined && earlier?.rows?.handles.id === rows.id;
    this.rows = same ? earlier?.rows : rows && new Rows(rows);
    const { count, firstBorn } = headerViews(handles.header);
    this.#count = count;
    this.#firstBorn = firstBorn;
  }

  /** Ordinals in use: all below it may hold a series, and none from it on does. */
  get count(): number {
    const capacity = segmentBase(this.layout, this.segments.length);
    return Math.min(Atomics.load(this.#count, 0), capacity);
  }

  /** Bytes of shared memory in the segments. */
  get bytes(): number {
    return this.segments.reduce((sum, { doubles }) => sum + doubles.byteLength, 0);
  }

  /**
   * Makes what is visible at `commit` readable and returns `count`. Call it once at the beginning
   * of a search.
   * @throws RangeError when the handles are older than `commit` and lack a segment it needs.
   */
  open(commit: number): number {
    const count = this.count;
    if (this.#firstBorn[this.segments.length]! <= commit) {
      throw new RangeError(
        `handles with ${this.segments.length} segments are too old for commit ${commit}`,
      );
    }
    return count;
  }

  /** Whether the series at `ordinal` was born at or before `commit` and not dead at it. */
  visible(ordinal: number, commit: number): boolean {
    const segment = this.segments[segmentIndex(this.layout, ordinal)];
    return segment !== undefined && isVisible(segment, ordinal - segment.base, commit);
  }

  /** The commit at which the series at `ordinal`, which is visible, was born. */
  bornAt(ordinal: number): number {
    const { doubles, base } = this.segmentOf(ordinal);
    return doubles[ordinal - base]!; // It is inside of the segment.
  }

  /**
   * Which ordinals hold a series that is visible at `commit`: a bit each, the lowest of a word first.
   * Cost: a look at every ordinal.
   */
  visibleBits(commit: number): Uint32Array {
    const { count } = this;
    const bits = new Uint32Array(Math.ceil(count / 32));
    for (const segment of this.segments) {
      const end = Math.min(segment.size, count - segment.base);
      for (let at = 0; at < end; at += 1) {
        const ordinal = segment.base + at;
        bits[ordinal >>> 5]! |= Number(isVisible(segment, at, commit)) << (ordinal & 31);
      }
    }
    return bits;
  }

  /** The segment of `ordinal`, which is below `count`. */
  segmentOf(ordinal: number): Segment {
    const segment = this.segments[segmentIndex(this.layout, ordinal)];
    if (segment === undefined) throw new RangeError(`ordinal ${ordinal} is not in use`);
    return segment;
  }

  /** The stored distance of `ordinal` to the vantage point in `slot`; NaN when there is none. */
  storedDistance(ordinal: number, slot: number): number {
    const { doubles, base, rowsAt } = this.segmentOf(ordinal);
    // The row is inside of the segment that holds the ordinal.
    return doubles[rowsAt + (ordinal - base) * this.layout.slotsMax + slot]!;
  }

  /** A copy of the prepared series at `ordinal`. */
  prepared(ordinal: number): Float64Array {
    const { doubles, base, preparedAt } = this.segmentOf(ordinal);
    const start = preparedAt + (ordinal - base) * this.layout.preparedLength;
    return Float64Array.from(doubles.subarray(start, start + this.layout.preparedLength));
  }

  /** The distance from the prepared `query`, in that order of arguments. Allocates nothing. */
  distanceFrom(measure: Measure, query: Float64Array, ordinal: number): number {
    const { doubles, base, preparedAt } = this.segmentOf(ordinal);
    const start = preparedAt + (ordinal - base) * this.layout.preparedLength;
    return measure.distance(query, 0, doubles, start);
  }

  /** Where the prepared series at place `at` of `segment` begins in its memory, in bytes. */
  addressOf({ preparedAt }: Segment, at: number): number {
    return 8 * (preparedAt + at * this.layout.preparedLength);
  }
}

/** Whether place `at` of `segment` holds a series that is visible at `commit`. */
export function isVisible({ doubles, diedAt }: Segment, at: number, commit: number): boolean {
  // The birth comes first: a death stamp means something only below a birth that is visible.
  return doubles[at]! <= commit && commit < doubles[diedAt + at]!;
}

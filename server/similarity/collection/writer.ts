import { randomUUID } from 'node:crypto';
import type { EmbeddedRows } from '../embedding/index.ts';
import type { SharedMemory } from '../shared-memory.ts';
import { NO_VANTAGE, type VantageSet } from '../vantage.ts';
import {
  Collection,
  type CollectionHandles,
  HEADER_BYTES,
  headerViews,
  type Segment,
  segmentOver,
} from './collection.ts';
import { type CollectionLayout, createSegment, SEGMENTS_MAX, segmentIndex } from './layout.ts';

/**
 * Fills a collection; there is one in one thread. A series is appended, then stamped as born with
 * the number of the commit that stored it, and perhaps later as dead.
 *
 * Invariants:
 *  1. The birth stamps of a segment are Infinity before the segment is in any handles. The bytes
 *     of an ordinal change only while its birth stamp is; one whose insert failed may be appended
 *     again, and one that was vacated.
 *  2. A stamp is written once for each series, and before its commit is told to any thread.
 *  3. The distances of a slot are written only while no vantage set in use has the slot.
 *  4. Every change ends in an atomic store to the header (see `Collection`).
 */
export class CollectionWriter {
  readonly layout: CollectionLayout;
  readonly #id: string = randomUUID();
  readonly #header: SharedArrayBuffer = new SharedArrayBuffer(HEADER_BYTES);
  readonly #memories: SharedMemory[] = [];
  readonly #segments: Segment[] = [];
  readonly #published: Uint32Array;
  readonly #firstBorn: Float64Array;
  #vantage: VantageSet = NO_VANTAGE;
  #embedded: EmbeddedRows | undefined;
  #count = 0;
  #collection: Collection | undefined;

  constructor(layout: CollectionLayout) {
    this.layout = layout;
    const { count, firstBorn } = headerViews(this.#header);
    this.#published = count;
    this.#firstBorn = firstBorn.fill(Number.POSITIVE_INFINITY);
  }

  /** Bytes of shared memory in the segments, and in the rows for the vantage set. */
  get bytes(): number {
    const rows = this.#embedded?.bytes ?? 0;
    return this.#segments.reduce((sum, { doubles }) => sum + doubles.byteLength, rows);
  }

  /**
   * Makes room for the series at `ordinal`, so that `append` cannot fail for want of it.
   * @throws RangeError when there is no memory.
   */
  reserve(ordinal: number): void {
    this.#reach(ordinal);
    this.#embedded?.reserve(ordinal);
  }

  /**
   * Writes the series at `ordinal`: its prepared form and its distances by vantage slot, at most
   * `slotsMax`, NaN where there is none. Both are copied. It stays invisible until `stampBorn`.
   * @throws RangeError when the ordinal holds a series already, or a length is wrong; also when
   * there is no memory for another segment.
   */
  append(ordinal: number, prepared: Float64Array, distances: ArrayLike<number>): void {
    const { preparedLength, slotsMax } = this.layout;
    if (!Number.isInteger(ordinal) || ordinal < 0 || ordinal >= 2 ** 32 - 1) {
      throw new RangeError(`ordinal ${ordinal} is not a whole number below 2^32 - 1`);
    }
    if (prepared.length !== preparedLength || distances.length > slotsMax) {
      throw new RangeError(
        `${prepared.length} doubles and ${distances.length} distances for a layout of ` +
          `${preparedLength} and ${slotsMax}`,
      );
    }
    const { doubles, base, diedAt, rowsAt, preparedAt } = this.#reach(ordinal);
    const at = ordinal - base;
    if (doubles[at] !== Number.POSITIVE_INFINITY) {
      throw new RangeError(`ordinal ${ordinal} holds a series`);
    }
    doubles[diedAt + at] = Number.POSITIVE_INFINITY;
    const row = rowsAt + at * slotsMax;
    doubles.fill(Number.NaN, row, row + slotsMax);
    doubles.set(distances, row);
    doubles.set(prepared, preparedAt + at * preparedLength);
    this.#embedded?.add(ordinal, {
      doubles,
      preparedAt: preparedAt + at * preparedLength,
      rowAt: row,
    });
    this.#count = Math.max(this.#count, ordinal + 1);
    this.#publish();
  }

  /**
   * Makes the series at `ordinal` visible from `commit` on.
   * @throws RangeError when it was not appended or is born already.
   */
  stampBorn(ordinal: number, commit: number): void {
    checkCommit(commit);
    const segment = this.#appended(ordinal);
    const at = ordinal - segment.base;
    if (segment.doubles[at] !== Number.POSITIVE_INFINITY) {
      throw new RangeError(`ordinal ${ordinal} was born at commit ${segment.doubles[at]}`);
    }
    segment.doubles[at] = commit;
    for (let index = segmentIndex(this.layout, ordinal); index >= 0; index -= 1) {
      if (this.#firstBorn[index]! <= commit) break;
      this.#firstBorn[index] = commit;
    }
    this.#publish();
  }

  /**
   * Makes the series at `ordinal` invisible from `commit` on. Its bytes stay for readers of older
   * commits.
   * @throws RangeError when it is not born by then, or dead already.
   */
  stampDied(ordinal: number, commit: number): void {
    checkCommit(commit);
    const { doubles, base, diedAt } = this.#appended(ordinal);
    const at = ordinal - base;
    if (!(doubles[at]! <= commit)) {
      throw new RangeError(`ordinal ${ordinal} is not born at commit ${commit}`);
    }
    if (doubles[diedAt + at] !== Number.POSITIVE_INFINITY) {
      throw new RangeError(`ordinal ${ordinal} died at commit ${doubles[diedAt + at]}`);
    }
    doubles[diedAt + at] = commit;
    this.#publish();
  }

  /**
   * Makes the ordinal of a dead series one that may be appended again, at the second of two moments:
   * nobody sees the series when this is called, and whoever read its birth stamp before is done when
   * the next is appended.
   * @throws RangeError when its series is alive, or there is none.
   */
  vacate(ordinal: number): void {
    const { doubles, base, diedAt } = this.#appended(ordinal);
    const at = ordinal - base;
    if (doubles[diedAt + at] === Number.POSITIVE_INFINITY) {
      throw new RangeError(`ordinal ${ordinal} holds a series`);
    }
    doubles[at] = Number.POSITIVE_INFINITY;
    this.#publish();
  }

  /**
   * Writes the distances of a new vantage point to the rows of the ordinals from `start` on.
   * Requires that no reader has a vantage set with `slot` (invariant 3).
   * @throws RangeError when the slot or an ordinal is outside the collection.
   */
  setDistances(slot: number, start: number, distances: Float64Array): void {
    const { slotsMax } = this.layout;
    if (!Number.isInteger(slot) || slot < 0 || slot >= slotsMax) {
      throw new RangeError(`slot ${slot} is not a whole number below ${slotsMax}`);
    }
    if (this.#vantage.points.some((point) => point.slot === slot)) {
      throw new RangeError(`slot ${slot} is in use`);
    }
    if (!(start >= 0 && start + distances.length <= this.#count)) {
      throw new RangeError(
        `ordinals ${start} to ${start + distances.length} of ${this.#count} in use`,
      );
    }
    for (let at = 0; at < distances.length; at += 1) {
      const { doubles, base, rowsAt } = this.#segmentOf(start + at);
      doubles[rowsAt + (start + at - base) * slotsMax + slot] = distances[at]!;
    }
    this.#publish();
  }

  /**
   * Hands `vantage`, and `rows` with a row of every series for it, to all handles taken from now on.
   * The distances to its points are in the segments. Series that are appended get a row as well.
   */
  setVantage(vantage: VantageSet, rows: EmbeddedRows | undefined): void {
    this.#vantage = vantage;
    this.#embedded = rows;
    this.#collection = undefined;
  }

  /** The rows that series appended now are written to. */
  get rows(): EmbeddedRows | undefined {
    return this.#embedded;
  }

  /** Adds rows of the ordinals [start, end) that are in use to `rows`. */
  embed(rows: EmbeddedRows, start: number, end: number): void {
    const { preparedLength, slotsMax } = this.layout;
    for (let ordinal = start; ordinal < Math.min(end, this.#count); ordinal += 1) {
      const { doubles, base, preparedAt, rowsAt } = this.#segmentOf(ordinal);
      const at = ordinal - base;
      rows.add(ordinal, {
        doubles,
        preparedAt: preparedAt + at * preparedLength,
        rowAt: rowsAt + at * slotsMax,
      });
    }
    this.#publish();
  }

  /** What a thread needs to read the collection; take them anew for a later commit. */
  handles(): CollectionHandles {
    return {
      id: this.#id,
      layout: this.layout,
      header: this.#header,
      segments: [...this.#memories],
      vantage: this.#vantage,
      rows: this.#embedded?.handles,
    };
  }

  /** The collection as this thread sees it; call again after a commit. */
  get collection(): Collection {
    this.#collection ??= new Collection(this.handles());
    return this.#collection;
  }

  #publish(): void {
    Atomics.store(this.#published, 0, this.#count);
  }

  /** The segment of `ordinal`, made with all before it where they are missing. */
  #reach(ordinal: number): Segment {
    const index = segmentIndex(this.layout, ordinal);
    if (index >= SEGMENTS_MAX) throw new RangeError(`ordinal ${ordinal} needs too many segments`);
    while (this.#segments.length <= index) {
      const next = this.#segments.length;
      const memory = createSegment(this.layout, next);
      const segment = segmentOver(this.layout, next, memory);
      segment.doubles.fill(Number.POSITIVE_INFINITY, 0, segment.size);
      this.#memories.push(memory);
      this.#segments.push(segment);
      this.#collection = undefined;
    }
    return this.#segmentOf(ordinal);
  }

  #segmentOf(ordinal: number): Segment {
    // Callers pass ordinals of segments that exist.
    return this.#segments[segmentIndex(this.layout, ordinal)]!;
  }

  #appended(ordinal: number): Segment {
    if (!(Number.isInteger(ordinal) && ordinal >= 0 && ordinal < this.#count)) {
      throw new RangeError(`ordinal ${ordinal} was not appended`);
    }
    const segment = this.#segmentOf(ordinal);
    // Fresh memory is 0, and `append` writes Infinity.
    if (segment.doubles[segment.diedAt + ordinal - segment.base] === 0) {
      throw new RangeError(`ordinal ${ordinal} was not appended`);
    }
    return segment;
  }
}

function checkCommit(commit: number): void {
  if (Number.isSafeInteger(commit) && commit >= 0) return;
  throw new RangeError(`commit ${commit} is not a whole number from 0`);
}

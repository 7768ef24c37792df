import type { Collection, Segment } from './collection/index.ts';
import type { Measure } from './measure.ts';
import { BLOCK_PLACES, type DistanceBlock } from './simd/index.ts';

/** Receives the place of a series in a segment and its distance, Infinity for one beyond a radius. */
type DistanceVisitor = (segment: Segment, at: number, distance: number) => void;

/**
 * Series of a collection that wait to be compared with one query, a block a segment, since a block
 * is much cheaper than its distances one by one.
 */
export class Pending {
  readonly #measure: Measure;
  readonly #collection: Collection;
  readonly #query: Float64Array;
  readonly #visit: DistanceVisitor;
  readonly #queues: Map<Segment, Queue> = new Map();
  #last: Queue | undefined;
  #ruledOut = 0;

  /** `query` is a prepared series. `visit` may not add anything. */
  constructor(
    measure: Measure,
    collection: Collection,
    query: Float64Array,
    visit: DistanceVisitor,
  ) {
    this.#measure = measure;
    this.#collection = collection;
    this.#query = query;
    this.#visit = visit;
  }

  /**
   * Adds the series at place `at` of `segment`. Where that makes `most` in the block, it is measured
   * and its distances are visited: Infinity stands for what is greater than `radius`.
   */
  add(segment: Segment, at: number, most: number, radius: number): void {
    const queue = this.#last?.segment === segment ? this.#last : this.#queueOf(segment);
    queue.block.places[queue.count] = this.#collection.addressOf(segment, at);
    queue.at[queue.count] = at;
    queue.count += 1;
    if (queue.count >= most || queue.count === BLOCK_PLACES) this.#measureQueue(queue, radius);
  }

  /** How many were found to be beyond a radius by their low frequencies or amplitudes, without a distance. */
  get ruledOut(): number {
    return this.#ruledOut;
  }

  /** Measures whatever waits. */
  settle(radius: number): void {
    for (const queue of this.#queues.values()) {
      if (queue.count > 0) this.#measureQueue(queue, radius);
    }
  }

  #measureQueue(queue: Queue, radius: number): void {
    const { block, segment, at, count } = queue;
    queue.count = 0;
    this.#ruledOut += block.measure(count, radius);
    // Both arrays have `count` elements and more.
    for (let index = 0; index < count; index += 1) {
      this.#visit(segment, at[index]!, block.distances[index]!);
    }
  }

  #queueOf(segment: Segment): Queue {
    let queue = this.#queues.get(segment);
    if (queue === undefined) {
      const block = this.#measure.blockOver(segment.memory);
      block.setQuery(this.#query, 0);
      queue = { segment, block, at: new Uint32Array(BLOCK_PLACES), count: 0 };
      this.#queues.set(segment, queue);
    }
    this.#last = queue;
    return queue;
  }
}

interface Queue {
  readonly segment: Segment;
  readonly block: DistanceBlock;
  /** Places in the segment of what waits. */
  readonly at: Uint32Array;
  count: number;
}

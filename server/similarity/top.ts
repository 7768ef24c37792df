import { OrdinalHeap } from './ordinal-heap.ts';

/** Parallel arrays: distances ascending, equal ones by ordinal. */
export interface SortedHits {
  readonly ordinals: Uint32Array;
  readonly distances: Float64Array;
}

/** The neighbours found so far. */
export interface Hits {
  /**
   * No series farther away than this belongs to the answer: the radius that was asked for, or the
   * distance of the k-th nearest so far, infinite while there are fewer.
   */
  readonly radius: number;
  /** Considers a series, each at most once. */
  offer(ordinal: number, distance: number): void;
  /** The answer; nothing is offered after it. */
  sorted(): SortedHits;
}

/**
 * Keeps the k nearest of what is offered and all that tie with the k-th: which of those belong to
 * the answer is for the ids to decide, and ids live elsewhere.
 *
 * Invariants: `#nearest` has at most k entries with key −distance, and is a heap once it has k, so
 * that its first entry is the farthest. `#ties` holds what was offered beyond those at exactly the
 * distance of that first entry; it is empty while there are fewer than k.
 * Cost of `offer`: O(1) for what is too far, else O(log k), amortised.
 */
export class NearestHits implements Hits {
  readonly #k: number;
  readonly #nearest: OrdinalHeap = new OrdinalHeap();
  readonly #ties: OrdinalHeap = new OrdinalHeap();
  #radius: number = Number.POSITIVE_INFINITY;

  /** @throws RangeError when `k` is not a whole number from 1. */
  constructor(k: number) {
    if (!Number.isInteger(k) || k < 1) throw new RangeError(`k ${k} is not a whole number from 1`);
    this.#k = k;
  }

  get radius(): number {
    return this.#radius;
  }

  offer(ordinal: number, distance: number): void {
    if (distance > this.#radius) return;
    const nearest = this.#nearest;
    if (nearest.length < this.#k) {
      nearest.add(ordinal, -distance);
      if (nearest.length < this.#k) return;
      nearest.arrange();
      this.#radius = -nearest.key(0);
    } else if (distance === this.#radius) {
      this.#ties.add(ordinal, -distance);
    } else {
      const displaced = nearest.ordinal(0);
      nearest.replaceFirst(ordinal, -distance);
      const radius = -nearest.key(0);
      if (radius === this.#radius) this.#ties.add(displaced, -radius);
      else this.#ties.clear();
      this.#radius = radius;
    }
  }

  sorted(): SortedHits {
    return sortHits(this.#nearest, this.#ties);
  }
}

/** Keeps everything at most `radius` away. */
export class WithinHits implements Hits {
  readonly radius: number;
  readonly #found: OrdinalHeap = new OrdinalHeap();

  /** @throws RangeError when `radius` is negative or NaN. */
  constructor(radius: number) {
    if (!(radius >= 0)) throw new RangeError(`radius ${radius} is not a number from 0`);
    this.radius = radius;
  }

  offer(ordinal: number, distance: number): void {
    if (distance <= this.radius) this.#found.add(ordinal, -distance);
  }

  sorted(): SortedHits {
    return sortHits(this.#found);
  }
}

/** Sorts entries whose keys are −distance. */
function sortHits(...heaps: readonly OrdinalHeap[]): SortedHits {
  const entries: { ordinal: number; distance: number }[] = [];
  for (const heap of heaps) {
    for (let index = 0; index < heap.length; index += 1) {
      entries.push({ ordinal: heap.ordinal(index), distance: -heap.key(index) });
    }
  }
  entries.sort((a, b) => a.distance - b.distance || a.ordinal - b.ordinal);
  return {
    ordinals: Uint32Array.from(entries, ({ ordinal }) => ordinal),
    distances: Float64Array.from(entries, ({ distance }) => distance),
  };
}

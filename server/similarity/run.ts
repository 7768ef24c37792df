import { isVisible, type Segment, type VantagePoint } from './collection/index.ts';
import type { OrdinalHeap } from './ordinal-heap.ts';
import { Pending } from './pending.ts';
import type { Explain, SearchRequest, SearchView, StepTimes } from './request.ts';
import { createSieve, RingSieve, type Sieve } from './sieve.ts';
import { BLOCK_PLACES } from './simd/index.ts';
import { type Hits, NearestHits, WithinHits } from './top.ts';

/** Series of a segment that are measured together while there is no radius. */
const BLIND_PLACES = 16;

/** Candidates that are ranked at a time: first few, as the radius may shrink, then more. */
const REFINED_FIRST = 4;
const REFINED_MOST = 64;

/** Up to this many candidates are ranked in order of their keys. */
const ORDERED_MOST = 4096;

/** Of more, about so many with the least keys go first; then the radius is as good as the last. */
const FIRST_OF_MANY = 512;
const KEYS_SAMPLED = 256;

/** Rings that exclude less than one in so many of the candidates they are tried on are given up. */
const RING_TRIES = 256;
const RING_SHARE_MIN: number = 1 / 16;

/** Thrown by a search that was told to stop. */
class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/** What a search is told beside what to find. */
export interface SearchOptions {
  /** Milliseconds from any origin, never decreasing; for `explain`. */
  readonly clock: () => number;
  /** Whether nobody waits for the answer any more; asked now and then. */
  readonly stopped: () => boolean;
}

/**
 * One search under way: the hits so far, where the query stands among the vantage points, and the
 * counts for `explain`. Strategies work on it, one after another if need be, since a series that
 * was ranked stays ranked.
 */
export class SearchRun {
  readonly view: SearchView;
  readonly request: SearchRequest;
  readonly hits: Hits;
  /** Every ordinal that may be visible is below it. */
  readonly count: number;
  /**
   * The vantage points; after `locate`, the nearest to the query first, as their rings exclude
   * most.
   */
  points: readonly VantagePoint[];
  /** Their slots, in the same order. */
  readonly slots: Int32Array;
  /** Distances from the query to them, in the same order; NaN before `locate`. */
  readonly queryDistances: Float64Array;
  droppedByEmbedding = 0;
  droppedByRing = 0;
  distancesComputed = 0;
  firstRadius: number;
  shell: { readonly slot: number; readonly entries: number } | undefined;
  #located = false;
  readonly #seeded: Set<number> = new Set();
  readonly #pending: Pending;
  readonly #microseconds: Record<keyof StepTimes, number> = {
    vantage: 0,
    seed: 0,
    bounds: 0,
    refine: 0,
  };
  readonly #clock: () => number;
  readonly #stopped: () => boolean;
  #lapsed: number;
  #sieve: Sieve | undefined;
  #rings: RingSieve | undefined;
  #ringTries = 0;

  constructor(view: SearchView, request: SearchRequest, { clock, stopped }: SearchOptions) {
    const { want } = request;
    this.view = view;
    this.request = request;
    this.hits = want.kind === 'nearest' ? new NearestHits(want.k) : new WithinHits(want.radius);
    this.firstRadius = this.hits.radius;
    this.count = view.collection.open(view.commit);
    this.points = view.vantage.points;
    this.slots = Int32Array.from(this.points, ({ slot }) => slot);
    this.queryDistances = new Float64Array(this.slots.length).fill(Number.NaN);
    this.#pending = new Pending(
      view.measure,
      view.collection,
      request.query,
      ({ base }, at, distance) => this.hits.offer(base + at, distance),
    );
    this.#clock = clock;
    this.#stopped = stopped;
    this.#lapsed = clock();
  }

  /** Computes the distances from the query to the vantage points, the first time it is called. */
  locate(): void {
    if (this.#located) return;
    const { measure, vantage } = this.view;
    const distances = measure.distances(this.request.query, vantage.prepared);
    const located = vantage.points.map((point, index) => ({
      point,
      distance: distances[index]!,
    }));
    located.sort((a, b) => a.distance - b.distance);
    this.points = located.map(({ point }) => point);
    this.slots.set(located.map(({ point }) => point.slot));
    this.queryDistances.set(located.map(({ distance }) => distance));
    this.#located = true;
    this.lap('vantage');
  }

  /** What tells cheaply how near a series can be. Requires `locate`, and rows or vantage points. */
  get sieve(): Sieve {
    const { slots, queryDistances: distances } = this;
    this.#sieve ??= createSieve(this.view, this.request, { slots, distances });
    return this.#sieve;
  }

  /** The greatest key of a series that may still belong to the answer. */
  reach(): number {
    return this.sieve.reach(this.hits.radius);
  }

  /** @throws StoppedError when nobody waits for the answer any more. */
  checkStopped(): void {
    if (this.#stopped()) throw new StoppedError('the search was told to stop');
  }

  /**
   * Whether the rings show that a candidate, which the sieve left, does not belong to the answer.
   * They are tighter where all series are near each other, and cost a cache line or more.
   */
  #excludedByRings(segment: Segment, at: number): boolean {
    if (this.#rings === undefined) return false;
    const reach = this.#rings.reach(this.hits.radius);
    const excluded = this.#rings.key(segment, at, reach) > reach;
    this.#ringTries += 1;
    if (excluded) this.droppedByRing += 1;
    if (this.#ringTries === RING_TRIES && this.droppedByRing < RING_SHARE_MIN * RING_TRIES) {
      this.#rings = undefined;
    }
    return excluded;
  }

  /** Whether place `at` of `segment` holds a visible series. */
  visible(segment: Segment, at: number): boolean {
    return isVisible(segment, at, this.view.commit);
  }

  /** Whether a visible series is still to be considered: neither left out nor ranked as a seed. */
  open(ordinal: number): boolean {
    return ordinal !== this.request.excludeOrdinal && !this.#seeded.has(ordinal);
  }

  /** How many visible series are not open. */
  closed(): number {
    const { collection, commit } = this.view;
    const { excludeOrdinal } = this.request;
    const left = excludeOrdinal !== undefined && collection.visible(excludeOrdinal, commit);
    return this.#seeded.size + (left ? 1 : 0);
  }

  /** Has a stored series compared with the query and offered, by the next `settle` at the latest. */
  rank(segment: Segment, at: number): void {
    const { radius } = this.hits;
    this.distancesComputed += 1;
    this.#pending.add(segment, at, radius === Infinity ? BLIND_PLACES : BLOCK_PLACES, radius);
  }

  /** Offers whatever was ranked and not offered yet. */
  settle(): void {
    this.#pending.settle(this.hits.radius);
  }

  /** Ranks a series before its turn; `settle` ends the seeds. Requires that it is visible and open. */
  seed(ordinal: number): void {
    const segment = this.view.collection.segmentOf(ordinal);
    this.rank(segment, ordinal - segment.base);
    this.#seeded.add(ordinal);
  }

  /**
   * Ranks candidates in ascending order of their keys, until the least that is left is out of reach;
   * the radius shrinks on the way. Where there are many, those that promise most come first and the
   * others as they lie in memory. Empties `candidates`.
   */
  refine(candidates: OrdinalHeap): void {
    const { slots, queryDistances: distances } = this;
    const embedded = this.sieve.bound === 'embedding' && slots.length > 0;
    this.#rings = embedded ? new RingSieve(this.view, { slots, distances }) : undefined;
    if (candidates.length > ORDERED_MOST) this.#refineMany(candidates);
    else this.#refineInOrder(candidates);
    this.lap('refine');
  }

  #refineInOrder(candidates: OrdinalHeap): void {
    candidates.arrange();
    for (let most = REFINED_FIRST; candidates.length > 0; most = Math.min(2 * most, REFINED_MOST)) {
      const reach = this.reach();
      for (let left = most; left > 0 && candidates.length > 0; left -= 1) {
        if (candidates.key(0) > reach) {
          this.#drop(candidates.length);
          candidates.clear();
          break;
        }
        this.#consider(candidates.ordinal(0));
        candidates.removeFirst();
      }
      this.settle();
    }
  }

  #refineMany(candidates: OrdinalHeap): void {
    const { length } = candidates;
    const sample = Float64Array.from({ length: KEYS_SAMPLED }, (_, index) => {
      return candidates.key(Math.floor((index * length) / KEYS_SAMPLED));
    }).toSorted();
    const first = sample[Math.ceil((KEYS_SAMPLED * FIRST_OF_MANY) / length)]!;
    for (let index = 0; index < length; index += 1) {
      if (candidates.key(index) <= first) this.#consider(candidates.ordinal(index));
    }
    this.settle();
    let reach = this.reach();
    let { radius } = this.hits;
    for (let index = 0; index < length; index += 1) {
      if (index % 1024 === 0) this.checkStopped();
      if (this.hits.radius !== radius) {
        ({ radius } = this.hits);
        reach = this.reach();
      }
      const key = candidates.key(index);
      if (key <= first) continue;
      if (key > reach) this.#drop(1);
      else this.#consider(candidates.ordinal(index));
    }
    candidates.clear();
    this.settle();
  }

  #consider(ordinal: number): void {
    const segment = this.view.collection.segmentOf(ordinal);
    const at = ordinal - segment.base;
    if (!this.#excludedByRings(segment, at)) this.rank(segment, at);
  }

  #drop(count: number): void {
    if (this.sieve.bound === 'embedding') this.droppedByEmbedding += count;
    else this.droppedByRing += count;
  }

  /** Counts what the sieve left out of `series` visible ones, of which it left `kept`. */
  sifted(series: number, kept: number): void {
    this.#drop(series - kept);
  }

  /** Adds the time since the last call to `step`. */
  lap(step: keyof StepTimes): void {
    const now = this.#clock();
    this.#microseconds[step] += 1000 * (now - this.#lapsed);
    this.#lapsed = now;
  }

  /** The counts so far. */
  explain(strategy: Explain['strategy'], reason: string | undefined): Explain {
    return {
      strategy,
      reason,
      live: this.view.live,
      vantageDistances: this.#located ? this.slots.length : 0,
      shellSlot: this.shell?.slot,
      shellEntries: this.shell?.entries,
      droppedByEmbedding: this.droppedByEmbedding,
      droppedByRing: this.droppedByRing,
      distancesComputed: this.distancesComputed,
      firstRadius: this.firstRadius,
      lastRadius: this.hits.radius,
      microseconds: { ...this.#microseconds },
    };
  }
}

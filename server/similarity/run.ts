import { isVisible, type Segment } from './collection/index.ts';
import { eachMatch, isMatch } from './matches.ts';
import { Pending } from './pending.ts';
import type { Explain, SearchRequest, SearchView, StepTimes } from './request.ts';
import { Seeded } from './seeded.ts';
import { createSieve, type Sieve } from './sieve.ts';
import { type Hits, NearestHits, WithinHits } from './top.ts';
import type { VantagePoint } from './vantage.ts';

/**
 * Series of a segment that are measured together while there is no radius; then so many of those that were
 * ranked before, as long as the radius shrinks fast.
 */
const PLACES_MIN = 16;

/** Distances, and places visited, between two looks at whether to stop. */
const RANKED_PER_LOOK = 64;
const VISITED_PER_LOOK = 1024;
const PLACES_SHARE = 0.5;

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
  /** Where the series that match have fewer points together, a search that may choose is a scan. */
  readonly littlePoints: number;
}

/**
 * One search under way: the hits so far, where the query stands among the vantage points, and the
 * counts for `explain`. Strategies work on it, one after another if need be, since a series that
 * was ranked stays ranked.
 */
export class SearchRun {
  readonly view: SearchView;
  readonly request: SearchRequest;
  readonly littlePoints: number;
  readonly hits: Hits;
  /** Series that may be in the answer: all that are visible, or those that a filter matches. */
  readonly matching: number;
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
  #ranked = 0;
  firstRadius: number;
  shell: { readonly slot: number; readonly entries: number } | undefined;
  #located = false;
  readonly #seeded: Seeded = new Seeded();
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

  constructor(view: SearchView, request: SearchRequest, options: SearchOptions) {
    const { clock, stopped, littlePoints } = options;
    const { want } = request;
    this.view = view;
    this.littlePoints = littlePoints;
    this.request = request;
    this.hits = want.kind === 'nearest' ? new NearestHits(want.k) : new WithinHits(want.radius);
    this.firstRadius = this.hits.radius;
    this.matching = request.matches?.count ?? view.live;
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

  /** Whether place `at` of `segment` holds a visible series. */
  visible(segment: Segment, at: number): boolean {
    return isVisible(segment, at, this.view.commit);
  }

  /** Whether a visible series is still to be considered: it matches and is not ranked as a seed. */
  open(ordinal: number): boolean {
    return this.#wanted(ordinal) && !this.#seeded.has(ordinal);
  }

  /** Whether the answer may have a series that is visible. */
  #wanted(ordinal: number): boolean {
    const { excludeOrdinal, matches } = this.request;
    return ordinal !== excludeOrdinal && (matches === undefined || isMatch(matches, ordinal));
  }

  /**
   * Visits every `step`th of the places that matching series are at, in order of ordinals; without a
   * filter, places of series that are not visible as well.
   */
  each(step: number, visit: (segment: Segment, at: number) => void): void {
    const { collection } = this.view;
    const { matches } = this.request;
    let visited = 0;
    const look = (): void => {
      if (visited % VISITED_PER_LOOK === 0) this.checkStopped();
      visited += 1;
    };
    if (matches !== undefined) {
      eachMatch(matches, step, (ordinal) => {
        look();
        const segment = collection.segmentOf(ordinal);
        visit(segment, ordinal - segment.base);
      });
      return;
    }
    let ordinal = 0;
    for (const segment of collection.segments) {
      const end = Math.min(segment.base + segment.size, this.count);
      for (; ordinal < end; ordinal += step) {
        look();
        visit(segment, ordinal - segment.base);
      }
    }
  }

  /** How many matching series are not open. */
  closed(): number {
    const { collection, commit } = this.view;
    const { excludeOrdinal, matches } = this.request;
    const left =
      excludeOrdinal !== undefined &&
      (matches === undefined
        ? collection.visible(excludeOrdinal, commit)
        : isMatch(matches, excludeOrdinal));
    return this.#seeded.size + (left ? 1 : 0);
  }

  /** Has a stored series compared with the query and offered, by the next `settle` at the latest. */
  rank(segment: Segment, at: number): void {
    if (this.#ranked % RANKED_PER_LOOK === 0) this.checkStopped();
    const { radius } = this.hits;
    const places = radius === Infinity ? 0 : PLACES_SHARE * this.#ranked;
    this.#ranked += 1;
    this.#pending.add(segment, at, Math.max(PLACES_MIN, places), radius);
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

  /** Counts series that their keys put out of reach. */
  drop(count: number): void {
    if (this.sieve.bound === 'embedding') this.droppedByEmbedding += count;
    else this.droppedByRing += count;
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
      matching: this.request.matches?.count,
      vantageDistances: this.#located ? this.slots.length : 0,
      shellSlot: this.shell?.slot,
      shellEntries: this.shell?.entries,
      droppedByEmbedding: this.droppedByEmbedding,
      droppedByRing: this.droppedByRing,
      droppedBySpectrum: this.#pending.ruledOut,
      distancesComputed: this.#ranked - this.#pending.ruledOut,
      firstRadius: this.firstRadius,
      lastRadius: this.hits.radius,
      microseconds: { ...this.#microseconds },
    };
  }
}

import { ringReach } from './bounds/index.ts';
import { isVisible, type Segment, type VantagePoint } from './collection/index.ts';
import type { OrdinalHeap } from './ordinal-heap.ts';
import type { Explain, SearchRequest, SearchView, StepTimes } from './request.ts';
import { type Hits, NearestHits, WithinHits } from './top.ts';

/** Milliseconds from any origin, never decreasing. */
export type Clock = () => number;

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
  /** Series visible at the commit; whoever reads them all, or knows, sets it. */
  live = 0;
  droppedByRing = 0;
  distancesComputed = 0;
  firstRadius: number;
  shell: { readonly slot: number; readonly entries: number } | undefined;
  #located = false;
  readonly #seeded: Set<number> = new Set();
  readonly #microseconds: Record<keyof StepTimes, number> = {
    vantage: 0,
    seed: 0,
    bounds: 0,
    refine: 0,
  };
  readonly #clock: Clock;
  #lapsed: number;

  constructor(view: SearchView, request: SearchRequest, clock: Clock) {
    const { want } = request;
    this.view = view;
    this.request = request;
    this.hits = want.kind === 'nearest' ? new NearestHits(want.k) : new WithinHits(want.radius);
    this.firstRadius = this.hits.radius;
    this.count = view.collection.open(view.commit);
    this.points = view.vantage.points;
    this.slots = Int32Array.from(this.points, ({ slot }) => slot);
    this.queryDistances = new Float64Array(this.slots.length).fill(Number.NaN);
    this.#clock = clock;
    this.#lapsed = clock();
  }

  /** Computes the distances from the query to the vantage points, the first time it is called. */
  locate(): void {
    if (this.#located) return;
    const { measure, vantage } = this.view;
    const located = vantage.points.map((point, index) => ({
      point,
      distance: measure.distance(
        this.request.query,
        0,
        vantage.prepared,
        index * measure.preparedLength,
      ),
    }));
    located.sort((a, b) => a.distance - b.distance);
    this.points = located.map(({ point }) => point);
    this.slots.set(located.map(({ point }) => point.slot));
    this.queryDistances.set(located.map(({ distance }) => distance));
    this.#located = true;
    this.lap('vantage');
  }

  /** How far stored distances may differ for series that may still belong to the answer. */
  reach(): number {
    return ringReach(this.hits.radius, this.view.measure.noise);
  }

  /**
   * The greatest difference between the stored distances of place `at` of `segment` and those of
   * the query, over the vantage points; infinity as soon as one is over `limit`. A distance that
   * is not stored excludes nothing. Requires `locate`.
   */
  gap({ doubles, rowsAt }: Segment, at: number, limit: number): number {
    const { slots, queryDistances } = this;
    const row = rowsAt + at * this.view.collection.layout.slotsMax;
    let greatest = 0;
    for (let index = 0; index < slots.length; index += 1) {
      // Both arrays have one entry a vantage point, and the row has all slots.
      const difference = Math.abs(doubles[row + slots[index]!]! - queryDistances[index]!);
      if (difference > greatest) {
        if (difference > limit) return Number.POSITIVE_INFINITY;
        greatest = difference;
      }
    }
    return greatest;
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

  /** Computes the distance from the query to a stored series and offers it. */
  rank({ doubles, base, preparedAt }: Segment, at: number): void {
    const { measure } = this.view;
    const start = preparedAt + at * measure.preparedLength;
    this.distancesComputed += 1;
    this.hits.offer(base + at, measure.distance(this.request.query, 0, doubles, start));
  }

  /** Ranks a series before its turn. Requires that it is visible and open. */
  seed(ordinal: number): void {
    const segment = this.view.collection.segmentOf(ordinal);
    this.rank(segment, ordinal - segment.base);
    this.#seeded.add(ordinal);
  }

  /**
   * Ranks candidates in ascending order of their gaps, which are their keys, until the least that
   * is left is out of reach; the radius shrinks on the way. Empties `candidates`.
   */
  refine(candidates: OrdinalHeap): void {
    candidates.arrange();
    while (candidates.length > 0) {
      if (candidates.key(0) > this.reach()) {
        this.droppedByRing += candidates.length;
        candidates.clear();
        break;
      }
      const segment = this.view.collection.segmentOf(candidates.ordinal(0));
      this.rank(segment, candidates.ordinal(0) - segment.base);
      candidates.removeFirst();
    }
    this.lap('refine');
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
      live: this.live,
      vantageDistances: this.#located ? this.slots.length : 0,
      shellSlot: this.shell?.slot,
      shellEntries: this.shell?.entries,
      droppedByRing: this.droppedByRing,
      distancesComputed: this.distancesComputed,
      firstRadius: this.firstRadius,
      lastRadius: this.hits.radius,
      microseconds: { ...this.#microseconds },
    };
  }
}

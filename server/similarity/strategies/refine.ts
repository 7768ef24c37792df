import type { Segment } from '../collection/index.ts';
import type { OrdinalHeap } from '../ordinal-heap.ts';
import type { SearchRun } from '../run.ts';
import { RingSieve } from '../sieve.ts';
import { Trial } from '../trial.ts';

/** Candidates that are ranked at a time: first few, as the radius may shrink, then more. */
const REFINED_FIRST = 2;
const REFINED_MOST = 64;

/**
 * Of many candidates, about so many with the least keys go first, and two for each neighbour wanted; then
 * the radius is nearly as good as the last. Twice as many or fewer are ranked in order of their keys.
 */
const FIRST_OF_MANY = 128;
const FIRST_PER_NEIGHBOUR = 2;
const KEYS_SAMPLED = 256;

/** Candidates between two looks at whether to stop. */
const CANDIDATES_PER_LOOK = 1024;

/** Rings that leave more of so many candidates do not pay, and are tried again after some more. */
const RINGS_LEAVE_MAX = 0.75;
const RING_TRIES = 256;
const RING_REST = 1024;

/**
 * Ranks candidates, whose keys are the sieve's, in ascending order of those, until the least that is
 * left is out of reach; the radius shrinks on the way. Of many within a radius, those that promise most
 * come first and the others as they lie in memory. Empties `candidates`.
 */
export function refine(run: SearchRun, candidates: OrdinalHeap): void {
  const refinement = new Refinement(run);
  const { want } = run.request;
  const first = FIRST_OF_MANY + (want.kind === 'nearest' ? FIRST_PER_NEIGHBOUR * want.k : 0);
  // Without a radius nearly all candidates are none any more when the nearest have been ranked.
  const many = candidates.length > 2 * first && run.hits.radius < Infinity;
  if (many) refinement.many(candidates, first);
  else refinement.inOrder(candidates);
  run.lap('refine');
}

class Refinement {
  readonly #run: SearchRun;
  /** Undefined where they are the sieve, or there are none. */
  readonly #rings: RingSieve | undefined;
  /** What the rings reach at the radius they were last asked about. */
  #ringRadius: number = Number.POSITIVE_INFINITY;
  #ringReach: number = Number.POSITIVE_INFINITY;
  readonly #trial: Trial = new Trial(RINGS_LEAVE_MAX, RING_TRIES, RING_REST);

  constructor(run: SearchRun) {
    const { view, sieve, slots, queryDistances: distances } = run;
    const embedded = sieve.bound === 'embedding' && slots.length > 0;
    this.#run = run;
    this.#rings = embedded ? new RingSieve(view, { slots, distances }) : undefined;
  }

  inOrder(candidates: OrdinalHeap): void {
    const run = this.#run;
    candidates.arrange();
    for (let most = REFINED_FIRST; candidates.length > 0; most = Math.min(2 * most, REFINED_MOST)) {
      const reach = run.reach();
      for (let left = most; left > 0 && candidates.length > 0; left -= 1) {
        if (candidates.key(0) > reach) {
          run.drop(candidates.length);
          candidates.clear();
          break;
        }
        this.#consider(candidates.ordinal(0));
        candidates.removeFirst();
      }
      run.settle();
    }
  }

  many(candidates: OrdinalHeap, count: number): void {
    const run = this.#run;
    const { length } = candidates;
    const sample = Float64Array.from({ length: KEYS_SAMPLED }, (_, index) => {
      return candidates.key(Math.floor((index * length) / KEYS_SAMPLED));
    }).toSorted();
    const first = sample[Math.ceil((KEYS_SAMPLED * count) / length)]!;
    for (let index = 0; index < length; index += 1) {
      if (candidates.key(index) <= first) this.#consider(candidates.ordinal(index));
    }
    run.settle();
    let reach = run.reach();
    let { radius } = run.hits;
    for (let index = 0; index < length; index += 1) {
      if (index % CANDIDATES_PER_LOOK === 0) run.checkStopped();
      if (run.hits.radius !== radius) {
        ({ radius } = run.hits);
        reach = run.reach();
      }
      const key = candidates.key(index);
      if (key <= first) continue;
      if (key > reach) run.drop(1);
      else this.#consider(candidates.ordinal(index));
    }
    candidates.clear();
    run.settle();
  }

  #consider(ordinal: number): void {
    const segment = this.#run.view.collection.segmentOf(ordinal);
    const at = ordinal - segment.base;
    if (!this.#excludedByRings(segment, at)) this.#run.rank(segment, at);
  }

  /**
   * Whether the rings show that a candidate, which the sieve left, does not belong to the answer.
   * They are tighter where all series are near each other, and cost a cache line or more.
   */
  #excludedByRings(segment: Segment, at: number): boolean {
    if (this.#rings === undefined || !this.#trial.isDue(1)) return false;
    const run = this.#run;
    const { radius } = run.hits;
    if (radius !== this.#ringRadius) {
      this.#ringRadius = radius;
      this.#ringReach = this.#rings.reach(radius);
    }
    const excluded = this.#rings.key(segment, at, this.#ringReach) > this.#ringReach;
    this.#trial.tell(1, excluded ? 0 : 1);
    if (excluded) run.droppedByRing += 1;
    return excluded;
  }
}

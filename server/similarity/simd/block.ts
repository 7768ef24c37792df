import type { SharedMemory } from '../shared-memory.ts';
import { Trial } from '../trial.ts';
import { layInOwnPages } from './arena.ts';
import { CoarseQuery } from './coarse.ts';
import { instantiate, type KernelModule } from './module.ts';
import { BLOCK_PLACES, type BlockSettings, layPlan } from './plan.ts';
import { radicesOf } from './radices.ts';

/**
 * Where a bound leaves more, sums alone are faster; and sums in f64, where those in f32 do. What the
 * coarse bound may leave depends on its cost: that of a place of its grid over a point of sums in f32.
 */
const PLACE_COST = 1.2;
const SPECTRUM_SHARE_MAX = 0.82;
const SINGLE_SHARE_MAX = 0.5;

/** Candidates that the shares are of, and how many follow without what did not pay. */
const TRIED_MIN = 64;
const BOUND_REST = 512;
const SINGLE_REST = 512;

/** A query that meets no more candidates does without bounds: they would not pay. */
const BOUND_SPARED = 32;

/** Fewer candidates are measured at once. */
const COUNT_MIN = 4;

/**
 * Distances from one query to prepared series that lie in a shared memory, as one thread computes
 * them. It owns the pages it lays its tables and scratch in (see `layInOwnPages`).
 *
 * Invariant: a distance is a function of the query's and the series' bytes alone, whatever else is
 * in the block, in whichever order, in whichever memory.
 */
export class DistanceBlock {
  /** Byte addresses of prepared series, multiples of 8; `BLOCK_PLACES` of them, for the caller. */
  readonly places: Uint32Array;
  /** What `measure` finds, by place. */
  readonly distances: Float64Array;
  /** How far a square computed in f32 may be from the f64 one. */
  readonly margin: number;
  readonly #module: KernelModule;
  readonly #length: number;
  readonly #query: Float64Array;
  readonly #rounded: Float32Array;
  readonly #amplitudes: Float32Array;
  readonly #scale: number;
  readonly #transforms: boolean;
  /** Undefined where series are too short for a grid. */
  readonly #coarse: Trial | undefined;
  readonly #coarseQuery: CoarseQuery;
  readonly #spectrum: Trial = new Trial(SPECTRUM_SHARE_MAX, TRIED_MIN, BOUND_REST);
  /** Undefined where there are no transforms in f32. */
  readonly #single: Trial | undefined;
  /** Whether `#rounded`, `#amplitudes` and `#coarseQuery` are the query's. */
  #isRounded = false;

  /** @throws RangeError when the memory has no room for another thread. */
  constructor(memory: SharedMemory, settings: BlockSettings) {
    const { length, form, exponent, margin } = settings;
    this.#module = instantiate(memory);
    this.#length = length;
    this.#scale = (2 * (exponent?.scale ?? 1)) / length;
    this.margin = margin;
    this.#transforms = form !== 'euclid';
    const single = radicesOf(length) !== undefined;
    this.#single = single ? new Trial(SINGLE_SHARE_MAX, TRIED_MIN, SINGLE_REST) : undefined;
    const laid = layInOwnPages(memory, (arena) => layPlan(arena, settings));
    const { coarse } = laid;
    const leftMax = 1 - (PLACE_COST * coarse.points) / length;
    this.#coarse = coarse.points > 0 ? new Trial(leftMax, TRIED_MIN, BOUND_REST) : undefined;
    const { buffer } = memory;
    this.#coarseQuery = new CoarseQuery(buffer, coarse, { length, scale: exponent?.scale ?? 1 });
    const doubles = 2 * Math.floor(length / 2) + 2;
    this.places = new Uint32Array(buffer, laid.places, BLOCK_PLACES);
    this.distances = new Float64Array(buffer, laid.distances, BLOCK_PLACES);
    this.#query = new Float64Array(buffer, laid.query64, doubles);
    this.#rounded = new Float32Array(buffer, laid.query32, doubles);
    this.#amplitudes = new Float32Array(buffer, laid.amplitudes, doubles / 2 - 1);
    this.#module.configure(laid.plan);
  }

  /** Makes the prepared series at `source[offset]` the query; it is copied. */
  setQuery(source: Float64Array, offset: number): void {
    const query = this.#query;
    const scale = this.#scale;
    query[0] = source[offset]!;
    for (let at = 2; at < query.length; at += 1) query[at] = source[offset + at]! * scale;
    // The half spectrum counts twice but for its middle, which an even length has.
    if (this.#length % 2 === 0) query[this.#length]! /= 2;
    this.#isRounded = false;
    this.#coarse?.restart(BOUND_SPARED);
    this.#spectrum.restart(BOUND_SPARED);
  }

  /**
   * Writes to `distances` how far the query is from the series at the first `count` places, 1 to
   * `BLOCK_PLACES`. Infinity stands for a distance that is greater than `radius`, which may be
   * infinite; every other distance is the same number, to the bit, whatever the radius.
   * Returns how many of them low frequencies or amplitudes alone showed to be farther.
   */
  measure(count: number, radius: number): number {
    if (!this.#transforms || count < COUNT_MIN || !(radius * radius + this.margin < 2)) {
      this.#module.measureAll(count);
      return 0;
    }
    this.#round();
    const module = this.#module;
    module.listAll(count);
    let near = count;
    if (this.#coarse?.isDue(count) === true) {
      near = module.siftByCoarse(count, radius);
      this.#coarse.tell(count, near);
    } else if (this.#spectrum.isDue(count)) {
      near = module.siftBySpectrum(count, radius);
      this.#spectrum.tell(count, near);
    }
    let left = near;
    if (near > 0 && this.#single?.isDue(near) === true) {
      left = module.siftBySums(near, radius);
      this.#single.tell(near, left);
    }
    module.measureListed(left);
    return count - near;
  }

  /**
   * @internal Writes squares computed in f32, of which `margin` says how far off they may be, or
   * what they are at least by a bound, give or take as much. `coarse` requires `hasGrid`.
   */
  measureSquares(count: number, by: 'sums' | 'amplitudes' | 'coarse'): void {
    this.#round();
    if (by === 'sums') this.#module.squares(count);
    else if (by === 'amplitudes') this.#module.squaresByAmplitudes(count);
    else this.#module.squaresByCoarse(count);
  }

  /** @internal Whether series are long enough for the coarse bound. */
  get hasGrid(): boolean {
    return this.#coarse !== undefined;
  }

  #round(): void {
    if (this.#isRounded) return;
    const query = this.#query;
    this.#rounded.set(query);
    for (let at = 0; at < this.#amplitudes.length; at += 1) {
      this.#amplitudes[at] = query[2 * at + 2]! ** 2 + query[2 * at + 3]! ** 2;
    }
    if (this.hasGrid) this.#coarseQuery.set(query);
    this.#isRounded = true;
  }

  /** What the series at `place`, which is the query as well, is to itself. */
  selfKernel(place: number): number {
    return this.#module.selfKernel(place);
  }
}

import type { SharedMemory } from '../shared-memory.ts';
import { Trial } from '../trial.ts';
import { type Arena, layInOwnPages } from './arena.ts';
import { layChirp, NO_CHIRP } from './chirp.ts';
import { type CoarsePlan, CoarseQuery, layCoarse } from './coarse.ts';
import type { Exponent, ExponentTerms } from './exponent.ts';
import { instantiate, type KernelModule } from './module.ts';
import { radicesOf } from './radices.ts';
import { layStages } from './stages.ts';

/** What distances are made of: the number is the module's. */
const FORMS = { kernel: 0, 'best-shift': 1, euclid: 2 } as const;

/** What a thread tells the module about a measure. */
export interface BlockSettings {
  readonly form: keyof typeof FORMS;
  /** Points of a series, 2 to 65,536. */
  readonly length: number;
  /** For `kernel` only. */
  readonly exponent: Exponent | undefined;
  /** η: a square at or below it is 0. */
  readonly noise: number;
  /** How far a square computed in f32 may be from the f64 one, η included. */
  readonly margin: number;
}

/** What the module is told of the reduction. */
const REDUCTIONS = { none: 0, plain: 1, clamped: 2 } as const;

/** Places a block has. */
export const BLOCK_PLACES = 256;

/** Where a bound leaves more, sums alone are faster; and sums in f64, where those in f32 do. */
const COARSE_SHARE_MAX = 0.8;
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

/** Bytes between the two buffers, so that equal places in them do not share a cache set. */
const STAGGER_BYTES = 1088;

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
    const laid = layInOwnPages(memory, (arena) => lay(arena, settings));
    const { coarse } = laid;
    const hasGrid = coarse.points > 0;
    this.#coarse = hasGrid ? new Trial(COARSE_SHARE_MAX, TRIED_MIN, BOUND_REST) : undefined;
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

interface Laid {
  readonly plan: number;
  readonly places: number;
  readonly distances: number;
  readonly query64: number;
  readonly query32: number;
  readonly amplitudes: number;
  readonly coarse: CoarsePlan;
}

/** Lays the plan that `assembly/plan.ts` reads, and all it leads to. */
function lay(arena: Arena, settings: BlockSettings): Laid {
  const { form, length, exponent, noise, margin } = settings;
  const radices = radicesOf(length, form);
  const stages = layStages(arena, radices ?? []);
  const chirp = radices === undefined ? layChirp(arena, length) : NO_CHIRP;
  const terms64 = layTerms(arena, exponent?.double, 2);
  const terms32 = layTerms(arena, exponent?.single, 4);
  const query64 = arena.take(8 * (length + 2));
  const query32 = arena.take(4 * (length + 2));
  const amplitudes = arena.take(2 * length);
  const coarse = layCoarse(arena, length);
  const bufferBytes = Math.max(16 * length, 32 * chirp.points);
  const bufferA = arena.take(bufferBytes + STAGGER_BYTES);
  const bufferB = arena.take(bufferBytes);
  const places = arena.take(4 * BLOCK_PLACES);
  const survivors = arena.take(4 * BLOCK_PLACES);
  const distances = arena.take(8 * BLOCK_PLACES);
  const at = [stages.at, query64, query32, bufferA, bufferB, terms64, terms32, places, distances];
  const bounds = [...wordsOf(noise), ...wordsOf(margin)];
  const convolution = [
    chirp.points,
    chirp.stages.count,
    chirp.stages.at,
    chirp.chirp,
    chirp.kernel,
  ];
  const plan = arena.words(
    [length, stages.count].concat(at, FORMS[form], survivors, 0, bounds, convolution, [
      amplitudes,
      ...wordsOf(exponent?.scale ?? 1),
      coarse.points,
      coarse.stages.count,
      coarse.stages.at,
      coarse.query,
      coarse.kept,
      coarse.terms,
    ]),
  );
  return { plan, places, distances, query64, query32, amplitudes, coarse };
}

/** Lays the constants of the exponential, each as a vector of `lanes`. */
function layTerms(arena: Arena, terms: ExponentTerms | undefined, lanes: 2 | 4): number {
  if (terms === undefined) return 0;
  const { vectors: scalars, squarings, reduction } = terms;
  const values = scalars.flatMap((value) => Array.from({ length: lanes }, () => value));
  const vectors = lanes === 2 ? new Float64Array(values) : new Float32Array(values);
  const words = new Uint32Array(vectors.buffer);
  return arena.words([...words, squarings, REDUCTIONS[reduction]]);
}

/** The two words of a double, the lower first. */
function wordsOf(value: number): Uint32Array {
  return new Uint32Array(Float64Array.of(value).buffer);
}

import type { Arena } from './arena.ts';
import { layChirp, NO_CHIRP } from './chirp.ts';
import { type CoarsePlan, layCoarse } from './coarse.ts';
import type { Exponent, ExponentTerms } from './exponent.ts';
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

/** Bytes between the two buffers, so that equal places in them do not share a cache set. */
const STAGGER_BYTES = 1088;

/** Where things are that a thread and its module both use. */
export interface Laid {
  readonly plan: number;
  readonly places: number;
  readonly distances: number;
  readonly query64: number;
  readonly query32: number;
  readonly amplitudes: number;
  readonly coarse: CoarsePlan;
}

/** Lays the plan that `assembly/plan.ts` reads, and all it leads to. */
export function layPlan(arena: Arena, settings: BlockSettings): Laid {
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

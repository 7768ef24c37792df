import type { Arena } from './arena.ts';
import { radicesOf } from './radices.ts';
import { layStages, type StageTable } from './stages.ts';

/** Shifts that low frequencies are correlated at: a power of two, at most a quarter of a length. */
const GRID_MIN = 16;
const GRID_MAX = 64;

/** How many frequencies a grid takes, of the half of its places that it could. */
const KEPT_SHARE = 0.75;

/** The terms of a query are rounded up by more than a 32-bit float may be off. */
const ROUNDED_UP: number = 1 + 2 ** -20;

/** What a squared amplitude of a query that is standardised and transformed may be off by. */
const UNIT_SLACK: number = 2 ** -40;

/** Where the tables of the coarse bound are; see `assembly/coarse.ts`. */
export interface CoarsePlan {
  /** Places of the grid, or 0 where there is none. */
  readonly points: number;
  /** Frequencies, from 1 on. */
  readonly kept: number;
  readonly stages: StageTable;
  readonly query: number;
  readonly terms: number;
}

const NO_COARSE: CoarsePlan = {
  points: 0,
  kept: 0,
  stages: { at: 0, count: 0 },
  query: 0,
  terms: 0,
};

/** Lays the tables for series of `length` points; short ones have no grid. */
export function layCoarse(arena: Arena, length: number): CoarsePlan {
  const points = Math.min(2 ** Math.floor(Math.log2(length / 4)), GRID_MAX);
  if (points < GRID_MIN) return NO_COARSE;
  return {
    points,
    kept: (KEPT_SHARE * points) / 2,
    stages: layStages(arena, radicesOf(points, 'best-shift') ?? []),
    query: arena.take(4 * (points + 2)),
    terms: arena.take(8),
  };
}

/** The coarse bound's side of a query, in the memory that `plan` was laid in. */
export class CoarseQuery {
  readonly #plan: CoarsePlan;
  readonly #length: number;
  readonly #scale: number;
  readonly #values: Float32Array;
  readonly #terms: Float32Array;

  /** @param scale what correlations are multiplied by */
  constructor(
    buffer: SharedArrayBuffer,
    plan: CoarsePlan,
    { length, scale }: { readonly length: number; readonly scale: number },
  ) {
    this.#plan = plan;
    this.#length = length;
    this.#scale = scale;
    this.#values = new Float32Array(buffer, plan.query, plan.points + 2);
    this.#terms = new Float32Array(buffer, plan.terms, 2);
  }

  /** Takes over a query as blocks of distances have it: value k is 2·scale/√n³ times X_k. */
  set(query: Float64Array): void {
    const { kept, points } = this.#plan;
    const scale = this.#scale;
    const length = this.#length;
    let energy = 0;
    let bend = 0;
    for (let frequency = 1; frequency <= kept; frequency += 1) {
      const real = query[2 * frequency]!;
      const imaginary = query[2 * frequency + 1]!;
      this.#values[2 * frequency] = real;
      this.#values[2 * frequency + 1] = imaginary;
      const square = ((real * real + imaginary * imaginary) * length) / (2 * scale * scale);
      energy += square;
      bend += frequency * frequency * square;
    }
    const rest = Math.sqrt(Math.max(0, 1 - energy) + UNIT_SLACK);
    const curve = 0.5 * (Math.PI / points) ** 2 * Math.sqrt(bend) * Math.sqrt(2 / length);
    this.#terms[0] = scale * rest * ROUNDED_UP;
    this.#terms[1] = scale * curve * ROUNDED_UP;
  }
}

import {
  createHilbertBound,
  createSpectralBound,
  frequenciesByEnergy,
  type RowBound,
} from '../bounds/index.ts';
import type { Measure } from '../measure.ts';

/** Prepared series, one after the other. */
export interface PreparedSeries {
  readonly count: number;
  readonly prepared: Float64Array;
}

/** Distances of series to the vantage points, a row of `width` a series. */
export interface VantageRows {
  readonly width: number;
  readonly distances: Float64Array;
  /** From vantage point to vantage point, `width` squared. */
  readonly between: Float64Array;
}

/** A bound with its rows for all series, and one for the query. */
export class PlacedBound {
  readonly #bound: RowBound;
  readonly #rows: Float32Array;
  readonly #query: Float32Array;
  readonly #write: (source: Float64Array, out: Float32Array) => void;
  #reach = 0;

  constructor(
    bound: RowBound,
    rows: Float32Array,
    write: (source: Float64Array, out: Float32Array) => void,
  ) {
    this.#bound = bound;
    this.#rows = rows;
    this.#query = new Float32Array(bound.stride);
    this.#write = write;
  }

  /** Asks about the query that `source` describes, and its neighbours within `radius`. */
  ask(source: Float64Array, radius: number): void {
    this.#write(source, this.#query);
    this.#reach = this.#bound.reach(radius);
  }

  /** Whether series `index` may be one of them. */
  leaves(index: number): boolean {
    const at = index * this.#bound.stride;
    return !(this.#bound.apart(this.#query, 0, this.#rows, at, this.#reach) > this.#reach);
  }
}

/** The Hilbert bound over the first `points` columns; it is asked with a row of distances. */
export function placeHilbert(
  measure: Measure,
  { width, distances, between }: VantageRows,
  points: number,
): PlacedBound {
  const bound = createHilbertBound({
    measure,
    slots: Array.from({ length: points }, (_, slot) => slot),
    between: Float64Array.from({ length: points * points }, (_, at) => {
      return between[Math.floor(at / points) * width + (at % points)]!;
    }),
  });
  const count = distances.length / width;
  const rows = new Float32Array(bound.stride * count);
  for (let index = 0; index < count; index += 1) {
    bound.project(distances, index * width, rows, index * bound.stride);
  }
  return new PlacedBound(bound, rows, (source, out) => bound.project(source, 0, out, 0));
}

/** Measures whose prepared form has the transform that the spectral bound reads. */
const SPECTRAL: ReadonlySet<string> = new Set(['kernel', 'best-shift', 'euclid']);

/**
 * The spectral bound with all frequencies, or undefined when the measure has none; it is asked with
 * a prepared series.
 */
export function placeSpectral(
  measure: Measure,
  { count, prepared }: PreparedSeries,
): PlacedBound | undefined {
  const { settings, length, preparedLength } = measure;
  if (!SPECTRAL.has(settings.name)) return undefined;
  const bound = createSpectralBound({
    measure,
    gamma: 'gamma' in settings ? settings.gamma : undefined,
    frequencies: frequenciesByEnergy(prepared, { count, length }),
  });
  const rows = new Float32Array(bound.stride * count);
  for (let index = 0; index < count; index += 1) {
    bound.write(prepared, index * preparedLength, rows, index * bound.stride);
  }
  return new PlacedBound(bound, rows, (source, out) => bound.write(source, 0, out, 0));
}

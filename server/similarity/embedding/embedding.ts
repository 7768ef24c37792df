import { unreachable } from '../../unreachable.ts';
import {
  createHilbertBound,
  createSpectralBound,
  type HilbertBound,
  type SpectralBound,
  singleReach,
} from '../bounds/index.ts';
import type { Measure } from '../measure.ts';
import type { VantageSet } from '../vantage.ts';
import { rowFloats } from './rows.ts';

/**
 * A map of series to points of a space of few dimensions in which they are no farther apart than the
 * measure says, but for a slack that is proven with the bound it is made of.
 *
 * The point of a series is a row of 32-bit floats: coordinates 0 to 3, the height, the other
 * coordinates, zeros. Two rows are **apart** by the square root of the sum of the squares of the
 * differences of coordinates and of max(0, |difference of heights| − `heightSlack`).
 */
export interface Embedding {
  /** Coordinates; heights apart. */
  readonly dimensions: number;
  readonly heightSlack: number;
  /** Whether it depends on the vantage points. */
  readonly byVantage: boolean;
  /**
   * Writes the row of the series prepared at `prepared[preparedAt]`, whose distance to the vantage
   * point in slot s is at `distances[distancesAt + s]`, to `out` from its start on. NaN comes from
   * distances that are not there, and such a row excludes nothing. Allocates nothing.
   */
  embed(
    prepared: Float64Array,
    preparedAt: number,
    distances: Float64Array,
    distancesAt: number,
    out: Float32Array,
  ): void;
  /** The greatest square, in 32 bits, of how far rows of series within `radius` are apart. */
  reach(radius: number): number;
}

/** The embedding that `measure` allows and `vantage` has the points for, or undefined. */
export function createEmbedding(measure: Measure, vantage: VantageSet): Embedding | undefined {
  switch (measure.guarantee) {
    case 'hilbert':
      return vantage.points.length === 0 ? undefined : new VantageEmbedding(measure, vantage);
    case 'metric':
      return measure.settings.name === 'best-shift' ? new AmplitudeEmbedding(measure) : undefined;
    case 'none':
      return undefined;
    default:
      return unreachable(measure.guarantee);
  }
}

/** Coordinates in the span of the vantage points: the Hilbert bound. */
class VantageEmbedding implements Embedding {
  readonly dimensions: number;
  readonly heightSlack: number;
  readonly byVantage = true;
  readonly #bound: HilbertBound;
  readonly #row: Float32Array;

  constructor(measure: Measure, { points, prepared }: VantageSet) {
    const { preparedLength } = measure;
    const between = new Float64Array(points.length ** 2);
    for (let point = 0; point < points.length; point += 1) {
      const own = prepared.subarray(point * preparedLength, (point + 1) * preparedLength);
      between.set(measure.distances(own, prepared), point * points.length);
    }
    const slots = points.map(({ slot }) => slot);
    this.#bound = createHilbertBound({ measure, slots, between });
    this.dimensions = this.#bound.rank;
    this.heightSlack = this.#bound.heightSlack;
    this.#row = new Float32Array(this.#bound.stride);
  }

  embed(
    _prepared: Float64Array,
    _preparedAt: number,
    distances: Float64Array,
    distancesAt: number,
    out: Float32Array,
  ): void {
    this.#bound.project(distances, distancesAt, this.#row, 0);
    arrange(this.#row, 0, this.dimensions, this.#row[this.dimensions]!, out);
  }

  reach(radius: number): number {
    return this.#bound.reachSingle(radius);
  }
}

/** Amplitudes of the lowest frequencies, and what the others amount to: the spectral bound. */
class AmplitudeEmbedding implements Embedding {
  readonly dimensions: number;
  readonly heightSlack = 0;
  readonly byVantage = false;
  readonly #bound: SpectralBound;
  readonly #row: Float32Array;

  constructor(measure: Measure) {
    this.#bound = createSpectralBound({ measure, gamma: undefined, blocks: 1 });
    this.#row = new Float32Array(this.#bound.stride);
    this.dimensions = 16;
  }

  embed(
    prepared: Float64Array,
    preparedAt: number,
    _distances: Float64Array,
    _distancesAt: number,
    out: Float32Array,
  ): void {
    this.#bound.write(prepared, preparedAt, this.#row, 0);
    arrange(this.#row, 1, this.dimensions, this.#row[1 + this.dimensions]!, out);
  }

  reach(radius: number): number {
    return singleReach(this.#bound.reach(radius));
  }
}

/** Writes `dimensions` coordinates from `at` on and the height to `out` in the order of a row. */
function arrange(
  source: Float32Array,
  at: number,
  dimensions: number,
  height: number,
  out: Float32Array,
): void {
  out.fill(0, 0, rowFloats(dimensions));
  for (let index = 0; index < dimensions; index += 1) {
    out[index < 4 ? index : index + 1] = source[at + index]!;
  }
  out[4] = height;
}

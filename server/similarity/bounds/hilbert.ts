import type { Measure } from '../measure.ts';
import { centredGram, contraction, norm, rowSums } from './contraction.ts';
import { pivotedCholesky } from './pivoted-cholesky.ts';
import { type RowBound, rowStride, singleAbove, singleReach } from './row-bound.ts';

/** Points nearer than this share of the greatest squared distance to the span are left out of it. */
const SPAN_SHARE_MIN = 1e-6;

/** And so are those whose residual is not this many times the error of a squared distance. */
const SPAN_ERRORS_MIN = 1e4;

/** What the bound is made from. */
export interface HilbertBoundOptions {
  /** The measure; its guarantee is `hilbert`. */
  readonly measure: Pick<Measure, 'guarantee' | 'noise' | 'diameter'>;
  /** Place of every vantage point's distance in a row of distances; one entry a point, at least 1. */
  readonly slots: ArrayLike<number>;
  /** Computed distances between the points, by rows: from point i to point j at i · count + j. */
  readonly between: Float64Array;
}

/**
 * Makes the **Hilbert bound** of some vantage points v0 … vm: distances of a series to them place it
 * in their span, and what two series differ by there, and in their heights above it, they differ
 * by at least.
 *
 * A row is y, the coordinates of the series in the span, then its height h, then zeros. With
 * G the Gram matrix of the points centred at v0, W the scaled inverse of its Cholesky factor and
 * b_i = ½(d²(x,v0) + d²(vi,v0) − d²(x,vi)), y = W·b and h = √(d²(x,v0) − ‖y‖²).
 *
 * Why it is safe. Stars mark true values, E = 2η bounds |d² − d*²| (see `ringReach`), u = 2⁻⁵³, D
 * is the diameter, and Ē = E + (m + 4)·2u·D² also covers every rounding of the sums below, which
 * have m terms at most. |W|·1 has as entry a the sum of |W_ai| over i; s is its 2-norm.
 *
 *  1. |G − G*| ≤ 1.5·E in every entry, so ‖W(G − G*)Wᵀ‖ ≤ 1.5·Ē·s². Hence with
 *     ε = ‖W·G·Wᵀ − I‖ + 1.5·Ē·s², the norm of W·G*·Wᵀ is at most 1 + ε, and W/√(1 + ε) makes
 *     x − v0 ↦ y* a contraction. It is that W from here on. Nothing else is asked of W; the
 *     pivoting and the cut-off affect tightness only.
 *  2. A contraction can be completed to an isometry, the rest of which has norm h* =
 *     √(d*²(x,v0) − ‖y*‖²). So ‖Δy*‖² + (Δh*)² ≤ d*².
 *  3. In b(x) − b(q) the distances between points cancel and the others are off by E a series, so
 *     ‖Δy − Δy*‖ ≤ ρ = 2·Ē·s. Of one series, y is off by 1.5·Ē·s < ρ, so h² is off by at most
 *     δ = Ē + 2Dρ + ρ², and |Δh| ≤ |Δh*| + 2√δ.
 *  4. Rounded to 32 bits, y and h are off by 2⁻²⁴·D each a series.
 *  5. A neighbour has d*² ≤ radius² + E. Together:
 *     √(‖Δy‖² + max(0, |Δh| − 2√δ − 2⁻²³·D)²) ≤ √(radius² + Ē) + 2ρ + 2⁻²³·D, with a ρ to spare.
 *
 * Sums of up to 100 terms in 32 bits lose less than 2⁻¹⁸ of the left side.
 * @throws RangeError when the measure does not promise a Hilbert space, or sizes do not fit.
 * Cost: O(points³).
 * Source: Connor, Vadicamo, Cardillo and Rabitti, Supermetric search, Information Systems 80 (2019),
 * for the bound in exact arithmetic.
 */
export function createHilbertBound(options: HilbertBoundOptions): HilbertBound {
  return new HilbertBound(options);
}

/** See `createHilbertBound`; `apart` and `reach` are squares. It owns scratch for one thread. */
export class HilbertBound implements RowBound {
  readonly stride: number;
  /** Coordinates in a row, less than the points: dimensions of the span that are used. */
  readonly rank: number;
  /** What |Δh| has to exceed before heights say anything; a 32-bit float. */
  readonly heightSlack: number;
  /** Added to the distance on the right side. */
  readonly #slack: number;
  readonly #squareSlack: number;
  /** Where distances to v0, and to the points of W's columns, are. */
  readonly #centreSlot: number;
  readonly #slots: Int32Array;
  /** Squared distances of those points to v0. */
  readonly #squares: Float64Array;
  readonly #map: Float64Array;
  readonly #products: Float64Array;

  constructor({ measure, slots, between }: HilbertBoundOptions) {
    const count = slots.length;
    if (measure.guarantee !== 'hilbert') {
      throw new RangeError(`a measure of guarantee ${measure.guarantee} has no Hilbert bound`);
    }
    if (count === 0 || between.length !== count * count) {
      throw new RangeError(`${between.length} distances between ${count} points`);
    }
    const { diameter } = measure;
    const error = 2 * measure.noise;
    this.#squareSlack = error + (count + 4) * 2 ** -52 * diameter ** 2;
    const gram = centredGram(between, count);
    const order = count - 1;
    let greatest = 0;
    for (let at = 0; at < order; at += 1) greatest = Math.max(greatest, gram[at * order + at]!);
    const floor = Math.max(SPAN_SHARE_MIN * greatest, SPAN_ERRORS_MIN * error);
    const factor = pivotedCholesky(gram, order, floor);
    const { pivots } = factor;
    this.rank = pivots.length;
    this.stride = rowStride(this.rank + 1);
    this.#map = contraction(gram, order, factor, this.#squareSlack);
    this.#centreSlot = slots[0]!;
    this.#slots = Int32Array.from(pivots, (pivot) => slots[pivot + 1]!);
    this.#squares = Float64Array.from(pivots, (pivot) => gram[pivot * order + pivot]!);
    this.#products = new Float64Array(this.rank);

    const rho = 2 * this.#squareSlack * norm(rowSums(this.#map, this.rank));
    const delta = this.#squareSlack + 2 * diameter * rho + rho * rho;
    const rounding = 2 ** -23 * diameter;
    this.heightSlack = singleAbove(2 * Math.sqrt(delta) + rounding);
    this.#slack = 2 * rho + rounding;
  }

  /**
   * Writes the row of a series to `out` from `outAt` on, from its distances to the points, which
   * are at `distances[at + slot]`. One that is NaN makes a row that excludes less or nothing.
   * Requires `stride` floats there. Cost: rank²/2 multiplications; allocates nothing.
   */
  project(distances: Float64Array, at: number, out: Float32Array, outAt: number): void {
    const { rank } = this;
    const map = this.#map;
    const products = this.#products;
    const height = distances[at + this.#centreSlot]!;
    const square = height * height;
    for (let index = 0; index < rank; index += 1) {
      const distance = distances[at + this.#slots[index]!]!;
      products[index] = 0.5 * (square + this.#squares[index]! - distance * distance);
    }
    let covered = 0;
    for (let row = 0; row < rank; row += 1) {
      let coordinate = 0;
      // The map is lower triangular.
      for (let column = 0; column <= row; column += 1) {
        coordinate += map[row * rank + column]! * products[column]!;
      }
      covered += coordinate * coordinate;
      out[outAt + row] = coordinate;
    }
    out[outAt + rank] = Math.sqrt(Math.max(0, square - covered));
    for (let index = rank + 1; index < this.stride; index += 1) out[outAt + index] = 0;
  }

  reach(radius: number): number {
    return (Math.sqrt(radius * radius + this.#squareSlack) + this.#slack) ** 2;
  }

  /** As `reach`, a 32-bit float, for an `apart` whose differences and sums are taken in 32 bits. */
  reachSingle(radius: number): number {
    return singleReach(this.reach(radius));
  }

  apart(a: Float32Array, aAt: number, b: Float32Array, bAt: number, reach: number): number {
    const { rank } = this;
    const height = Math.abs(a[aAt + rank]! - b[bAt + rank]!) - this.heightSlack;
    let sum = height <= 0 ? 0 : height * height;
    if (sum > reach) return Number.POSITIVE_INFINITY;
    // Coordinates stand in the order of the pivots, so that the first tell most.
    for (let start = 0; start < rank; start += 4) {
      const end = Math.min(start + 4, rank);
      for (let index = start; index < end; index += 1) {
        const difference = a[aAt + index]! - b[bAt + index]!;
        sum += difference * difference;
      }
      if (sum > reach) return Number.POSITIVE_INFINITY;
    }
    // NaN comes from distances that are not stored.
    return Number.isNaN(sum) ? 0 : sum;
  }

  atLeast(apart: number): number {
    const distance = Math.max(0, Math.sqrt(apart) - this.#slack);
    return Math.sqrt(Math.max(0, distance * distance * (1 - 2 ** -50) - this.#squareSlack));
  }
}

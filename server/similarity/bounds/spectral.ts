import type { Measure } from '../measure.ts';
import { AmplitudeRows, BLOCK, blockAt } from './amplitudes.ts';
import type { RowBound } from './row-bound.ts';

/** What the bound is made from. */
export interface SpectralBoundOptions {
  readonly measure: Pick<Measure, 'length' | 'noise' | 'prepare' | 'preparedLength'>;
  /**
   * Sharpness of the kernel measure. Undefined for `best-shift`, d² = 2·(1 − max c_s), and for
   * `euclid`, d² = 2·(1 − c_0), which is never nearer than the best shift.
   */
  readonly gamma: number | undefined;
  /** All frequencies, those that tell most first; default ascending. */
  readonly frequencies?: ArrayLike<number> | undefined;
  /**
   * Blocks of 16 frequencies that a row keeps; of all others it has norms only. Default all. One
   * block makes a row of 20 floats, whatever the length.
   */
  readonly blocks?: number | undefined;
}

/**
 * Makes the **spectral bound**, which needs no vantage points: from the amplitudes of the transform,
 * which no shift changes. See `AmplitudeRows` for a, b and m.
 *
 *  - `best-shift` and `euclid`: c_s ≤ b, so d² ≥ 2·(1 − b) = ‖a − a'‖².
 *  - The kernel: c_s has mean 0, mean square m and is at most b, so by Bennett's inequality the mean
 *    of e^(γ·c_s) is at most p·e^(γb) + (1 − p)·e^(−γm/b) with p = m/(m + b²). With κ = K(x,x)/n,
 *    d² ≥ 2·(1 − e^−γ · that/√(κκ')).
 *
 * Both are the weaker the larger b and m are, so every sum may be cut short when what is left is
 * bounded from above; that is the early exit, and what makes short rows legal.
 *
 * Why it is safe.
 *
 *  1. Amplitudes are a unit vector. Replacing some of them by their norm is a contraction, so
 *     ‖a − a'‖² ≥ Σ (a_k − a'_k)² over those kept + (T − T')². Rounding a row to 32 bits moves it by
 *     at most 2⁻²⁴, and the transform in 64 bits by less than 2⁻⁴⁰. So with Δ the computed distance
 *     of two rows, ‖a − a'‖ ≥ Δ − 2⁻²³ − 2⁻³⁸, and b = 1 − ½‖a − a'‖².
 *     Taken from differences b is sharp where it matters, near 1; a sum of products is not.
 *  2. m ≤ Σ a_k²·a'_k²/w_k + (Q·Q')². Each product has a relative error of 6·2⁻²⁴ at most from
 *     rounding and an absolute one below 2⁻⁴⁰ in all from the transform.
 *  3. 1/√κ is rounded up, by 2⁻²⁴ of itself at least, which is far more than the relative error of
 *     K(x,x) as computed.
 *  4. A neighbour has d*² ≤ radius² + E; the kernel form spends another E on its own arithmetic.
 *
 * @throws RangeError when `frequencies` are not all of them, or `blocks` is not from 1.
 * Source: Bennett, Probability inequalities for the sum of independent random variables, Journal of
 * the American Statistical Association 57 (1962).
 */
export function createSpectralBound(options: SpectralBoundOptions): SpectralBound {
  return options.gamma === undefined
    ? new BestShiftBound(options)
    : new KernelBound(options, options.gamma);
}

/** A bound whose rows are made from prepared series. */
export interface SpectralBound extends RowBound {
  /**
   * Writes the row of the series prepared at `prepared[at]` to `out` from `outAt` on.
   * Cost: O(length), and a root a frequency that is kept; allocates nothing.
   */
  write(prepared: Float64Array, at: number, out: Float32Array, outAt: number): void;
}

/** Two rows are moved by rounding, together, by at most this. */
const ROUNDING: number = 2 ** -23 + 2 ** -38;

/** `apart` and `reach` are squares of what two rows are apart. */
class BestShiftBound implements SpectralBound {
  readonly stride: number;
  readonly #rows: AmplitudeRows;
  readonly #squareSlack: number;

  constructor(options: SpectralBoundOptions) {
    this.#rows = rowsOf(options, undefined);
    this.stride = this.#rows.stride;
    this.#squareSlack = 2 * options.measure.noise;
  }

  write(prepared: Float64Array, at: number, out: Float32Array, outAt: number): void {
    this.#rows.write(prepared, at, out, outAt);
  }

  reach(radius: number): number {
    return (Math.sqrt(radius * radius + this.#squareSlack) + ROUNDING) ** 2;
  }

  apart(a: Float32Array, aAt: number, b: Float32Array, bAt: number, reach: number): number {
    let sum = 0;
    let whole = 0;
    for (let block = 0; block < this.#rows.blocks; block += 1) {
      const first = blockAt(aAt, block);
      const shift = blockAt(bAt, block) - first;
      const end = first + BLOCK;
      for (let at = first; at < end; at += 1) {
        const difference = a[at]! - b[at + shift]!;
        sum += difference * difference;
      }
      const left = a[end]! - b[end + shift]!;
      whole = sum + left * left;
      if (whole > reach) return Number.POSITIVE_INFINITY;
    }
    return whole;
  }

  atLeast(apart: number): number {
    const distance = Math.max(0, Math.sqrt(apart) - ROUNDING);
    return Math.sqrt(Math.max(0, distance * distance * (1 - 2 ** -50) - this.#squareSlack));
  }
}

/** `apart` and `reach` are squared distances. */
class KernelBound implements SpectralBound {
  readonly stride: number;
  readonly #rows: AmplitudeRows;
  readonly #gamma: number;
  readonly #squareSlack: number;

  constructor(options: SpectralBoundOptions, gamma: number) {
    this.#rows = rowsOf(options, selfKernelUnit(options.measure, gamma));
    this.stride = this.#rows.stride;
    this.#gamma = gamma;
    this.#squareSlack = 4 * options.measure.noise;
  }

  write(prepared: Float64Array, at: number, out: Float32Array, outAt: number): void {
    this.#rows.write(prepared, at, out, outAt);
  }

  reach(radius: number): number {
    return radius * radius + this.#squareSlack;
  }

  apart(a: Float32Array, aAt: number, b: Float32Array, bAt: number, reach: number): number {
    const { blocks, shares } = this.#rows;
    const scale = a[aAt]! * b[bAt]!;
    let sum = 0;
    let squares = 0;
    let least = 0;
    for (let block = 0; block < blocks; block += 1) {
      const first = blockAt(aAt, block);
      const shift = blockAt(bAt, block) - first;
      for (let index = 0; index < BLOCK; index += 1) {
        const own = a[first + index]!;
        const other = b[first + index + shift]!;
        const difference = own - other;
        const product = own * other;
        sum += difference * difference;
        squares += product * product * shares[block * BLOCK + index]!;
      }
      const end = first + BLOCK;
      const left = a[end]! - b[end + shift]!;
      const leftSquare = a[end + 1]! * b[end + 1 + shift]!;
      least = this.#least(scale, sum + left * left, squares + leftSquare * leftSquare);
      if (least > reach) return Number.POSITIVE_INFINITY;
    }
    return least;
  }

  atLeast(apart: number): number {
    return Math.sqrt(Math.max(0, apart * (1 - 2 ** -50) - this.#squareSlack));
  }

  /** The least squared distance, from 1/√(κκ'), ‖a − a'‖² and m as the rows have them. */
  #least(scale: number, square: number, squares: number): number {
    const gamma = this.#gamma;
    const distance = Math.max(0, Math.sqrt(square) - ROUNDING);
    const m = squares * (1 + 2 ** -20) + 2 ** -40;
    // b² ≥ m for the true ones, so this only makes it larger; it keeps b away from 0 as well.
    const b = Math.max(1 - 0.5 * distance * distance, Math.sqrt(m));
    const likely = m / (m + b * b);
    const kernel =
      likely * Math.exp(gamma * (b - 1)) + (1 - likely) * Math.exp(-gamma * (1 + m / b));
    return Math.max(0, 2 * (1 - scale * kernel));
  }
}

function rowsOf(options: SpectralBoundOptions, unit: number | undefined): AmplitudeRows {
  const { length } = options.measure;
  const frequencies = options.frequencies ?? ascending(length);
  return new AmplitudeRows({
    length,
    frequencies,
    blocks: options.blocks ?? Math.ceil(frequencies.length / BLOCK),
    selfKernelUnit: unit,
  });
}

/**
 * What the measure keeps as K(x,x) of a series whose κ, the mean of e^(γ·(c_s − 1)), is 1. Measures
 * keep it times a constant of theirs, so this asks about a tone, whose correlations are cosines.
 */
function selfKernelUnit(measure: SpectralBoundOptions['measure'], gamma: number): number {
  const { length, preparedLength } = measure;
  const tone = Float64Array.from({ length }, (_, at) => Math.cos((2 * Math.PI * at) / length));
  const prepared = new Float64Array(preparedLength);
  measure.prepare(tone, prepared, 0);
  const sum = tone.reduce((total, cosine) => total + Math.exp(gamma * (cosine - 1)), 0);
  return (prepared[0]! * length) / sum;
}

function ascending(length: number): readonly number[] {
  return Array.from({ length: Math.floor(length / 2) }, (_, index) => index + 1);
}

/**
 * The frequencies of `count` series of `length` points that stand prepared one after the other, in
 * descending order of their energy in all of them. A sample will do: the order decides how much a
 * short row tells, never whether it is right. Cost: O(count · length).
 */
export function frequenciesByEnergy(
  prepared: Float64Array,
  { count, length }: { readonly count: number; readonly length: number },
): readonly number[] {
  const preparedLength = 2 * Math.floor(length / 2) + 2;
  const energies = new Float64Array(Math.floor(length / 2) + 1);
  for (let index = 0; index < count; index += 1) {
    const start = index * preparedLength;
    for (let frequency = 1; frequency < energies.length; frequency += 1) {
      const real = prepared[start + 2 * frequency]!;
      const imaginary = prepared[start + 2 * frequency + 1]!;
      const mirrors = 2 * frequency === length ? 1 : 2;
      energies[frequency]! += mirrors * (real * real + imaginary * imaginary);
    }
  }
  return ascending(length).toSorted((a, b) => energies[b]! - energies[a]! || a - b);
}

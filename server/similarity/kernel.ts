import { DatabaseError } from '../errors.ts';
import { standardise } from '../series/index.ts';
import { sumOfExponentials } from './exponential.ts';
import { createRealTransform, type RealTransform } from './fft/index.ts';
import type { Guarantee, Measure, MeasureSettings } from './measure.ts';

/** Greatest sharpness: from e^−γ on, terms would leave the doubles. */
export const GAMMA_MAX = 700;

/**
 * The kernelised cross-correlation of series of `length` points: with
 * c_s = (1/n) Σ_i x[(i+s) mod n]·y[i] for standardised x and y, K(x,y) = Σ_s exp(γ·(c_s − 1)) and
 * d² = 2·(1 − K(x,y)/√(K(x,x)·K(y,y))). The −1, which cancels, keeps every K between the least
 * normal double and n.
 *
 * Prepared form, 2·⌊n/2⌋ + 2 doubles: K(x,x), 0, and from double 2k on, for k = 1 … ⌊n/2⌋, the
 * real and the imaginary part of X_k/√n, X being the transform of x. X_0 is 0 in a standardised
 * series, which is why its place is free.
 *
 * The measure owns scratch for one distance at a time, so each thread makes its own.
 * @throws RangeError when `gamma` is not over 0 and at most 700, or `length` is not 2 to 65,536.
 * Source: Wachman, Khardon, Protopapas and Alcock, Kernels for periodic time series arising in
 * astronomy, ECML PKDD 2009.
 */
export function createKernelMeasure({ gamma }: { gamma: number }, length: number): Measure {
  if (!(gamma > 0 && gamma <= GAMMA_MAX)) {
    throw new RangeError(`gamma ${gamma} is not over 0 and at most ${GAMMA_MAX}`);
  }
  return new KernelMeasure(gamma, createRealTransform(length));
}

class KernelMeasure implements Measure {
  readonly settings: MeasureSettings;
  readonly guarantee: Guarantee = 'hilbert';
  readonly length: number;
  readonly preparedLength: number;
  readonly diameter: number = Math.SQRT2;
  readonly noise: number;
  readonly #gamma: number;
  readonly #transform: RealTransform;
  readonly #spectrum: Float64Array;
  /** A standardised series in `prepare`, correlations in `distance`. */
  readonly #values: Float64Array;

  constructor(gamma: number, transform: RealTransform) {
    const { length, chirp } = transform;
    this.settings = { name: 'kernel', gamma };
    this.length = length;
    this.preparedLength = 2 * Math.floor(length / 2) + 2;
    // Against sums in 80-bit arithmetic, at 2 to 65,536 points and every gamma, the error stays
    // below a quarter of this.
    this.noise = (chirp ? 64 : 16) * (1 + gamma) * (1 + Math.log2(length)) * 2 ** -53;
    this.#gamma = gamma;
    this.#transform = transform;
    this.#spectrum = new Float64Array(this.preparedLength);
    this.#values = new Float64Array(length);
  }

  prepare(values: Float64Array, out: Float64Array, offset: number): void {
    if (values.length !== this.length) {
      throw new DatabaseError(
        'INVALID_VALUE',
        `the series has ${values.length} points and the collection is of length ${this.length}`,
        { field: 'values' },
      );
    }
    if (!(offset >= 0 && offset + this.preparedLength <= out.length)) {
      throw new RangeError(
        `out has ${out.length} doubles; ${this.preparedLength} do not fit from ${offset} on`,
      );
    }
    standardise(values, this.#values, 0);
    this.#transform.forward(this.#values, 0, this.#spectrum);
    const scale = 1 / Math.sqrt(this.length);
    for (let at = 2; at < this.preparedLength; at += 1) {
      out[offset + at] = this.#spectrum[at]! * scale;
    }
    out[offset + 1] = 0;
    out[offset] = this.#kernel(out, offset, out, offset);
  }

  distance(a: Float64Array, aOffset: number, b: Float64Array, bOffset: number): number {
    const kernel = this.#kernel(a, aOffset, b, bOffset);
    const squared = 2 * (1 - kernel / Math.sqrt(a[aOffset]! * b[bOffset]!));
    return squared <= this.noise ? 0 : Math.sqrt(Math.min(squared, 2));
  }

  /** K of two prepared series; their self-kernels are not read. */
  #kernel(a: Float64Array, aOffset: number, b: Float64Array, bOffset: number): number {
    const spectrum = this.#spectrum;
    spectrum[0] = 0;
    spectrum[1] = 0;
    // X·conj(Y) is the transform of the correlation. Both offsets are of prepared series.
    for (let at = 2; at < this.preparedLength; at += 2) {
      const ar = a[aOffset + at]!;
      const ai = a[aOffset + at + 1]!;
      const br = b[bOffset + at]!;
      const bi = b[bOffset + at + 1]!;
      spectrum[at] = ar * br + ai * bi;
      spectrum[at + 1] = ai * br - ar * bi;
    }
    this.#transform.inverse(spectrum, this.#values);
    return sumOfExponentials(this.#values, this.length, this.#gamma);
  }
}

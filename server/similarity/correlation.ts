import { DatabaseError } from '../errors.ts';
import { standardise } from '../series/index.ts';
import { createRealTransform, type RealTransform } from './fft/index.ts';
import type { Guarantee, Measure, MeasureSettings } from './measure.ts';
import type { SharedMemory } from './shared-memory.ts';
import { type BlockSettings, DistanceBlock, exponentOf, StandingBlock } from './simd/index.ts';

/** Greatest sharpness: from e^−γ on, terms would leave the doubles. */
export const GAMMA_MAX = 700;

/** What the measures of correlations guarantee. */
const GUARANTEES = {
  // Wachman, Khardon, Protopapas and Alcock, Kernels for periodic time series arising in astronomy,
  // ECML PKDD 2009.
  kernel: 'hilbert',
  // The least Euclidean distance between shifts: a metric on classes of shifts, since shifting
  // both series changes no distance.
  'best-shift': 'metric',
  euclid: 'hilbert',
} as const satisfies Record<MeasureSettings['name'], Guarantee>;

/**
 * The measures that are made of the circular cross-correlation of series of `length` points: with
 * c_s = (1/n) Σ_i x[(i+s) mod n]·y[i] for standardised x and y,
 *
 *  - `kernel`: K(x,y) = Σ_s exp(γ·c_s), d² = 2·(1 − K(x,y)/√(K(x,x)·K(y,y)));
 *  - `best-shift`: d² = 2·(1 − max_s c_s), at most 2 since the mean of c_s is 0;
 *  - `euclid`: d² = 2·(1 − c_0), the squared Euclidean distance divided by n.
 *
 * Prepared form, 2·⌊n/2⌋ + 2 doubles: K(x,x) times a constant that cancels (what `best-shift` and
 * `euclid` leave there they do not read), 0, and from double 2k on, for k = 1 … ⌊n/2⌋, the real and
 * the imaginary part of X_k/√n, X being the transform of x. X_0 is 0 in a standardised series,
 * which is why its place is free.
 *
 * The measure owns scratch for one distance at a time, so each thread makes its own.
 * @throws RangeError when `gamma` is not over 0 and at most 700, or `length` is not 2 to 65,536.
 */
export function createCorrelationMeasure(settings: MeasureSettings, length: number): Measure {
  if (settings.name === 'kernel' && !(settings.gamma > 0 && settings.gamma <= GAMMA_MAX)) {
    throw new RangeError(`gamma ${settings.gamma} is not over 0 and at most ${GAMMA_MAX}`);
  }
  return new CorrelationMeasure(settings, createRealTransform(length));
}

class CorrelationMeasure implements Measure {
  readonly settings: MeasureSettings;
  readonly guarantee: Guarantee;
  readonly length: number;
  readonly preparedLength: number;
  readonly diameter: number;
  readonly noise: number;
  readonly #transform: RealTransform;
  readonly #spectrum: Float64Array;
  readonly #values: Float64Array;
  readonly #found: Float64Array = new Float64Array(1);
  readonly #block: BlockSettings;
  readonly #standing: StandingBlock;
  readonly #blocks: WeakMap<SharedMemory, DistanceBlock> = new WeakMap();

  constructor(settings: MeasureSettings, transform: RealTransform) {
    const { length, chirp } = transform;
    const gamma = settings.name === 'kernel' ? settings.gamma : 0;
    this.settings = settings.name === 'kernel' ? { name: 'kernel', gamma } : { ...settings };
    this.guarantee = GUARANTEES[settings.name];
    this.length = length;
    this.preparedLength = 2 * Math.floor(length / 2) + 2;
    this.diameter = settings.name === 'euclid' ? 2 : Math.SQRT2;
    // Against exact sums, at every gamma, the error was never seen above a half of this; likewise
    // that of f32, whose epsilon is 2⁻²⁴.
    const growth = (1 + gamma) * (1 + Math.log2(length));
    this.noise = (chirp ? 64 : 16) * growth * 2 ** -53;
    const margin = 16 * growth * 2 ** -24 + 2 * this.noise;
    this.#transform = transform;
    this.#spectrum = new Float64Array(this.preparedLength);
    this.#values = new Float64Array(length);
    const exponent = settings.name === 'kernel' ? exponentOf(gamma) : undefined;
    this.#block = { form: settings.name, length, exponent, noise: this.noise, margin };
    this.#standing = new StandingBlock(this.#block);
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
    out[offset] = this.settings.name === 'kernel' ? this.#standing.selfKernel(out, offset) : 1;
  }

  distance(a: Float64Array, aOffset: number, b: Float64Array, bOffset: number): number {
    this.#standing.measure(a, aOffset, b, bOffset, 1, this.#found, 0);
    // It has one element.
    return this.#found[0]!;
  }

  distances(query: Float64Array, series: Float64Array): Float64Array {
    const count = series.length / this.preparedLength;
    const found = new Float64Array(count);
    this.#standing.measure(query, 0, series, 0, count, found, 0);
    return found;
  }

  blockOver(memory: SharedMemory): DistanceBlock {
    let block = this.#blocks.get(memory);
    if (block === undefined) {
      block = new DistanceBlock(memory, this.#block);
      this.#blocks.set(memory, block);
    }
    return block;
  }
}

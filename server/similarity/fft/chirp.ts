import { writeRoot } from './roots.ts';
import { type ComplexTransform, SmoothTransform, smoothLength } from './smooth.ts';

export interface ChirpOptions {
  /** The transform's length, any whole number from 1. */
  readonly order: number;
  /** How many values are given; the others up to `order` are taken as 0. */
  readonly inputs: number;
  /** How many values are wanted. */
  readonly outputs: number;
}

/**
 * Part of the transform of any length, as a convolution of smooth length M ≥ inputs + outputs − 1:
 * with b_t = e^(−πi·t²/order) and jk = (j² + k² − (k − j)²)/2,
 * Z_k = b_k · Σ_j (z_j·b_j) · conj(b_(k−j)).
 *
 * A plan owns its scratch, so it serves one thread. Cost of `run`: two transforms of length M.
 * Source: Bluestein, A linear filtering approach to the computation of discrete Fourier transform
 * (1970); with unequal counts, Rabiner, Schafer and Rader's chirp z-transform (1969).
 */
export class ChirpTransform implements ComplexTransform {
  readonly input: Float64Array;
  readonly output: Float64Array;
  /** b_t for t below the larger of the counts. */
  readonly #chirp: Float64Array;
  readonly #chirpConjugate: Float64Array;
  /** Transform of conj(b_t), t from 1 − inputs to outputs − 1 modulo M, divided by M. */
  readonly #kernel: Float64Array;
  readonly #convolution: SmoothTransform;

  constructor({ order, inputs, outputs }: ChirpOptions) {
    const longest = Math.max(inputs, outputs);
    const size = smoothLength(inputs + outputs - 1);
    this.input = new Float64Array(2 * inputs);
    this.output = new Float64Array(2 * outputs);
    this.#chirp = new Float64Array(2 * longest);
    // t² stays below 2³², so it is exact, and b_t is the root of index t² and order 2·order.
    for (let t = 0; t < longest; t += 1) writeRoot(t * t, 2 * order, this.#chirp, 2 * t);
    this.#chirpConjugate = this.#chirp.map((part, at) => (at % 2 === 0 ? part : -part));
    this.#convolution = new SmoothTransform(size);
    const { input, output } = this.#convolution;
    for (let t = 0; t < longest; t += 1) {
      const re = this.#chirpConjugate[2 * t]! / size;
      const im = this.#chirpConjugate[2 * t + 1]! / size;
      if (t < outputs) input.set([re, im], 2 * t);
      if (t > 0 && t < inputs) input.set([re, im], 2 * (size - t));
    }
    this.#convolution.run();
    this.#kernel = output.slice();
  }

  run(): void {
    const { input, output } = this.#convolution;
    const given = this.input.length;
    multiply(this.input, this.#chirp, input, given);
    input.fill(0, given);
    this.#convolution.run();
    // The inverse transform is the conjugate of the transform of the conjugate.
    multiplyConjugate(output, this.#kernel, input, input.length);
    this.#convolution.run();
    multiplyConjugate(output, this.#chirpConjugate, this.output, this.output.length);
  }
}

/** Writes a·b to `target`, `end` doubles of it. */
function multiply(a: Float64Array, b: Float64Array, target: Float64Array, end: number): void {
  for (let at = 0; at < end; at += 2) {
    const ar = a[at]!;
    const ai = a[at + 1]!;
    const br = b[at]!;
    const bi = b[at + 1]!;
    target[at] = ar * br - ai * bi;
    target[at + 1] = ar * bi + ai * br;
  }
}

/** Writes the conjugate of a·b to `target`, `end` doubles of it. */
function multiplyConjugate(
  a: Float64Array,
  b: Float64Array,
  target: Float64Array,
  end: number,
): void {
  for (let at = 0; at < end; at += 2) {
    const ar = a[at]!;
    const ai = a[at + 1]!;
    const br = b[at]!;
    const bi = b[at + 1]!;
    target[at] = ar * br - ai * bi;
    target[at + 1] = -(ar * bi + ai * br);
  }
}

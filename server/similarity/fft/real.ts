import { ChirpTransform } from './chirp.ts';
import { writeRoot } from './roots.ts';
import { type ComplexTransform, factorize, SmoothTransform } from './smooth.ts';

/**
 * The discrete Fourier transform of real values, X_k = Σ_j x_j e^(−2πi·jk/length), and its
 * inverse. X_(length−k) is the conjugate of X_k, so the **half spectrum** k = 0 … ⌊length/2⌋ says
 * all: ⌊length/2⌋ + 1 complex values, value k in doubles 2k (real) and 2k + 1 (imaginary).
 *
 * A plan owns its scratch, so it serves one thread. Calls allocate nothing and cost
 * O(length · log length); `inverse` of `forward` is the identity up to rounding.
 */
export interface RealTransform {
  /** Real values. */
  readonly length: number;
  /** Whether it goes through Bluestein's convolution, whose rounding error is larger. */
  readonly chirp: boolean;
  /** Reads `length` doubles at `values[valuesAt]`, writes the half spectrum to `spectrum[0]` on. */
  forward(values: Float64Array, valuesAt: number, spectrum: Float64Array): void;
  /**
   * Reads the half spectrum at `spectrum[0]`, writes `length` doubles to `values[0]` on. The
   * imaginary parts of X_0, and of X_(length/2) for an even length, are taken as 0.
   */
  inverse(spectrum: Float64Array, values: Float64Array): void;
}

/**
 * Plans the transform of any whole `length` from 2 to 65,536: mixed radix for 2^a·3^b·5^c,
 * Bluestein otherwise.
 * @throws RangeError for another length.
 */
export function createRealTransform(length: number): RealTransform {
  if (!Number.isInteger(length) || length < 2 || length > 65_536) {
    throw new RangeError(`length ${length} is not a whole number from 2 to 65,536`);
  }
  return length % 2 === 0 ? new EvenTransform(length) : new OddTransform(length);
}

/** Takes the values in pairs as complex numbers and so needs a transform of half the length. */
class EvenTransform implements RealTransform {
  readonly length: number;
  readonly chirp: boolean;
  readonly #half: ComplexTransform;
  /** e^(−2πi·k/length) for k up to length/4. */
  readonly #roots: Float64Array;

  constructor(length: number) {
    const half = length / 2;
    this.length = length;
    this.chirp = factorize(half) === undefined;
    this.#half = this.chirp
      ? new ChirpTransform({ order: half, inputs: half, outputs: half })
      : new SmoothTransform(half);
    this.#roots = new Float64Array(2 * (Math.floor(half / 2) + 1));
    for (let at = 0; at < this.#roots.length; at += 2) writeRoot(at / 2, length, this.#roots, at);
  }

  forward(values: Float64Array, valuesAt: number, spectrum: Float64Array): void {
    const { input, output } = this.#half;
    for (let at = 0; at < this.length; at += 1) input[at] = values[valuesAt + at]!;
    this.#half.run();
    const roots = this.#roots;
    spectrum[0] = output[0]! + output[1]!;
    spectrum[1] = 0;
    spectrum[this.length] = output[0]! - output[1]!;
    spectrum[this.length + 1] = 0;
    // Z_k and conj(Z_(m−k)) give the transforms of the even and of the odd values at k, and those
    // give X_k and X_(m−k). The middle, where both are one, comes out twice alike.
    for (let low = 2, high = this.length - 2; low <= high; low += 2, high -= 2) {
      const evenR = 0.5 * (output[low]! + output[high]!);
      const evenI = 0.5 * (output[low + 1]! - output[high + 1]!);
      const oddR = 0.5 * (output[low + 1]! + output[high + 1]!);
      const oddI = 0.5 * (output[high]! - output[low]!);
      const turnR = oddR * roots[low]! - oddI * roots[low + 1]!;
      const turnI = oddR * roots[low + 1]! + oddI * roots[low]!;
      spectrum[low] = evenR + turnR;
      spectrum[low + 1] = evenI + turnI;
      spectrum[high] = evenR - turnR;
      spectrum[high + 1] = turnI - evenI;
    }
  }

  inverse(spectrum: Float64Array, values: Float64Array): void {
    const { input, output } = this.#half;
    const roots = this.#roots;
    const scale = 1 / this.length;
    // The conjugate of `forward` undone: the conjugate goes in and comes out, which makes the
    // forward transform the inverse one.
    input[0] = (spectrum[0]! + spectrum[this.length]!) * scale;
    input[1] = (spectrum[this.length]! - spectrum[0]!) * scale;
    for (let low = 2, high = this.length - 2; low <= high; low += 2, high -= 2) {
      const evenR = scale * (spectrum[low]! + spectrum[high]!);
      const evenI = scale * (spectrum[low + 1]! - spectrum[high + 1]!);
      const apartR = scale * (spectrum[low]! - spectrum[high]!);
      const apartI = scale * (spectrum[low + 1]! + spectrum[high + 1]!);
      const oddR = apartR * roots[low]! + apartI * roots[low + 1]!;
      const oddI = apartI * roots[low]! - apartR * roots[low + 1]!;
      input[low] = evenR - oddI;
      input[low + 1] = -(evenI + oddR);
      input[high] = evenR + oddI;
      input[high + 1] = evenI - oddR;
    }
    this.#half.run();
    for (let at = 0; at < this.length; at += 2) {
      values[at] = output[at]!;
      values[at + 1] = -output[at + 1]!;
    }
  }
}

/** Transforms the values as complex ones; back, only the half spectrum, for the real parts. */
class OddTransform implements RealTransform {
  readonly length: number;
  readonly chirp: boolean;
  readonly #forward: ComplexTransform;
  readonly #inverse: ComplexTransform;

  constructor(length: number) {
    const half = (length + 1) / 2;
    this.length = length;
    this.chirp = factorize(length) === undefined;
    if (this.chirp) {
      this.#forward = new ChirpTransform({ order: length, inputs: length, outputs: half });
      this.#inverse = new ChirpTransform({ order: length, inputs: half, outputs: length });
    } else {
      this.#forward = new SmoothTransform(length);
      this.#inverse = this.#forward;
    }
  }

  forward(values: Float64Array, valuesAt: number, spectrum: Float64Array): void {
    const { input, output } = this.#forward;
    for (let at = 0; at < this.length; at += 1) {
      input[2 * at] = values[valuesAt + at]!;
      input[2 * at + 1] = 0;
    }
    this.#forward.run();
    for (let at = 2; at <= this.length; at += 1) spectrum[at] = output[at]!;
    spectrum[0] = output[0]!;
    spectrum[1] = 0;
  }

  inverse(spectrum: Float64Array, values: Float64Array): void {
    const { input, output } = this.#inverse;
    const scale = 1 / this.length;
    // x_j = (X_0 + 2·Re Σ X_k e^(2πi·jk/length))/length over the half spectrum, and the real part
    // stays the same when everything is conjugated.
    input[0] = spectrum[0]! * scale;
    input[1] = 0;
    for (let at = 2; at <= this.length; at += 2) {
      input[at] = 2 * scale * spectrum[at]!;
      input[at + 1] = -2 * scale * spectrum[at + 1]!;
    }
    input.fill(0, this.length + 1);
    this.#inverse.run();
    for (let at = 0; at < this.length; at += 1) values[at] = output[2 * at]!;
  }
}

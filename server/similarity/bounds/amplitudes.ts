import { rowStride } from './row-bound.ts';

/** Frequencies between two places of a row where it says how much is left. */
export const BLOCK = 16;

/** Floats of a block: its amplitudes, and the two norms of what is left after it. */
const BLOCK_FLOATS: number = BLOCK + 2;

/**
 * What no shift changes of a series of `length` points, as a row of 32-bit floats.
 *
 * The **amplitude** of frequency k = 1 … ⌊length/2⌋ is a_k = √w_k·|X_k|/n, X being the transform of
 * the standardised series and w_k = 2, or 1 for k = n/2, the number of its mirror images. Then
 * Σ a_k² = 1, and for two series b = Σ a_k·a'_k bounds every correlation c_s, and
 * m = Σ a_k²·a'_k²/w_k is the mean of c_s² exactly; the mean of c_s is 0.
 *
 * A row begins with 1/√κ rounded up, κ being K(x,x)/n, or 1. Then come blocks, each of 16
 * amplitudes in the order of `frequencies`, and two norms of all that comes later and is left out:
 * T = √Σ a_k² and Q = √√(Σ a_k⁴/w_k). By Cauchy and Schwarz, the rest of b is at most T·T' and the
 * rest of m at most (Q·Q')². Places that are over are 0.
 *
 * Where they come from: doubles 2k and 2k + 1 of a prepared series are X_k/√n, and the first is
 * K(x,x) in a unit of the measure's own.
 */
export class AmplitudeRows {
  readonly blocks: number;
  readonly stride: number;
  /** 1/w of every amplitude of a row, in order of the row, for all blocks on end. */
  readonly shares: Float64Array;
  readonly #length: number;
  /** All frequencies: first those of the blocks, then those that are left out. */
  readonly #frequencies: Uint32Array;
  readonly #selfKernelUnit: number | undefined;

  /**
   * @param frequencies all from 1 to ⌊length/2⌋ in any order, those that tell most first
   * @param blocks how many blocks of them a row has; no more than there are frequencies for
   * @throws RangeError for frequencies that are something else.
   */
  constructor({
    length,
    frequencies,
    blocks,
    selfKernelUnit,
  }: {
    readonly length: number;
    readonly frequencies: ArrayLike<number>;
    readonly blocks: number;
    /** What the first double of a prepared series is for κ = 1; undefined makes every κ 1. */
    readonly selfKernelUnit: number | undefined;
  }) {
    const count = Math.floor(length / 2);
    const sorted = Array.from(frequencies).toSorted((a, b) => a - b);
    if (sorted.length !== count || sorted.some((frequency, at) => frequency !== at + 1)) {
      throw new RangeError(`frequencies are not those from 1 to ${count}, each once`);
    }
    if (!(Number.isInteger(blocks) && blocks >= 1)) {
      throw new RangeError(`blocks is ${blocks}; it must be a whole number from 1`);
    }
    this.#length = length;
    this.#frequencies = Uint32Array.from(frequencies);
    this.#selfKernelUnit = selfKernelUnit;
    this.blocks = Math.min(blocks, Math.ceil(count / BLOCK));
    this.stride = rowStride(1 + this.blocks * BLOCK_FLOATS);
    this.shares = new Float64Array(this.blocks * BLOCK);
    for (let at = 0; at < Math.min(count, this.shares.length); at += 1) {
      this.shares[at] = 1 / this.#mirrors(this.#frequencies[at]!);
    }
  }

  /** Writes the row of the series prepared at `prepared[at]`. Allocates nothing. */
  write(prepared: Float64Array, at: number, out: Float32Array, outAt: number): void {
    const frequencies = this.#frequencies;
    const unit = this.#selfKernelUnit;
    out[outAt] = unit === undefined ? 1 : Math.sqrt(unit / prepared[at]!) * (1 + 2 ** -23);
    for (let index = outAt + 1; index < outAt + this.stride; index += 1) out[index] = 0;
    // From the end, so that the norms of what is left add up from the small to the large.
    let squares = 0;
    let fourths = 0;
    let index = frequencies.length - 1;
    for (let block = this.blocks - 1; block >= 0; block -= 1) {
      const start = outAt + 1 + block * BLOCK_FLOATS;
      const first = block * BLOCK;
      for (; index >= first + BLOCK; index -= 1) {
        const square = this.#square(prepared, at, index);
        squares += square;
        fourths += (square * square) / this.#mirrors(frequencies[index]!);
      }
      out[start + BLOCK] = Math.sqrt(squares);
      out[start + BLOCK + 1] = Math.sqrt(Math.sqrt(fourths));
      for (; index >= first; index -= 1) {
        const square = this.#square(prepared, at, index);
        out[start + index - first] = Math.sqrt(square);
        squares += square;
        fourths += (square * square) / this.#mirrors(frequencies[index]!);
      }
    }
  }

  #mirrors(frequency: number): number {
    return 2 * frequency === this.#length ? 1 : 2;
  }

  /** a_k² of the frequency that is at `index` of the order. */
  #square(prepared: Float64Array, at: number, index: number): number {
    const frequency = this.#frequencies[index]!;
    const real = prepared[at + 2 * frequency]!;
    const imaginary = prepared[at + 2 * frequency + 1]!;
    const mirrors = this.#mirrors(frequency);
    return (mirrors * (real * real + imaginary * imaginary)) / this.#length;
  }
}

/** The floats of block `block` of a row begin here. */
export function blockAt(row: number, block: number): number {
  return row + 1 + block * BLOCK_FLOATS;
}

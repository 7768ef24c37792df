import { type Butterfly, butterfly2, butterfly3, butterfly4, butterfly5 } from './butterflies.ts';
import { writeRoot } from './roots.ts';

/**
 * The first values of the forward transform Z_k = Σ_j z_j e^(−2πi·jk/order) of complex values.
 * Value j of an array is its doubles 2j (real) and 2j + 1 (imaginary).
 */
export interface ComplexTransform {
  /** Where the caller writes z before `run`, which destroys it. */
  readonly input: Float64Array;
  /** Where `run` leaves Z; perhaps the same array as `input`. */
  readonly output: Float64Array;
  /** Transforms `input` to `output`. Allocates nothing. */
  run(): void;
}

interface Stage {
  readonly butterfly: Butterfly;
  readonly groups: number;
  readonly stride: number;
  /** Where the stage's roots begin. */
  readonly rootsAt: number;
}

const BUTTERFLIES: ReadonlyMap<number, Butterfly> = new Map([
  [2, butterfly2],
  [3, butterfly3],
  [4, butterfly4],
  [5, butterfly5],
]);

/** Radices of stages whose product is `length`, or undefined for a prime factor above 5. */
export function factorize(length: number): readonly number[] | undefined {
  const radices: number[] = [];
  let rest = length;
  // The last stage multiplies by no roots; the small radices profit most from that.
  for (const radix of [5, 3, 4, 2]) {
    while (rest % radix === 0) {
      radices.push(radix);
      rest /= radix;
    }
  }
  return rest === 1 ? radices : undefined;
}

/** The least multiple of 4 from `least` on that has no prime factor above 5. */
export function smoothLength(least: number): number {
  let length = Math.max(4, Math.ceil(least / 4) * 4);
  while (factorize(length) === undefined) length += 4;
  return length;
}

/**
 * The transform of a length 2^a·3^b·5^c, all values of it. A plan owns its scratch, so it serves
 * one thread. Cost of `run`: O(length · log length).
 */
export class SmoothTransform implements ComplexTransform {
  readonly input: Float64Array;
  readonly output: Float64Array;
  readonly #spare: Float64Array;
  readonly #roots: Float64Array;
  readonly #stages: readonly Stage[];

  /** @throws RangeError when `length` has a prime factor above 5. */
  constructor(length: number) {
    const radices = factorize(length);
    if (radices === undefined) throw new RangeError(`length ${length} has a prime factor above 5`);
    const stages: Stage[] = [];
    let rootsAt = 0;
    let stride = 1;
    for (const radix of radices) {
      const groups = length / stride / radix;
      // BUTTERFLIES has every radix that factorize returns.
      stages.push({ butterfly: BUTTERFLIES.get(radix)!, groups, stride, rootsAt });
      rootsAt += 2 * groups * (radix - 1);
      stride *= radix;
    }
    this.#stages = stages;
    this.#roots = new Float64Array(rootsAt);
    let at = 0;
    for (const [index, radix] of radices.entries()) {
      const groups = stages[index]!.groups;
      for (let p = 0; p < groups; p += 1) {
        for (let u = 1; u < radix; u += 1, at += 2) {
          writeRoot(p * u, radix * groups, this.#roots, at);
        }
      }
    }
    this.output = new Float64Array(2 * length);
    this.#spare = new Float64Array(2 * length);
    // Stages alternate between two arrays; this start makes the last one write to `output`.
    this.input = radices.length % 2 === 0 ? this.output : this.#spare;
  }

  run(): void {
    let source = this.input;
    let target = source === this.output ? this.#spare : this.output;
    for (const stage of this.#stages) {
      stage.butterfly(source, target, stage.groups, stage.stride, this.#roots, stage.rootsAt);
      const swap = source;
      source = target;
      target = swap;
    }
  }
}

import { splitMix32, xoshiro128StarStar } from './xoshiro.ts';

/** Greatest seed; the least is 0. */
const SEED_MAX = 2 ** 32 - 1;

const DOUBLE_STEPS = 2 ** 53;

/** A stream of random draws that its seed determines. Not for secrets. */
export interface Random {
  /** A double in [0, 1), each multiple of 2⁻⁵³ equally likely. */
  uniform(): number;
  /** A draw from the normal distribution with mean 0 and deviation 1. */
  normal(): number;
  /**
   * A whole number in [0, count), each equally likely.
   * @throws RangeError unless `count` is a whole number from 1 to 2⁵³−1.
   */
  integer(count: number): number;
}

/**
 * The stream of `seed`. Its words are the same everywhere; `normal` also depends on `Math.log`,
 * whose last digit may differ between JavaScript engines.
 * @param seed a whole number from 0 to 2³²−1
 * @throws RangeError for any other seed.
 * Source: xoshiro128** seeded by splitmix32; Marsaglia's polar method for `normal` (Knuth, The
 * Art of Computer Programming 2, 3.4.1, algorithm P); rejection for `integer`.
 */
export function createRandom(seed: number): Random {
  if (!(Number.isInteger(seed) && seed >= 0 && seed <= SEED_MAX)) {
    throw new RangeError(`seed is ${seed}; it must be a whole number from 0 to ${SEED_MAX}`);
  }
  const nextWord = xoshiro128StarStar(splitMix32(seed));
  /** The second of a pair of normal draws, until it is asked for. */
  let spare: number | undefined;

  /** A whole number in [0, 2⁵³): 27 bits above 26. */
  function steps(): number {
    const high = nextWord() >>> 5;
    return high * 2 ** 26 + (nextWord() >>> 6);
  }

  function uniform(): number {
    return steps() / DOUBLE_STEPS;
  }

  function normal(): number {
    if (spare !== undefined) {
      const draw = spare;
      spare = undefined;
      return draw;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      // Accepted with probability π/4, so 1.27 turns on average.
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * factor;
      return x * factor;
    }
  }

  function integer(count: number): number {
    if (!(Number.isSafeInteger(count) && count >= 1)) {
      throw new RangeError(`count is ${count}; it must be a whole number from 1 to 2^53 - 1`);
    }
    // The steps beyond the last whole multiple of count would favour the small numbers.
    const stepsFair = DOUBLE_STEPS - (DOUBLE_STEPS % count);
    for (;;) {
      const draw = steps();
      if (draw < stepsFair) return draw % count;
    }
  }

  return { uniform, normal, integer };
}

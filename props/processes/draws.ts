/** Random whole numbers that depend on two numbers alone, so that every process draws the same. */
export interface Draws {
  /** A whole number from 0, below `count`. */
  below(count: number): number;
}

/** The draws of `index` under `seed`. Each pair of numbers begins a sequence of its own. */
export function drawsAt(seed: number, index: number): Draws {
  let state = Math.imul(seed ^ Math.imul(index + 1, 0x9e3779b1), 0x85ebca6b);
  return {
    below(count) {
      // Mulberry32: small, and good enough to choose what a test does.
      state = (state + 0x6d2b79f5) | 0;
      let bits = Math.imul(state ^ (state >>> 15), state | 1);
      bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
      return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * count);
    },
  };
}

/** Words of the generator's state; not all of them 0. */
export type XoshiroState = readonly [number, number, number, number];

/**
 * A source of uniformly distributed 32-bit words, as numbers from 0 to 2³²−1: xoshiro128**, with
 * period 2¹²⁸−1. The same state gives the same words on every platform. Not for secrets.
 * Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47
 * (2021); xoshiro128** version 1.1.
 */
export function xoshiro128StarStar(state: XoshiroState): () => number {
  let [a, b, c, d] = state;
  return () => {
    const word = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return word;
  };
}

/**
 * Spreads a 32-bit `seed` over a state: the finaliser of MurmurHash3 over a Weyl sequence. It is
 * a bijection on words, so seeds never share a state and no state is all 0.
 * Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014;
 * 32-bit constants by Appleby.
 */
export function splitMix32(seed: number): XoshiroState {
  const golden = 0x9e3779b9;
  return [
    mix32(seed + golden),
    mix32(seed + 2 * golden),
    mix32(seed + 3 * golden),
    mix32(seed + 4 * golden),
  ];
}

function mix32(word: number): number {
  let mixed = word | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

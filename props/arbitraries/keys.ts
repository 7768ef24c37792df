import * as fc from 'fast-check';
import { LIMITS } from '../../engines/index.ts';

/**
 * Lengths on both sides of the places where engines change their mind: one word of prefix (8),
 * two words, the inline room of a node (24) and the room with a prefix before it (32), the limit.
 */
export const KEY_LENGTHS: readonly number[] = [
  1,
  7,
  8,
  9,
  15,
  16,
  17,
  23,
  24,
  25,
  31,
  32,
  33,
  LIMITS.keyBytesMax - 1,
  LIMITS.keyBytesMax,
];

/** The bytes that decide order: both ends, and one between. */
const letter: fc.Arbitrary<number> = fc.constantFrom(0x61, 0x00, 0xff);

function lettersOf(countMin: number, countMax: number): fc.Arbitrary<Uint8Array> {
  return fc
    .array(letter, { minLength: countMin, maxLength: countMax, size: 'max' })
    .map((letters) => Uint8Array.from(letters));
}

function behind(prefix: Uint8Array): fc.Arbitrary<Uint8Array> {
  return lettersOf(0, 2).map((tail) => Uint8Array.of(...prefix, ...tail));
}

/** Keys of one to three letters out of three: 39 in all, so that commands meet one another. */
const shortKeys: fc.Arbitrary<Uint8Array> = lettersOf(1, 3);

/** Keys that share their first 8 or 16 bytes and differ behind them, or not at all. */
const sharedPrefixKeys: fc.Arbitrary<Uint8Array> = fc.oneof(
  behind(new Uint8Array(8).fill(0x61)),
  behind(new Uint8Array(16).fill(0x61)),
  behind(new Uint8Array(8)),
);

/** Keys of every boundary length, alike but for the first or the last byte. */
export const boundaryKeys: fc.Arbitrary<Uint8Array> = fc
  .record({ length: fc.constantFrom(...KEY_LENGTHS), fill: letter, end: letter })
  .map(({ length, fill, end }) => {
    const key = new Uint8Array(length).fill(fill);
    key[length - 1] = end;
    return key;
  });

/** Any bytes of a legal length up to 40. */
const anyKeys: fc.Arbitrary<Uint8Array> = fc.uint8Array({ minLength: 1, maxLength: 40 });

/** Legal keys of every kind, weighted towards those that collide. */
export const keys: fc.Arbitrary<Uint8Array> = fc.oneof(
  { withCrossShrink: true },
  { weight: 6, arbitrary: shortKeys },
  { weight: 3, arbitrary: sharedPrefixKeys },
  { weight: 1, arbitrary: boundaryKeys },
  { weight: 1, arbitrary: anyKeys },
);

import type { Entry } from '../../engines/index.ts';
import { writeFloat64, writeUint32 } from '../../engines/index.ts';
import type { Collection } from '../similarity/index.ts';
import { NOTHING } from './trees.ts';

/*
 * Entries of whole trees, in order of their keys, for a bulk load. An entry is valid until the next
 * one is asked for: a load copies each, and a million series are many small arrays.
 */

const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;

/** The rows of `ordinals`, ascending, with the distances that `collection` has by slot. */
export function* rowEntries(
  collection: Collection,
  ordinals: Uint32Array,
  slots: readonly number[],
): Iterable<Entry> {
  const width = slots.reduce((most, slot) => Math.max(most, slot + 1), 0);
  const row = new Float64Array(width).fill(Number.NaN);
  const key = new Uint8Array(4);
  const entry: Entry = { key, value: new Uint8Array(row.buffer) };
  for (const ordinal of ordinals) {
    writeUint32(ordinal, key, 0);
    for (const slot of slots) row[slot] = collection.storedDistance(ordinal, slot);
    yield entry;
  }
}

/** The entries of a vantage point's tree; `ordinals` in the order of their distances. */
export function* shellEntries(
  collection: Collection,
  ordinals: Uint32Array,
  slot: number,
): Iterable<Entry> {
  const key = new Uint8Array(12);
  const entry: Entry = { key, value: NOTHING };
  for (const ordinal of ordinals) {
    writeFloat64(collection.storedDistance(ordinal, slot), key, 0);
    writeUint32(ordinal, key, 8);
    yield entry;
  }
}

/**
 * `ordinals`, ascending, in the order of their distances in `slot`, equal ones by ordinal.
 * Cost: O(n), six passes. Requires distances from 0.
 * Source: radix sort from the least digit (Knuth, volume 3, 5.2.5); the bits of doubles from 0
 * order as the doubles do.
 */
export function orderByDistance(
  collection: Collection,
  ordinals: Uint32Array,
  slot: number,
): Uint32Array {
  const distances = Float64Array.from(ordinals, (ordinal) =>
    collection.storedDistance(ordinal, slot),
  );
  const bits = new Uint32Array(distances.buffer);
  let places = Uint32Array.from(ordinals, (_, place) => place);
  let sorted = new Uint32Array(ordinals.length);
  const starts = new Uint32Array(DIGITS);
  for (let shift = 0; shift < 64; shift += DIGIT_BITS) {
    starts.fill(0);
    for (const place of places) starts[digitAt(bits, place, shift)]! += 1;
    if (starts.includes(ordinals.length)) continue;
    let sum = 0;
    for (let digit = 0; digit < DIGITS; digit += 1) {
      const count = starts[digit]!;
      starts[digit] = sum;
      sum += count;
    }
    for (const place of places) sorted[starts[digitAt(bits, place, shift)]!++] = place;
    [places, sorted] = [sorted, places];
  }
  return places.map((place) => ordinals[place]!);
}

/** Eleven bits from `shift` on of the double at `place`, whose words stand low one first. */
function digitAt(bits: Uint32Array, place: number, shift: number): number {
  const low = bits[2 * place]!;
  const high = bits[2 * place + 1]!;
  if (shift >= 32) return (high >>> (shift - 32)) & (DIGITS - 1);
  const within = low >>> shift;
  return shift + DIGIT_BITS <= 32
    ? within & (DIGITS - 1)
    : (within | (high << (32 - shift))) & (DIGITS - 1);
}

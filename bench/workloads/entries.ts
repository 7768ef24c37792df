import type { Entry } from '../../engines/index.ts';
import { seededBytes } from './seeded.ts';

const RANDOM_KEY_BYTES = 16;
const SORTED_KEY_BYTES = 8;
const VALUE_BYTES = 8;

/** Entries with keys of 16 random bytes, in random order, and values of 8 random bytes. */
export function randomEntries(label: string, seed: number, count: number): readonly Entry[] {
  const keys = seededBytes(`${label} keys`, seed, count * RANDOM_KEY_BYTES);
  return entriesOf(count, `${label} values`, seed, (index) =>
    keys.subarray(index * RANDOM_KEY_BYTES, (index + 1) * RANDOM_KEY_BYTES),
  );
}

/** How long keys and values are, and how much all keys have in common at their start. */
export interface EntryForm {
  readonly keyBytes: number;
  /** Below `keyBytes`. */
  readonly prefixBytes: number;
  readonly valueBytes: number;
}

/** Entries of random bytes in random order, whose keys begin with the same random bytes. */
export function prefixedEntries(
  label: string,
  seed: number,
  count: number,
  { keyBytes, prefixBytes, valueBytes }: EntryForm,
): readonly Entry[] {
  const prefix = seededBytes(`${label} prefix`, seed, prefixBytes);
  const keys = Buffer.from(seededBytes(`${label} keys`, seed, count * keyBytes));
  const values = seededBytes(`${label} values`, seed, count * valueBytes);
  return Array.from({ length: count }, (_, index) => {
    const key = keys.subarray(index * keyBytes, (index + 1) * keyBytes);
    key.set(prefix);
    return { key, value: values.subarray(index * valueBytes, (index + 1) * valueBytes) };
  });
}

/** Entries with keys of 8 bytes, 0 to `count`−1 in ascending order, and values of 8 random bytes. */
export function sortedEntries(label: string, seed: number, count: number): readonly Entry[] {
  return entriesOf(count, `${label} values`, seed, (index) => {
    const key = new Uint8Array(SORTED_KEY_BYTES);
    new DataView(key.buffer).setBigUint64(0, BigInt(index));
    return key;
  });
}

function entriesOf(
  count: number,
  valueLabel: string,
  seed: number,
  keyAt: (index: number) => Uint8Array,
): readonly Entry[] {
  const values = seededBytes(valueLabel, seed, count * VALUE_BYTES);
  return Array.from({ length: count }, (_, index) => ({
    key: keyAt(index),
    value: values.subarray(index * VALUE_BYTES, (index + 1) * VALUE_BYTES),
  }));
}

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

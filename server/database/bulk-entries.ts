import type { Entry } from '../../engines/index.ts';
import { writeFloat64, writeUint32 } from '../../engines/index.ts';
import type { Collection } from '../similarity/index.ts';
import { orderOf } from './order.ts';
import { NOTHING } from './trees.ts';

/*
 * Entries of whole trees, in order of their keys, for a bulk load. An entry is valid until the next
 * one is asked for: a load copies each, and a million series are many small arrays.
 */

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
  const { slotsMax } = collection.layout;
  for (const ordinal of ordinals) {
    writeUint32(ordinal, key, 0);
    const { doubles, base, rowsAt } = collection.segmentOf(ordinal);
    const at = rowsAt + (ordinal - base) * slotsMax;
    for (const slot of slots) row[slot] = doubles[at + slot]!;
    yield entry;
  }
}

/** The entries of the tree of the vantage point in `slot`, for `ordinals`, ascending. */
export function* shellEntries(
  collection: Collection,
  ordinals: Uint32Array,
  slot: number,
): Iterable<Entry> {
  const distances = Float64Array.from(ordinals, (ordinal) =>
    collection.storedDistance(ordinal, slot),
  );
  const key = new Uint8Array(12);
  const entry: Entry = { key, value: NOTHING };
  for (const place of orderOf(distances)) {
    // Equal distances keep their places, and so the order of their ordinals.
    writeFloat64(distances[place]!, key, 0);
    writeUint32(ordinals[place]!, key, 8);
    yield entry;
  }
}

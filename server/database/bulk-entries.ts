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

/**
 * The entries of the tree of a vantage point, for `ordinals`, ascending.
 * @param column its distances by ordinal
 */
export function* shellEntries(column: Float64Array, ordinals: Uint32Array): Iterable<Entry> {
  const distances = gather(column, ordinals);
  const key = new Uint8Array(12);
  const entry: Entry = { key, value: NOTHING };
  for (const place of orderOf(distances)) {
    // Equal distances keep their places, and so the order of their ordinals.
    writeFloat64(distances[place]!, key, 0);
    writeUint32(ordinals[place]!, key, 8);
    yield entry;
  }
}

function gather(column: Float64Array, ordinals: Uint32Array): Float64Array {
  if (ordinals.length === column.length) return column;
  const gathered = new Float64Array(ordinals.length);
  for (let place = 0; place < gathered.length; place += 1) {
    gathered[place] = column[ordinals[place]!]!;
  }
  return gathered;
}

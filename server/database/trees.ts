import { decodeUint32, encodeUint32 } from '../../engines/index.ts';

/*
 * The trees of a collection. A series has an ordinal, a dense number of four bytes, which stands
 * for its id in every tree but the first.
 *
 *   settings    "settings"             → JSON
 *               "forgotten-writes"     → the greatest id of a write that was forgotten
 *   ids         id, UTF-8              → ordinal
 *   series      ordinal                → id, times, values (see records.ts)
 *   rows        ordinal                → distance to each vantage point by slot, doubles, NaN: none
 *   vantage     slot                   → ordinal when chosen, then a series record: a copy
 *   shell-SLOT  (distance, ordinal)    → nothing
 *   columns     number of a column     → its name and type, JSON
 *   metadata    ordinal                → cells of the row (see metadata/rows.ts); none: all null
 *   writes      id of a write, a UUID  → SHA-256 of what it asked for, then the answer in JSON
 */

export const TREES = {
  settings: 'settings',
  ids: 'ids',
  series: 'series',
  rows: 'rows',
  vantage: 'vantage',
  columns: 'columns',
  metadata: 'metadata',
  writes: 'writes',
} as const;

/** The tree of distances to the vantage point in `slot`. */
export function shellTree(slot: number): string {
  return `shell-${slot}`;
}

/** Whether `name` is that of such a tree. */
export function isShellTree(name: string): boolean {
  return name.startsWith('shell-');
}

export const NOTHING: Uint8Array = new Uint8Array(0);

export function encodeId(id: string): Uint8Array {
  return Buffer.from(id, 'utf8');
}

export function decodeId(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.length).toString('utf8');
}

export const encodeOrdinal: (ordinal: number) => Uint8Array = encodeUint32;
export const decodeOrdinal: (bytes: Uint8Array) => number = (bytes) => decodeUint32(bytes);

/** A row of `slots` distances. */
export function encodeRow(row: Float64Array): Uint8Array {
  return new Uint8Array(row.buffer.slice(row.byteOffset, row.byteOffset + row.byteLength));
}

export function decodeRow(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.slice().buffer);
}

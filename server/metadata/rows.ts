import { type Cell, isCell } from './cells.ts';
import type { Schema } from './schema.ts';

/*
 * A row of metadata, little-endian, a cell after the other in order of their columns' numbers:
 *
 *   0   2  number of the column
 *   2   .  number, time: a double · boolean: a byte, 0 or 1 · text: 4 bytes with the count of its
 *          UTF-8 bytes, then those
 *
 * A column that is not there is null.
 */

/** The cells of one series by their columns' numbers; a column that is not there is null. */
export type Row = ReadonlyMap<number, Cell>;

export const NO_ROW: Row = new Map();

/** The bytes of a row; the same row has the same bytes. */
export function encodeRow(schema: Schema, row: Row): Uint8Array {
  const parts: Buffer[] = [];
  for (const { number, type } of schema.stored) {
    const cell = row.get(number) ?? null;
    if (cell === null) continue;
    const head = Buffer.alloc(2);
    head.writeUInt16LE(number);
    parts.push(head);
    switch (type) {
      case 'number':
      case 'time': {
        const bytes = Buffer.alloc(8);
        bytes.writeDoubleLE(cell as number);
        parts.push(bytes);
        break;
      }
      case 'boolean':
        parts.push(Buffer.of(cell === true ? 1 : 0));
        break;
      case 'text': {
        const text = Buffer.from(cell as string, 'utf8');
        const size = Buffer.alloc(4);
        size.writeUInt32LE(text.length);
        parts.push(size, text);
      }
    }
  }
  return Buffer.concat(parts);
}

/** @throws RangeError when the bytes are no row of the schema. */
export function decodeRow(schema: Schema, bytes: Uint8Array): Row {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const row = new Map<number, Cell>();
  let last = -1;
  for (let at = 0; at < source.length; ) {
    const number = source.readUInt16LE(at);
    const column = schema.stored[number];
    at += 2;
    if (column === undefined || number <= last) throw new RangeError(`no column ${number} is next`);
    last = number;
    let cell: Cell;
    switch (column.type) {
      case 'number':
      case 'time':
        cell = source.readDoubleLE(at);
        at += 8;
        break;
      case 'boolean':
        cell = source.readUInt8(at) === 1;
        at += 1;
        break;
      case 'text': {
        const start = at + 4;
        at = start + source.readUInt32LE(at);
        if (at > source.length) throw new RangeError(`the text of ${column.name} is cut off`);
        cell = source.toString('utf8', start, at);
      }
    }
    if (!isCell(column.type, cell)) throw new RangeError(`${column.name} holds no ${column.type}`);
    row.set(number, cell);
  }
  return row;
}

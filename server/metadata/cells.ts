import { unreachable } from '../unreachable.ts';
import { type Column, type ColumnType, invalid, METADATA_LIMITS } from './schema.ts';
import { formatTime, isTime, parseTime } from './times.ts';

/**
 * A value of a cell as it is kept: text, a finite double, a boolean, a time in microseconds, or
 * null for none.
 */
export type Cell = string | number | boolean | null;

/** A value of a cell as it comes and goes: a time is text there, see `times.ts`. */
export type Value = string | number | boolean | null;

/** Metadata of one series by the names of columns. */
export type Values = Readonly<Record<string, Value>>;

/** Half of a surrogate pair, and the character that no database text has. */
const UNSTORABLE = /\p{Cs}|\0/u;

/**
 * The cell that `value` is in a column.
 * @throws DatabaseError `INVALID_VALUE` for `field` when the column does not take it.
 */
export function cellOf({ name, type }: Column, value: unknown, field: string): Cell {
  if (value === null) return null;
  const cell = cellIn(type, value);
  if (cell !== undefined) return cell;
  throw invalid(field, `${name} takes ${NEEDS[type]}, not ${shown(value)}`);
}

/** The value of a cell of a column of `type`. */
export function valueOf(type: ColumnType, cell: Cell): Value {
  return type === 'time' && cell !== null ? formatTime(cell as number) : cell;
}

const NEEDS: Readonly<Record<ColumnType, string>> = {
  text: `text of up to ${METADATA_LIMITS.textBytesMax} bytes of UTF-8 without the character 0`,
  number: 'a finite number',
  boolean: 'true or false',
  time: 'a time such as "2024-05-01T12:30:00Z", from 1685 to 2255',
};

function cellIn(type: ColumnType, value: unknown): Cell | undefined {
  switch (type) {
    case 'text':
      return typeof value === 'string' && isStorable(value) ? value : undefined;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'time':
      return typeof value === 'string' ? parseTime(value) : undefined;
    default:
      return unreachable(type);
  }
}

function isStorable(text: string): boolean {
  return Buffer.byteLength(text) <= METADATA_LIMITS.textBytesMax && !UNSTORABLE.test(text);
}

/** Whether `cell` can be one of `type`: what is read from a file is held to it. */
export function isCell(type: ColumnType, cell: Cell): boolean {
  if (type !== 'time') return cellIn(type, cell) !== undefined;
  return typeof cell === 'number' && isTime(cell);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80));
  return typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : 'a list or an object';
}

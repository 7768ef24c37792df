import { type Cell, type ColumnType, formatTime, type Value } from '../metadata/index.ts';

/** A cell as JSON that the type of its column reads; a double keeps its bits, and so does −0. */
export function jsonOf(type: ColumnType, cell: Cell): string | boolean | null {
  if (typeof cell !== 'number') return cell;
  if (type === 'time') return formatTime(cell);
  return Object.is(cell, -0) ? '-0' : String(cell);
}

/** The value of a column from the text that `selectStatement` gives for it. */
export function valueFromSql(type: ColumnType, text: string | null): Value {
  if (text === null) return null;
  if (type === 'text') return text.slice(1);
  if (type === 'boolean') return text === 'true';
  return type === 'time' ? formatTime(Number(text)) : Number(text);
}

import type { QueryValue } from '../../server/index.ts';
import type { Paint } from './colour.ts';
import { formatDistance } from './numbers.ts';
import { printable } from './printable.ts';
import { formatPairs, formatTable } from './table.ts';

type RecordValue = ReadonlyMap<string, QueryValue>;

/** Cells of a table; records that have more, for they share few names, are printed as a list. */
const CELLS_MAX = 1_000_000;

/**
 * The value of a program for people, with its newline: a list of records as a table, a record as
 * names and values, anything else as it is printed. What it prints is printable.
 * @param print the text of a value
 * @throws what `print` throws for a value whose text is too long, however it is shown
 */
export function formatValue(
  value: QueryValue,
  { paint, print }: { readonly paint: Paint; readonly print: (value: QueryValue) => string },
): string {
  const cell = (name: string, field: QueryValue | undefined): string => {
    if (field === undefined || field === null) return '';
    if (typeof field === 'string') return field;
    return name === 'distance' && typeof field === 'number' ? formatDistance(field) : print(field);
  };
  const whole = print(value);
  if (isRecord(value) && value.size > 0) {
    return formatPairs([...value].map(([name, field]) => [name, cell(name, field)]));
  }
  const names = isTable(value) ? namesOf(value) : [];
  if (!isTable(value) || names.length * value.length > CELLS_MAX) return `${printable(whole)}\n`;
  const columns = names.map((name) => {
    const isNumber = value.some((row) => typeof row.get(name) === 'number');
    return { title: name.toUpperCase(), align: isNumber ? ('right' as const) : undefined };
  });
  const rows = value.map((row) => names.map((name) => cell(name, row.get(name))));
  return formatTable(columns, rows, paint);
}

/** Every key of a row, in the order in which they come. */
function namesOf(rows: readonly RecordValue[]): readonly string[] {
  const names = new Set<string>();
  for (const row of rows) for (const name of row.keys()) names.add(name);
  return [...names];
}

function isTable(value: QueryValue): value is readonly RecordValue[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  return (value as readonly QueryValue[]).every((row) => isRecord(row) && row.size > 0);
}

function isRecord(value: QueryValue): value is RecordValue {
  return value instanceof Map;
}

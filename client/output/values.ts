import type { QueryValue } from '../../server/index.ts';
import type { Paint } from './colour.ts';
import { formatDistance } from './numbers.ts';
import { printable } from './printable.ts';
import { formatPairs, formatTable } from './table.ts';

type RecordValue = ReadonlyMap<string, QueryValue>;

/**
 * The value of a program for people, with its newline: a list of records as a table, a record as
 * names and values, anything else as it is printed. What it prints is printable.
 * @param print the text of a value
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
  if (isRecord(value) && value.size > 0) {
    return formatPairs([...value].map(([name, field]) => [name, cell(name, field)]));
  }
  if (!isTable(value)) return `${printable(print(value))}\n`;
  const names = [...new Set(value.flatMap((row) => [...row.keys()]))];
  const columns = names.map((name) => {
    const isNumber = value.some((row) => typeof row.get(name) === 'number');
    return { title: name.toUpperCase(), align: isNumber ? ('right' as const) : undefined };
  });
  const rows = value.map((row) => names.map((name) => cell(name, row.get(name))));
  return formatTable(columns, rows, paint);
}

function isTable(value: QueryValue): value is readonly RecordValue[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  return (value as readonly QueryValue[]).every((row) => isRecord(row) && row.size > 0);
}

function isRecord(value: QueryValue): value is RecordValue {
  return value instanceof Map;
}

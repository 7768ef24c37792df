import type { Values } from '../../server/index.ts';
import { formatExact, formatTable, type Paint } from '../output/index.ts';

/** The table of some rows of metadata, at least one, of the same columns. */
export function renderRows(
  rows: readonly Values[],
  paint: Paint,
  width: number | undefined,
): string {
  const names = Object.keys(rows[0] ?? {});
  const columns = names.map((name) => {
    const isNumber = rows.some((row) => typeof row[name] === 'number');
    return { title: name.toUpperCase(), align: isNumber ? ('right' as const) : undefined };
  });
  const cells = rows.map((row) => names.map((name) => renderValue(row[name] ?? null)));
  return formatTable(columns, cells, paint, width);
}

/** A value for people; nothing for null. */
export function renderValue(value: Values[string]): string {
  if (typeof value === 'number') return formatExact(value);
  return value === null ? '' : String(value);
}

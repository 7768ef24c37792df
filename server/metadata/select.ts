import type { Values } from './cells.ts';
import { valueOf } from './cells.ts';
import { type ColumnData, cellAt, dataOf, type MetadataView } from './columns.ts';
import type { Filter } from './filter.ts';
import { compareCells } from './operands.ts';
import type { Column } from './schema.ts';

/** A key that rows are sorted by. */
export interface SortKey {
  readonly column: Column;
  readonly descending: boolean;
}

/** Which rows to select, and what of them. */
export interface Selection {
  /** Undefined for all. */
  readonly where: Filter | undefined;
  readonly fields: readonly Column[];
  /** Null is last either way; what they leave open is decided by the bytes of the id. */
  readonly sort: readonly SortKey[];
  readonly limit: number;
  /** Rows to pass by before the first. */
  readonly offset: number;
}

/** What was selected. */
export interface Selected {
  readonly rows: readonly Values[];
  /** Rows that match, whatever limit and offset leave of them. */
  readonly total: number;
}

/** Ordinals between two turns of the event loop: about a millisecond. */
const TURN_ORDINALS = 8192;

/** Rows that are gathered beyond what is wanted before the rest is dropped. */
const SLACK_ROWS = 4096;

/**
 * Selects from the ordinals whose bits are set, all of series that the view has.
 * Cost: a comparison a match, and a sort of offset and limit together.
 */
export async function selectRows(
  view: MetadataView,
  bits: Uint32Array,
  { fields, sort, limit, offset }: Omit<Selection, 'where'>,
): Promise<Selected> {
  const compare = rowOrder(view, sort);
  const wanted = offset + limit;
  const best: number[] = [];
  let worst: number | undefined;
  let total = 0;
  const cut = (): void => {
    best.sort(compare);
    if (best.length > wanted) best.length = wanted;
    worst = best.length === wanted ? best.at(-1) : undefined;
  };
  for (let word = 0; word < bits.length; word += 1) {
    for (let left = bits[word]! | 0; left !== 0; left &= left - 1) {
      const ordinal = 32 * word + 31 - Math.clz32(left & -left);
      total += 1;
      if (worst !== undefined && compare(ordinal, worst) > 0) continue;
      best.push(ordinal);
      if (best.length >= 2 * wanted + SLACK_ROWS) cut();
    }
    if ((32 * word) % TURN_ORDINALS === 0) await new Promise(setImmediate);
  }
  cut();
  return { rows: best.slice(offset).map((ordinal) => valuesAt(view, fields, ordinal)), total };
}

/** The values of one series in some columns. */
export function valuesAt(view: MetadataView, columns: readonly Column[], ordinal: number): Values {
  return Object.fromEntries(
    columns.map(({ name, type }) => [name, valueOf(type, cellAt(dataOf(view, name), ordinal))]),
  );
}

function rowOrder(view: MetadataView, sort: readonly SortKey[]): (a: number, b: number) => number {
  const keys = sort.map(({ column, descending }) => {
    return { data: dataOf(view, column.name), sign: descending ? -1 : 1 };
  });
  const ids = dataOf(view, 'id');
  return (a, b) => {
    for (const { data, sign } of keys) {
      const order = compareWithNull(data, a, b, sign);
      if (order !== 0) return order;
    }
    return compareWithNull(ids, a, b, 1);
  };
}

function compareWithNull(data: ColumnData, a: number, b: number, sign: number): number {
  const x = cellAt(data, a);
  const y = cellAt(data, b);
  if (x !== null && y !== null) return sign * compareCells(x, y);
  return Number(x === null) - Number(y === null);
}

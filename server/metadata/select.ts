import type { SlicedWork } from '../turns/sliced-work.ts';
import type { Values } from './cells.ts';
import { valueOf } from './cells.ts';
import { type ColumnData, cellAt, dataOf, type MetadataView } from './columns.ts';
import type { Filter } from './filter.ts';
import { mergeSort } from './merge-sort.ts';
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

/** Which series match, a bit an ordinal, and how many they are. */
export interface Matching {
  readonly bits: Uint32Array;
  readonly count: number;
}

/** Rows that are gathered beyond what is wanted before the rest is dropped. */
const SLACK_ROWS = 4096;

/**
 * Selects from the ordinals that match, all of series that the view has.
 * @throws as `SlicedWork.nextSlice`.
 * Cost: a comparison a match, and a sort of offset and limit together.
 */
export async function selectRows(
  view: MetadataView,
  { bits, count }: Matching,
  { fields, sort, limit, offset }: Omit<Selection, 'where'>,
  work: SlicedWork,
): Promise<Selected> {
  const first = await firstOf(bits, offset + limit, rowOrder(view, sort), work);
  const rows: Values[] = [];
  for (const ordinal of first.subarray(offset)) {
    rows.push(valuesAt(view, fields, ordinal));
    if (work.isOver) await work.nextSlice();
  }
  return { rows, total: count };
}

/** The first `wanted` of the ordinals whose bits are set, in the order of `compare`. */
async function firstOf(
  bits: Uint32Array,
  wanted: number,
  compare: (a: number, b: number) => number,
  work: SlicedWork,
): Promise<Uint32Array> {
  let best: number[] = [];
  let worst: number | undefined;
  for (let word = 0; word < bits.length; word += 1) {
    for (let left = bits[word]! | 0; left !== 0; left &= left - 1) {
      const ordinal = 32 * word + 31 - Math.clz32(left & -left);
      if (worst === undefined || compare(ordinal, worst) < 0) best.push(ordinal);
    }
    if (best.length >= 2 * wanted + SLACK_ROWS) {
      best = [...(await mergeSort(best, compare, work)).subarray(0, wanted)];
      worst = best.at(-1);
    }
    if (work.isOver) await work.nextSlice();
  }
  return (await mergeSort(best, compare, work)).subarray(0, wanted);
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

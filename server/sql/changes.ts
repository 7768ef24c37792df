import type { View } from '../database/index.ts';
import { CHUNK_ROWS, type ColumnData, cellAt, type MetadataView } from '../metadata/index.ts';
import type { Collection } from '../similarity/index.ts';
import { namesOf, ORDINAL } from './tables.ts';
import { jsonOf } from './values.ts';

/** What is to be shown. */
export interface State {
  readonly view: View;
  /** Shows what the view has. */
  readonly collection: Collection;
}

/** A state of the metadata that was shown. */
export interface Shown {
  readonly commit: number;
  readonly metadata: MetadataView;
  /**
   * The commit at which the series of each ordinal was born, NaN where there is none: another series
   * may have the ordinal later.
   */
  readonly births: Float64Array;
}

/** What has to be done to show another state. */
export interface Changes {
  /** Ordinals whose rows are new or others. */
  readonly put: readonly number[];
  /** Ordinals whose series are gone. */
  readonly gone: readonly number[];
}

/** What a state is to be remembered by. Cost: a look at every ordinal. */
export function shownOf({ view, collection }: State): Shown {
  const births = new Float64Array(collection.count).fill(Number.NaN);
  for (let ordinal = 0; ordinal < births.length; ordinal += 1) {
    if (!collection.visible(ordinal, view.commit)) continue;
    births[ordinal] = collection.bornAt(ordinal);
  }
  return { commit: view.commit, metadata: view.metadata, births };
}

/**
 * What lies between a state and a later one.
 * Cost: a look at every ordinal, and at the cells of chunks that differ.
 */
export function changesBetween(before: Shown, after: Shown): Changes {
  const put: number[] = [];
  const gone: number[] = [];
  const count = Math.max(before.births.length, after.births.length);
  for (let start = 0; start < count; start += CHUNK_ROWS) {
    const changed = changedColumns(before.metadata, after.metadata, start / CHUNK_ROWS);
    const end = Math.min(start + CHUNK_ROWS, count);
    for (let ordinal = start; ordinal < end; ordinal += 1) {
      const was = before.births[ordinal] ?? Number.NaN;
      const is = after.births[ordinal] ?? Number.NaN;
      if (Number.isNaN(is)) {
        if (!Number.isNaN(was)) gone.push(ordinal);
      } else if (was !== is || changed.some((pair) => differ(pair, ordinal))) put.push(ordinal);
    }
  }
  return { put, gone };
}

interface Pair {
  readonly before: ColumnData | undefined;
  readonly after: ColumnData;
}

/** The columns whose chunk at `place` is another. */
function changedColumns(before: MetadataView, after: MetadataView, place: number): readonly Pair[] {
  return [...after.data]
    .map(([name, data]): Pair => ({ before: before.data.get(name), after: data }))
    .filter((pair) => pair.before?.chunks[place] !== pair.after.chunks[place]);
}

function differ({ before, after }: Pair, ordinal: number): boolean {
  const cell = before === undefined ? null : cellAt(before, ordinal);
  return !Object.is(cell, cellAt(after, ordinal));
}

/** The ordinals that have a row, ascending. */
export function ordinalsOf({ births }: Shown): readonly number[] {
  const ordinals: number[] = [];
  for (const [ordinal, birth] of births.entries()) {
    if (!Number.isNaN(birth)) ordinals.push(ordinal);
  }
  return ordinals;
}

/** Rows as a list of objects in JSON, by the names of columns in SQL. */
export function rowsJson({ schema, data }: MetadataView, ordinals: readonly number[]): string {
  const nameOf = namesOf(schema);
  const columns = schema.columns.map((column) => {
    return { name: nameOf(column), type: column.type, cells: data.get(column.name)! };
  });
  return JSON.stringify(
    ordinals.map((ordinal) => {
      const cells = columns.map(
        ({ name, type, cells: own }) => [name, jsonOf(type, cellAt(own, ordinal))] as const,
      );
      return Object.fromEntries([[ORDINAL, ordinal], ...cells]);
    }),
  );
}

import type { View } from '../database/index.ts';
import { CHUNK_ROWS, type ColumnData, cellAt, type MetadataView } from '../metadata/index.ts';
import type { Collection } from '../similarity/index.ts';
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

/** Rows as a list of objects in JSON, each with its ordinal. */
export function rowsJson({ schema, data }: MetadataView, ordinals: readonly number[]): string {
  const columns = schema.columns.map(({ name, type }) => ({ name, type, cells: data.get(name)! }));
  return JSON.stringify(
    ordinals.map((ordinal) => {
      const cells = columns.map(
        ({ name, type, cells: own }) => [name, jsonOf(type, cellAt(own, ordinal))] as const,
      );
      return Object.fromEntries([['#', ordinal], ...cells]);
    }),
  );
}

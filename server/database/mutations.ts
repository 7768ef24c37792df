import type { EngineFile, Transaction } from '../../engines/index.ts';
import { encodeDistanceKey } from '../../engines/index.ts';
import { DatabaseError } from '../errors.ts';
import type { Series } from '../series/index.ts';
import type { CollectionWriter } from '../similarity/index.ts';
import type { Compute, View } from './compute.ts';
import { projectAll } from './project.ts';
import { encodeSeries } from './records.ts';
import {
  decodeOrdinal,
  decodeRow,
  encodeId,
  encodeOrdinal,
  encodeRow,
  NOTHING,
  shellTree,
  TREES,
} from './trees.ts';

/** A change of one series, and whoever waits for it. */
export type Mutation = { readonly id: string; readonly settle: Settle } & (
  | { readonly tag: 'insert'; readonly series: Series }
  | { readonly tag: 'delete' }
);

export interface Settle {
  readonly resolve: (changed: boolean) => void;
  readonly reject: (error: unknown) => void;
}

export interface MutationTarget {
  readonly file: EngineFile;
  readonly collection: CollectionWriter;
  readonly compute: Compute;
  readonly view: View;
  /** Points of a series. */
  readonly length: number;
  readonly nextOrdinal: number;
  /** Shows the commit to queries. */
  publish(): void;
}

/** A series that will be stored. */
interface Arrival {
  readonly mutation: Mutation;
  readonly ordinal: number;
  readonly record: Uint8Array;
  readonly values: Float64Array;
}

/** A series that will be removed. */
interface Departure {
  readonly mutation: Mutation;
  readonly ordinal: number;
}

/**
 * Applies changes of different ids as one commit: the distances of all new series in one task,
 * then the series and their index entries together, then the stamps that make them visible to
 * queries. Returns how many ordinals were used. Rejections go to whoever waits, never up.
 */
export async function applyMutations(
  target: MutationTarget,
  mutations: readonly Mutation[],
): Promise<number> {
  const { file, collection, compute, view } = target;
  const { arrivals, departures } = plan(target, mutations);
  if (arrivals.length + departures.length === 0) return 0;
  const waiting = [...arrivals, ...departures].map(({ mutation }) => mutation.settle);
  try {
    const values = new Float64Array(arrivals.length * target.length);
    for (const [index, arrival] of arrivals.entries()) {
      values.set(arrival.values, index * target.length);
    }
    const { prepared, distances } =
      arrivals.length > 0
        ? await projectAll(compute, view, values, arrivals.length)
        : { prepared: values, distances: values };
    const rows = rowsOf(target, arrivals.length, distances);
    const slots = view.handles.vantage.points.map(({ slot }) => slot);
    // What is stored must be found, so there is memory for it before it is stored.
    for (const { ordinal } of arrivals) collection.reserve(ordinal);
    await file.write((tx) => {
      for (const departure of departures) remove(tx, departure, slots);
      for (const [index, arrival] of arrivals.entries()) store(tx, arrival, rows[index]!);
    });
    const snapshot = file.snapshot();
    const { preparedLength } = collection.layout;
    for (const [index, { ordinal }] of arrivals.entries()) {
      const form = prepared.subarray(index * preparedLength, (index + 1) * preparedLength);
      collection.append(ordinal, form, rows[index]!);
      collection.stampBorn(ordinal, snapshot.commit);
    }
    for (const { ordinal } of departures) collection.stampDied(ordinal, snapshot.commit);
    snapshot.release();
    target.publish();
  } catch (error) {
    for (const settle of waiting) settle.reject(error);
    return 0;
  }
  for (const settle of waiting) settle.resolve(true);
  return arrivals.length;
}

/** Sorts out what changes nothing, and what contradicts what is stored. */
function plan(
  { view, nextOrdinal }: MutationTarget,
  mutations: readonly Mutation[],
): { readonly arrivals: readonly Arrival[]; readonly departures: readonly Departure[] } {
  const arrivals: Arrival[] = [];
  const departures: Departure[] = [];
  const ids = view.snapshot.tree(TREES.ids);
  const series = view.snapshot.tree(TREES.series);
  for (const mutation of mutations) {
    const { id, settle } = mutation;
    const key = ids.get(encodeId(id));
    if (mutation.tag === 'delete') {
      if (key === undefined) settle.resolve(false);
      else departures.push({ mutation, ordinal: decodeOrdinal(key) });
      continue;
    }
    const record = encodeSeries(id, mutation.series);
    if (key === undefined) {
      const ordinal = nextOrdinal + arrivals.length;
      arrivals.push({ mutation, ordinal, record, values: mutation.series.values });
    } else if (Buffer.compare(series.view(key) ?? NOTHING, record) === 0) {
      settle.resolve(false);
    } else {
      settle.reject(
        new DatabaseError(
          'CONFLICT',
          `"${id}" is stored with other values; delete it first, or choose another id`,
          { field: 'id' },
        ),
      );
    }
  }
  return { arrivals, departures };
}

/** Rows by slot from distances in the order of the vantage points. */
function rowsOf(
  { view }: MutationTarget,
  count: number,
  distances: Float64Array,
): readonly Float64Array[] {
  const { points } = view.handles.vantage;
  const slots = points.reduce((most, { slot }) => Math.max(most, slot + 1), 0);
  return Array.from({ length: count }, (_, index) => {
    const row = new Float64Array(slots).fill(Number.NaN);
    for (const [place, { slot }] of points.entries()) {
      row[slot] = distances[index * points.length + place]!;
    }
    return row;
  });
}

function store(tx: Transaction, { mutation, ordinal, record }: Arrival, row: Float64Array): void {
  const key = encodeOrdinal(ordinal);
  tx.tree(TREES.ids).put(encodeId(mutation.id), key);
  tx.tree(TREES.series).put(key, record);
  tx.tree(TREES.rows).put(key, encodeRow(row));
  for (const [slot, distance] of row.entries()) {
    if (Number.isNaN(distance)) continue;
    tx.tree(shellTree(slot)).put(encodeDistanceKey(distance, ordinal), NOTHING);
  }
}

/** `slots` are those in use: a row also keeps distances to points that were dropped. */
function remove(tx: Transaction, { mutation, ordinal }: Departure, slots: readonly number[]): void {
  const key = encodeOrdinal(ordinal);
  const rows = tx.tree(TREES.rows);
  const row = rows.get(key);
  const distances = row === undefined ? [] : decodeRow(row);
  for (const slot of slots) {
    const distance = distances[slot] ?? Number.NaN;
    if (Number.isNaN(distance)) continue;
    tx.tree(shellTree(slot)).delete(encodeDistanceKey(distance, ordinal));
  }
  rows.delete(key);
  tx.tree(TREES.series).delete(key);
  tx.tree(TREES.ids).delete(encodeId(mutation.id));
}

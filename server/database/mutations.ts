import type { EngineFile, Transaction } from '../../engines/index.ts';
import { encodeDistanceKey } from '../../engines/index.ts';
import type { Columns } from '../metadata/index.ts';
import { moments } from '../series/index.ts';
import type { CollectionWriter } from '../similarity/index.ts';
import { checkWritable } from './checks.ts';
import type { Compute, View } from './compute.ts';
import { putRow } from './metadata-trees.ts';
import type { Ordinals } from './ordinals.ts';
import { type Arrival, type Departure, type Mutation, planMutations } from './plan-mutations.ts';
import { projectAll } from './project.ts';
import {
  decodeRow,
  encodeId,
  encodeOrdinal,
  encodeRow,
  NOTHING,
  shellTree,
  TREES,
} from './trees.ts';
import { noteWrites } from './write-memory.ts';

export interface MutationTarget {
  readonly file: EngineFile;
  readonly collection: CollectionWriter;
  readonly columns: Columns;
  readonly compute: Compute;
  readonly view: View;
  /** Points of a series. */
  readonly length: number;
  readonly ordinals: Ordinals;
  /** Milliseconds of the Unix epoch. */
  readonly nowMs: number;
  /** Shows the commit to queries. */
  publish(): void;
}

/**
 * Applies changes of different ids as one commit: the distances of all new series in one task,
 * then the series and their index entries together, then the stamps that make them visible to
 * queries. Rejections go to whoever waits, never up.
 */
export async function applyMutations(
  target: MutationTarget,
  mutations: readonly Mutation[],
): Promise<void> {
  const { file, collection, columns, compute, view, ordinals, nowMs } = target;
  const { schema } = columns;
  const { arrivals, revisions, departures, others } = planMutations(
    { ...target, snapshot: view.snapshot, schema },
    mutations,
  );
  const planned = [...arrivals, ...revisions, ...departures, ...others];
  if (planned.length === 0) return;
  let stored = false;
  try {
    checkWritable(file);
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
    const notes = planned.flatMap(({ note }) => note ?? []);
    await file.write((tx) => {
      noteWrites(tx, notes, nowMs);
      for (const departure of departures) remove(tx, departure, slots);
      store(tx, arrivals, rows, slots);
      for (const { ordinal, row } of arrivals) {
        if (row.size > 0) putRow(tx, schema, ordinal, row);
      }
      for (const { ordinal, row } of revisions) putRow(tx, schema, ordinal, row);
    });
    stored = true;
    const snapshot = file.snapshot();
    const { preparedLength } = collection.layout;
    for (const [index, { ordinal, mutation, row, values: own }] of arrivals.entries()) {
      const form = prepared.subarray(index * preparedLength, (index + 1) * preparedLength);
      collection.append(ordinal, form, rows[index]!);
      collection.stampBorn(ordinal, snapshot.commit);
      columns.append(ordinal, { id: mutation.id, ...moments(own) }, row);
    }
    for (const { ordinal, row } of revisions) columns.update(ordinal, row);
    for (const { ordinal } of departures) {
      collection.stampDied(ordinal, snapshot.commit);
      if (!isPoint(view, ordinal)) ordinals.retire(ordinal, snapshot.commit);
    }
    snapshot.release();
    target.publish();
  } catch (error) {
    if (!stored) for (const { ordinal } of arrivals) ordinals.give(ordinal);
    for (const { mutation } of planned) mutation.settle.reject(error);
    return;
  }
  for (const { mutation, changed } of planned) mutation.settle.resolve(changed);
}

/** Whether a vantage point is known by `ordinal`, which then stays its own. */
function isPoint({ handles }: View, ordinal: number): boolean {
  return handles.vantage.points.some((point) => point.ordinal === ordinal);
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

/** One tree after the other: what a tree is entered by stays in the caches meanwhile. */
function store(
  tx: Transaction,
  arrivals: readonly Arrival[],
  rows: readonly Float64Array[],
  slots: readonly number[],
): void {
  const keys = arrivals.map(({ ordinal }) => encodeOrdinal(ordinal));
  const ids = tx.tree(TREES.ids);
  for (const [at, { mutation }] of arrivals.entries()) ids.put(encodeId(mutation.id), keys[at]!);
  const series = tx.tree(TREES.series);
  for (const [at, { record }] of arrivals.entries()) series.put(keys[at]!, record);
  const distances = tx.tree(TREES.rows);
  for (const [at, row] of rows.entries()) distances.put(keys[at]!, encodeRow(row));
  for (const slot of slots) {
    const shells = tx.tree(shellTree(slot));
    for (const [at, { ordinal }] of arrivals.entries()) {
      shells.put(encodeDistanceKey(rows[at]![slot]!, ordinal), NOTHING);
    }
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
  tx.tree(TREES.metadata).delete(key);
  tx.tree(TREES.series).delete(key);
  tx.tree(TREES.ids).delete(encodeId(mutation.id));
}

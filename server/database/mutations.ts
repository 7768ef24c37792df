import type { EngineFile, Reader, Transaction } from '../../engines/index.ts';
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
import type { WriteId } from './write-ids.ts';
import { type NamedWrite, type Note, nameWrite, noteWrites, recallWrite } from './write-memory.ts';

/** A change of one series, and whoever waits for it. */
export type Mutation = {
  readonly id: string;
  /** The name of the change, where its client gave it one. */
  readonly writeId: WriteId | undefined;
  readonly settle: Settle;
} & ({ readonly tag: 'insert'; readonly series: Series } | { readonly tag: 'delete' });

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
  /** Milliseconds of the Unix epoch. */
  readonly nowMs: number;
  /** Shows the commit to queries. */
  publish(): void;
}

/** What will be done for a mutation. */
interface Planned {
  readonly mutation: Mutation;
  /** Whether it changes anything; nothing but its name is stored when not. */
  readonly changed: boolean;
  /** What is remembered of a mutation with a name. */
  readonly note: Note | undefined;
}

/** A series that will be stored. */
interface Arrival extends Planned {
  readonly ordinal: number;
  readonly record: Uint8Array;
  readonly values: Float64Array;
}

/** A series that will be removed. */
interface Departure extends Planned {
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
  const { arrivals, departures, others } = plan(target, mutations);
  const planned = [...arrivals, ...departures, ...others];
  if (planned.length === 0) return 0;
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
    const notes = planned.flatMap(({ note }) => note ?? []);
    const putNotes = noteWrites(view.snapshot, notes, target.nowMs);
    await file.write((tx) => {
      putNotes(tx);
      for (const departure of departures) remove(tx, departure, slots);
      store(tx, arrivals, rows, slots);
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
    for (const { mutation } of planned) mutation.settle.reject(error);
    return 0;
  }
  for (const { mutation, changed } of planned) mutation.settle.resolve(changed);
  return arrivals.length;
}

interface Plan {
  readonly arrivals: readonly Arrival[];
  readonly departures: readonly Departure[];
  /** Those that change nothing and have a name, which is to be remembered. */
  readonly others: readonly Planned[];
}

/** Sorts out what was done before, what changes nothing, and what contradicts what is stored. */
function plan({ view, nextOrdinal, nowMs }: MutationTarget, mutations: readonly Mutation[]): Plan {
  const { snapshot } = view;
  const arrivals: Arrival[] = [];
  const departures: Departure[] = [];
  const others: Planned[] = [];
  for (const mutation of mutations) {
    const { settle } = mutation;
    try {
      const record =
        mutation.tag === 'insert' ? encodeSeries(mutation.id, mutation.series) : NOTHING;
      const write = nameOf(mutation, record);
      const answer = write === undefined ? undefined : recallWrite(snapshot, write, nowMs);
      if (answer !== undefined) {
        settle.resolve(answer === true);
        continue;
      }
      const key = snapshot.tree(TREES.ids).get(encodeId(mutation.id));
      const changed = changes(snapshot, mutation, key, record);
      const planned = { mutation, changed, note: write && { write, answer: changed } };
      if (!changed) {
        if (write === undefined) settle.resolve(false);
        else others.push(planned);
      } else if (mutation.tag === 'insert') {
        const ordinal = nextOrdinal + arrivals.length;
        arrivals.push({ ...planned, ordinal, record, values: mutation.series.values });
      } else {
        departures.push({ ...planned, ordinal: decodeOrdinal(key ?? NOTHING) });
      }
    } catch (error) {
      settle.reject(error);
    }
  }
  return { arrivals, departures, others };
}

/** The mutation as a write with a name, if it has one. */
function nameOf(mutation: Mutation, record: Uint8Array): NamedWrite | undefined {
  if (mutation.writeId === undefined) return undefined;
  const body = mutation.tag === 'insert' ? record : mutation.id;
  return nameWrite(mutation.writeId, mutation.tag, body);
}

/**
 * Whether a mutation changes what is stored.
 * @param key what leads to the series that is stored under its id, if one is
 * @throws DatabaseError `CONFLICT` when that is another than the one to be stored.
 */
function changes(
  snapshot: Reader,
  { tag, id }: Mutation,
  key: Uint8Array | undefined,
  record: Uint8Array,
): boolean {
  if (tag === 'delete' || key === undefined) return (tag === 'insert') === (key === undefined);
  const stored = snapshot.tree(TREES.series).view(key) ?? NOTHING;
  if (Buffer.compare(stored, record) === 0) return false;
  throw new DatabaseError(
    'CONFLICT',
    `"${id}" is stored with other values; delete it first, or choose another id`,
    { field: 'id' },
  );
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
  tx.tree(TREES.series).delete(key);
  tx.tree(TREES.ids).delete(encodeId(mutation.id));
}

import type { Reader } from '../../engines/index.ts';
import { DatabaseError } from '../errors.ts';
import {
  cellOf,
  encodeRow,
  NO_ROW,
  type Row,
  type Schema,
  type Values,
} from '../metadata/index.ts';
import type { Series } from '../series/index.ts';
import { notFound } from './answers.ts';
import { readRow } from './metadata-trees.ts';
import type { Ordinals } from './ordinals.ts';
import { encodeSeries } from './records.ts';
import { decodeOrdinal, encodeId, NOTHING, TREES } from './trees.ts';
import type { WriteId } from './write-ids.ts';
import { type NamedWrite, type Note, nameWrite, recallWrite } from './write-memory.ts';

/** A change of one series, and whoever waits for it. */
export type Mutation = {
  readonly id: string;
  /** The name of the change, where its client gave it one. */
  readonly writeId: WriteId | undefined;
  readonly settle: Settle;
} & (
  | {
      readonly tag: 'insert';
      readonly series: Series;
      /** Cells that its row gets; it keeps the others. */
      readonly metadata: Values | undefined;
    }
  | { readonly tag: 'metadata'; readonly metadata: Values }
  | { readonly tag: 'delete' }
);

export interface Settle {
  readonly resolve: (changed: boolean) => void;
  readonly reject: (error: unknown) => void;
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
export interface Arrival extends Planned {
  readonly ordinal: number;
  readonly record: Uint8Array;
  readonly values: Float64Array;
  readonly row: Row;
}

/** A stored series that gets another row. */
export interface Revision extends Planned {
  readonly ordinal: number;
  readonly row: Row;
}

/** A series that will be removed. */
export interface Departure extends Planned {
  readonly ordinal: number;
}

/** What a batch is planned on. */
export interface PlanState {
  readonly snapshot: Reader;
  readonly schema: Schema;
  readonly ordinals: Ordinals;
  /** Milliseconds of the Unix epoch. */
  readonly nowMs: number;
}

/** What a batch comes to. */
export interface Plan {
  readonly arrivals: readonly Arrival[];
  readonly revisions: readonly Revision[];
  readonly departures: readonly Departure[];
  /** Those that change nothing and have a name, which is to be remembered. */
  readonly others: readonly Planned[];
}

/** Sorts out what was done before, what changes nothing, and what contradicts what is stored. */
export function planMutations(
  { snapshot, schema, ordinals, nowMs }: PlanState,
  mutations: readonly Mutation[],
): Plan {
  const arrivals: Arrival[] = [];
  const revisions: Revision[] = [];
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
      const stored = key === undefined ? undefined : decodeOrdinal(key);
      if (key !== undefined && mutation.tag === 'insert')
        refuseOther(snapshot, mutation, key, record);
      const change = changeOf(snapshot, schema, mutation, stored);
      const changed = change.tag !== 'none';
      const planned = { mutation, changed, note: write && { write, answer: changed } };
      if (change.tag === 'arrival') {
        arrivals.push({ ...planned, ...change, ordinal: ordinals.take(), record });
      } else if (change.tag === 'revision') {
        revisions.push({ ...planned, ...change });
      } else if (change.tag === 'departure') {
        departures.push({ ...planned, ...change });
      } else if (write !== undefined) {
        others.push(planned);
      } else settle.resolve(false);
    } catch (error) {
      settle.reject(error);
    }
  }
  return { arrivals, revisions, departures, others };
}

/** The mutation as a write with a name, if it has one. */
function nameOf(mutation: Mutation, record: Uint8Array): NamedWrite | undefined {
  const { writeId, tag, id } = mutation;
  if (writeId === undefined) return undefined;
  if (tag === 'delete') return nameWrite(writeId, tag, id);
  const { metadata } = mutation;
  const subject = tag === 'insert' ? record : Buffer.from(`${id}\0`);
  const cells = metadata === undefined ? NOTHING : bodyOf(metadata);
  return nameWrite(writeId, tag, Buffer.concat([subject, cells]));
}

/** The same bytes for the same values, whatever their order; other ones for −0 than for 0. */
function bodyOf(values: Values): Uint8Array {
  const entries = Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify(entries, zeroWithSign));
}

function zeroWithSign(_key: string, value: unknown): unknown {
  return Object.is(value, -0) ? ['-0'] : value;
}

/** What a mutation comes to. */
type Change =
  | { readonly tag: 'arrival'; readonly values: Float64Array; readonly row: Row }
  | { readonly tag: 'revision'; readonly ordinal: number; readonly row: Row }
  | { readonly tag: 'departure'; readonly ordinal: number }
  | { readonly tag: 'none' };

/**
 * @param stored the ordinal of the series that is stored under the id, if one is
 * @throws DatabaseError `NOT_FOUND`, `INVALID_VALUE`.
 */
function changeOf(
  snapshot: Reader,
  schema: Schema,
  mutation: Mutation,
  stored: number | undefined,
): Change {
  const { tag, id } = mutation;
  if (tag === 'delete') {
    return stored === undefined ? { tag: 'none' } : { tag: 'departure', ordinal: stored };
  }
  if (stored === undefined) {
    if (tag === 'metadata') throw notFound(id, 'id');
    const row = changedRow(schema, NO_ROW, mutation.metadata ?? {});
    return { tag: 'arrival', values: mutation.series.values, row };
  }
  const before = readRow(snapshot, schema, stored);
  const row = changedRow(schema, before, mutation.metadata ?? {});
  const same = Buffer.compare(encodeRow(schema, before), encodeRow(schema, row)) === 0;
  return same ? { tag: 'none' } : { tag: 'revision', ordinal: stored, row };
}

/**
 * The row that `row` becomes with `values`.
 * @throws DatabaseError `INVALID_VALUE` for a column that there is not, or that does not take it.
 */
function changedRow(schema: Schema, row: Row, values: Values): Row {
  const changed = new Map(row);
  for (const [name, value] of Object.entries(values)) {
    const column = schema.storedColumn(name, 'metadata');
    const cell = cellOf(column, value, 'metadata');
    if (cell === null) changed.delete(column.number);
    else changed.set(column.number, cell);
  }
  return changed;
}

/** @throws DatabaseError `CONFLICT` when the series at `key` is another than that of `record`. */
function refuseOther(
  snapshot: Reader,
  { id }: Mutation,
  key: Uint8Array,
  record: Uint8Array,
): void {
  const stored = snapshot.tree(TREES.series).view(key) ?? NOTHING;
  if (Buffer.compare(stored, record) === 0) return;
  throw new DatabaseError(
    'CONFLICT',
    `"${id}" is stored with other values; delete it first, or choose another id`,
    { field: 'id' },
  );
}

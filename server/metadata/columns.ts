import { unreachable } from '../unreachable.ts';
import type { Cell } from './cells.ts';
import { Dictionary } from './dictionary.ts';
import type { Row } from './rows.ts';
import type { ColumnType, Schema } from './schema.ts';

/*
 * The metadata of a collection in memory, a column at a time, by the ordinals of series.
 *
 *  1. A column is a list of chunks of `CHUNK_ROWS` cells. A chunk that is not there is all null.
 *  2. A snapshot keeps the lists as they are. Cells of ordinals that are visible to a snapshot do
 *     not change in its chunks: an update copies the chunk, and the list, once after a snapshot.
 *  3. Cells of new ordinals, and of those that are given again, are written in place, since no
 *     snapshot that is in use looks at them.
 *  4. A text is a number of a dictionary, which a snapshot keeps as it keeps the chunks; ids, which
 *     differ, stand as they are.
 */

/** Ordinals of a chunk, a multiple of 32. */
export const CHUNK_ROWS = 1024;

/**
 * Cells by their column's type. Number, time: doubles, NaN for null. Boolean: 0, 1, or 2 for null.
 * Text: numbers of the dictionary, 0 for null. Ids: texts.
 */
export type Chunk = Float64Array | Uint8Array | Uint32Array | string[];

/** One column as a snapshot has it. */
export interface ColumnData {
  readonly type: ColumnType;
  readonly chunks: readonly (Chunk | undefined)[];
  /** Of a column of texts other than ids. */
  readonly dictionary: Dictionary | undefined;
}

/** The metadata of one commit. */
export interface MetadataView {
  readonly schema: Schema;
  /** The data of each column of the schema, by name. */
  readonly data: ReadonlyMap<string, ColumnData>;
}

/** What a series has that is not stored in its row. */
export interface Computed {
  readonly id: string;
  readonly mean: number;
  readonly std: number;
}

interface Store extends ColumnData {
  chunks: (Chunk | undefined)[];
  dictionary: Dictionary | undefined;
  /** Whether a snapshot has the list. */
  shared: boolean;
  /** Places of the chunks that no snapshot has. */
  readonly own: Set<number>;
}

/** The columns of a collection; one thread writes and reads them. */
export class Columns {
  #schema: Schema;
  readonly #stores: Map<string, Store> = new Map();

  constructor(schema: Schema) {
    this.#schema = schema;
    this.#adopt(schema);
  }

  get schema(): Schema {
    return this.#schema;
  }

  /** Takes a schema with more columns, null so far. */
  extend(schema: Schema): void {
    this.#schema = schema;
    this.#adopt(schema);
  }

  /** Writes the cells of a series that no snapshot shows. */
  append(ordinal: number, { id, mean, std }: Computed, row: Row): void {
    this.#write('id', ordinal, id);
    this.#write('mean', ordinal, mean);
    this.#write('std', ordinal, std);
    for (const { name, number } of this.#schema.stored) {
      this.#write(name, ordinal, row.get(number) ?? null);
    }
  }

  /** Replaces the stored cells of a series; earlier snapshots keep what they had. */
  update(ordinal: number, row: Row): void {
    for (const { name, number } of this.#schema.stored) {
      const cell = row.get(number) ?? null;
      const store = this.#storeOf(name);
      // Not ===, to which 0 and −0 are one and on disk they are two.
      if (Object.is(cellAt(store, ordinal), cell)) continue;
      this.#release(store, Math.floor(ordinal / CHUNK_ROWS));
      this.#write(name, ordinal, cell);
    }
  }

  /** The cells as they are now; later changes do not show. */
  snapshot(): MetadataView {
    const data = new Map<string, ColumnData>();
    for (const [name, store] of this.#stores) {
      const { type, chunks, dictionary } = store;
      data.set(name, { type, chunks, dictionary });
      store.shared = true;
      store.own.clear();
    }
    return { schema: this.#schema, data };
  }

  #adopt({ columns }: Schema): void {
    for (const { name, type } of columns) {
      if (this.#stores.has(name)) continue;
      const dictionary = type === 'text' && name !== 'id' ? new Dictionary() : undefined;
      this.#stores.set(name, { type, dictionary, chunks: [], shared: false, own: new Set() });
    }
  }

  #storeOf(name: string): Store {
    const store = this.#stores.get(name);
    if (store === undefined) throw new RangeError(`no column ${name}`);
    return store;
  }

  /** Makes the chunk at `place` one that no snapshot has. */
  #release(store: Store, place: number): void {
    if (store.own.has(place)) return;
    if (store.shared) store.chunks = [...store.chunks];
    store.shared = false;
    const chunk = store.chunks[place];
    if (chunk !== undefined) store.chunks[place] = chunk.slice();
    store.own.add(place);
  }

  #write(name: string, ordinal: number, cell: Cell): void {
    const store = this.#storeOf(name);
    const place = Math.floor(ordinal / CHUNK_ROWS);
    if (cell === null && store.chunks[place] === undefined) return;
    const chunk = (store.chunks[place] ??= newChunk(store));
    const at = ordinal % CHUNK_ROWS;
    if (Array.isArray(chunk)) chunk[at] = cell as string;
    else chunk[at] = codeOf(store, cell, chunk[at]!);
  }
}

/** The cell of a column at `ordinal`. */
export function cellAt({ type, chunks, dictionary }: ColumnData, ordinal: number): Cell {
  const chunk = chunks[Math.floor(ordinal / CHUNK_ROWS)];
  if (chunk === undefined) return null;
  const code = chunk[ordinal % CHUNK_ROWS];
  if (typeof code !== 'number') return code ?? null;
  switch (type) {
    case 'text':
      return dictionary?.textOf(code) ?? null;
    case 'boolean':
      return code === 2 ? null : code === 1;
    case 'number':
    case 'time':
      return Number.isNaN(code) ? null : code;
    default:
      return unreachable(type);
  }
}

function newChunk({ type, dictionary }: Store): Chunk {
  switch (type) {
    case 'text':
      // Filled, so that it has no holes, which would be slow to read.
      return dictionary === undefined
        ? Array.from<string>({ length: CHUNK_ROWS }).fill('')
        : new Uint32Array(CHUNK_ROWS);
    case 'boolean':
      return new Uint8Array(CHUNK_ROWS).fill(2);
    case 'number':
    case 'time':
      return new Float64Array(CHUNK_ROWS).fill(Number.NaN);
    default:
      return unreachable(type);
  }
}

/** The number that is kept for `cell`, in place of the number `before`. */
function codeOf(store: Store, cell: Cell, before: number): number {
  switch (store.type) {
    case 'text':
      return textCode(store, cell as string | null, before);
    case 'boolean':
      return cell === null ? 2 : Number(cell);
    case 'number':
    case 'time':
      return cell === null ? Number.NaN : (cell as number);
    default:
      return unreachable(store.type);
  }
}

function textCode(store: Store, text: string | null, before: number): number {
  const { dictionary } = store;
  if (dictionary === undefined) return 0;
  const code = text === null ? 0 : dictionary.hold(text);
  dictionary.release(before);
  if (dictionary.isWasteful) store.dictionary = dictionary.renewed();
  return code;
}

/** The column called `name`, which the schema of the view has. */
export function dataOf({ data }: MetadataView, name: string): ColumnData {
  const found = data.get(name);
  if (found === undefined) throw new RangeError(`no column ${name}`);
  return found;
}

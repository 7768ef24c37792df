import type { WireMetadata } from '../server/protocol/index.ts';
import { ConnectionError } from './errors.ts';
import type { CallOptions, InsertOptions, SeriesPoints } from './options.ts';

/** As many as a server begins at a time on one connection, unless it is set otherwise. */
const WINDOW = 64;

/** A series to store. */
export interface InsertRow {
  readonly id: string;
  readonly series: SeriesPoints;
  /** Values for its row by the names of columns. */
  readonly metadata?: WireMetadata | undefined;
  /** The name of the write, from `createWriteName`. Default a new one. */
  readonly request?: string | undefined;
}

/** What became of one row. */
export type InsertResult =
  /** It is stored, durable and searchable. */
  | { readonly tag: 'inserted'; readonly id: string }
  /** The very same series was stored already. */
  | { readonly tag: 'present'; readonly id: string }
  /** It was refused, or nobody answered: `RemoteError`, `ConnectionError`, `TypeError` …. */
  | { readonly tag: 'failed'; readonly id: string; readonly error: unknown };

/** How many rows have come to what. */
export type InsertProgress = Readonly<Record<InsertResult['tag'], number>>;

export interface InsertManyOptions extends CallOptions {
  /** Rows under way at a time, from 1. Default 64. */
  readonly window?: number | undefined;
  /** Told after every row, in the order in which they are answered. */
  readonly onProgress?: ((progress: InsertProgress, result: InsertResult) => void) | undefined;
}

/** Stores one row; resolves to false when it was there. */
type Insert = (id: string, series: SeriesPoints, options: InsertOptions) => Promise<boolean>;

/**
 * Stores rows with `insert`, some at a time, and resolves to one result for each, in their order. A
 * row that fails does not stop the others, with one exception: when nobody answered a row until its
 * deadline, or closing ended it, those not yet sent get that error, their outcome `none`, so that a
 * server that is gone costs one deadline and not one for each window.
 * @throws RangeError for a window under 1; what `rows` or `onProgress` throws, when all that was sent
 * is settled.
 */
export async function insertMany(
  rows: Iterable<InsertRow> | AsyncIterable<InsertRow>,
  insert: Insert,
  { window = WINDOW, timeoutMs, onProgress }: InsertManyOptions,
): Promise<readonly InsertResult[]> {
  if (!(window >= 1)) throw new RangeError(`window is ${window}; it is a number from 1`);
  const results: InsertResult[] = [];
  const progress = { inserted: 0, present: 0, failed: 0 };
  const state: State = { underWay: 0, wake: undefined, lost: undefined, broken: undefined };

  const store = async (
    place: number,
    { id, series, metadata, request }: InsertRow,
  ): Promise<void> => {
    let result: InsertResult;
    try {
      if (state.lost !== undefined) throw notSent(state.lost);
      const inserted = await insert(id, series, { timeoutMs, request, metadata });
      result = { tag: inserted ? 'inserted' : 'present', id };
    } catch (error) {
      if (error instanceof ConnectionError) state.lost ??= error;
      result = { tag: 'failed', id, error };
    }
    results[place] = result;
    progress[result.tag] += 1;
    state.underWay -= 1;
    state.wake?.();
    onProgress?.({ ...progress }, result);
  };

  let place = 0;
  try {
    for await (const row of rows) {
      state.underWay += 1;
      store(place, row).catch((error: unknown) => {
        state.broken ??= { error }; // Of `onProgress`: all else is a result.
      });
      place += 1;
      await below(state, window);
      if (state.broken !== undefined) break;
    }
  } finally {
    await below(state, 1);
  }
  if (state.broken !== undefined) throw state.broken.error;
  return results;
}

interface State {
  underWay: number;
  /** Told whenever a row is settled. */
  wake: (() => void) | undefined;
  /** Why nobody answers any more. */
  lost: ConnectionError | undefined;
  broken: { readonly error: unknown } | undefined;
}

/** Resolves when less than `most` rows are under way. */
async function below(state: State, most: number): Promise<void> {
  while (state.underWay >= most) {
    await new Promise<void>((resolve) => {
      state.wake = resolve;
    });
  }
}

function notSent({ code, message }: ConnectionError): ConnectionError {
  return new ConnectionError(code, `not sent, for of one before it: ${message}`, {
    outcome: 'none',
  });
}

import type { Series, Values } from '../../server/index.ts';
import { PartialError } from '../command-line/failure.ts';

/** A series to store. */
export interface Row {
  readonly id: string;
  readonly series: Series;
  /** Values for its row of metadata. */
  readonly metadata?: Values | undefined;
  /** Where it comes from, as `file:line`. */
  readonly place: string;
}

/** What became of the rows so far. */
export interface Tally {
  /** Rows that were stored, each acknowledged. */
  readonly stored: number;
  /** Rows that were there already, the very same. */
  readonly present: number;
}

export interface InsertRowsOptions {
  /** Stores one series; resolves to false when the very same one is there already. */
  readonly insert: (row: Row) => Promise<boolean>;
  /**
   * Rows under way at a time, at least 1. Half of them are sent in one go while the other half is
   * stored, so that a database has as many for one commit.
   */
  readonly inFlightMax: number;
  /** What was done before these rows, which an error counts as well. Default nothing. */
  readonly before?: Tally;
  /** Told after every row that was acknowledged. */
  readonly onRow?: (tally: Tally) => void;
}

const NOTHING: Tally = { stored: 0, present: 0 };

interface Refusal {
  readonly tag: 'refused';
  readonly row: Row;
  readonly error: unknown;
}

type Outcome = Refusal | { readonly tag: 'done'; readonly inserted: boolean };

/**
 * Stores rows in order, several under way at a time, and stops at the first that cannot be read or
 * is refused: every row before it is stored then. Rows behind one that is refused may be stored as
 * well, those that were under way; the tally counts them.
 * @throws PartialError with the place of the row that is refused, or with the message of the error
 * that ended `rows`, and the tally.
 */
export async function insertRows(
  rows: AsyncIterable<Row> | Iterable<Row>,
  { insert, inFlightMax, before = NOTHING, onRow = () => undefined }: InsertRowsOptions,
): Promise<Tally> {
  const chunkMax = Math.max(1, Math.floor(inFlightMax / 2));
  let chunk: Row[] = [];
  const underWay: Promise<Outcome>[] = [];
  const tally = { stored: 0, present: 0 };
  let storedBehind = 0;

  /** Waits until at most `most` rows are under way; the first of them that is refused, if any. */
  const drain = async (most: number, earlier?: Refusal): Promise<Refusal | undefined> => {
    let first = earlier;
    while (underWay.length > most) {
      const outcome = (await underWay.shift())!;
      if (outcome.tag === 'refused') {
        first ??= outcome;
        continue;
      }
      tally[outcome.inserted ? 'stored' : 'present'] += 1;
      if (first !== undefined && outcome.inserted) storedBehind += 1;
      onRow({ ...tally });
    }
    return first;
  };

  /** Sends the chunk when there is room for it, unless a row before it is refused. */
  const send = async (): Promise<Refusal | undefined> => {
    const first = await drain(inFlightMax - chunkMax);
    if (first === undefined) for (const row of chunk) underWay.push(settle(row, insert));
    chunk = [];
    return first;
  };

  let refusal: Refusal | undefined;
  let ended: { readonly cause: unknown } | undefined;
  try {
    for await (const row of rows) {
      chunk.push(row);
      if (chunk.length < chunkMax) continue;
      refusal = await send();
      if (refusal !== undefined) break;
    }
  } catch (cause) {
    ended = { cause };
  }
  refusal ??= await send();
  refusal = await drain(0, refusal);
  const done = { stored: before.stored + tally.stored, present: before.present + tally.present };
  if (refusal !== undefined) {
    const { row, error } = refusal;
    throw partial(`${row.place}: ${messageOf(error)}`, error, { ...done, storedBehind });
  }
  if (ended !== undefined) {
    throw partial(messageOf(ended.cause), ended.cause, { ...done, storedBehind });
  }
  return tally;
}

/** The outcome of one insert; never rejects, so that it may wait for its turn. */
async function settle(row: Row, insert: InsertRowsOptions['insert']): Promise<Outcome> {
  try {
    return { tag: 'done', inserted: await insert(row) };
  } catch (error) {
    return { tag: 'refused', row, error };
  }
}

function partial(
  message: string,
  cause: unknown,
  { stored, present, storedBehind }: Tally & { readonly storedBehind: number },
): PartialError {
  const behind = storedBehind === 0 ? '' : `, ${storedBehind} of them from behind it`;
  const counts = `${stored} stored${behind}; ${present} already there`;
  const advice = 'run the same command again to go on';
  return new PartialError(`${message} (rows: ${counts}; ${advice})`, {
    cause,
    progress: { stored, present },
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import type { Series } from '../server/index.ts';
import { PartialError } from './failure.ts';

/** A series to store. */
export interface Row {
  readonly id: string;
  readonly series: Series;
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
  readonly insert: (id: string, series: Series) => Promise<boolean>;
  /** Rows under way at a time, at least 1. */
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
  const underWay: Promise<Outcome>[] = [];
  const tally = { stored: 0, present: 0 };

  /** Waits until at most `most` rows are under way; the first of them that is refused, if any. */
  const drain = async (most: number): Promise<Refusal | undefined> => {
    let first: Refusal | undefined;
    while (underWay.length > most) {
      const outcome = (await underWay.shift())!;
      if (outcome.tag === 'refused') {
        first ??= outcome;
      } else {
        tally[outcome.inserted ? 'stored' : 'present'] += 1;
        onRow({ ...tally });
      }
    }
    return first;
  };

  let refusal: Refusal | undefined;
  let ended: { readonly cause: unknown } | undefined;
  try {
    for await (const row of rows) {
      underWay.push(settle(row, insert));
      refusal = await drain(inFlightMax - 1);
      if (refusal !== undefined) break;
    }
  } catch (cause) {
    ended = { cause };
  }
  const later = await drain(0);
  refusal ??= later;
  const done = { stored: before.stored + tally.stored, present: before.present + tally.present };
  if (refusal !== undefined) {
    const { row, error } = refusal;
    throw partial(`${row.place}: ${messageOf(error)}`, error, done);
  }
  if (ended !== undefined) throw partial(messageOf(ended.cause), ended.cause, done);
  return tally;
}

/** The outcome of one insert; never rejects, so that it may wait for its turn. */
async function settle(row: Row, insert: InsertRowsOptions['insert']): Promise<Outcome> {
  try {
    return { tag: 'done', inserted: await insert(row.id, row.series) };
  } catch (error) {
    return { tag: 'refused', row, error };
  }
}

function partial(message: string, cause: unknown, tally: Tally): PartialError {
  const stored = `${tally.stored} ${tally.stored === 1 ? 'row was' : 'rows were'} stored`;
  const progress = `${stored}, ${tally.present} already there; run it again to go on from here`;
  return new PartialError(`${message} (${progress})`, { cause, progress: { ...tally } });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

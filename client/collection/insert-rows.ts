import type { Series, Values } from '../../server/index.ts';
import { type ApplyOptions, applyRows, type Placed, partialError } from './apply-rows.ts';

/** A series to store. */
export interface Row extends Placed {
  readonly id: string;
  readonly series: Series;
  /** Values for its row of metadata. */
  readonly metadata?: Values | undefined;
}

/** What became of the rows so far. */
export interface Tally {
  /** Rows that were stored, each acknowledged. */
  readonly stored: number;
  /** Rows that were there already, the very same. */
  readonly present: number;
}

export interface InsertRowsOptions extends Pick<ApplyOptions<Row>, 'inFlightMax'> {
  /** Stores one series; resolves to false when the very same one is there already. */
  readonly insert: (row: Row) => Promise<boolean>;
  /** What was done before these rows, which an error counts as well. Default nothing. */
  readonly before?: Tally;
  /** Told after every row that was acknowledged. */
  readonly onRow?: (tally: Tally) => void;
}

const NOTHING: Tally = { stored: 0, present: 0 };

/**
 * Stores rows as `applyRows` applies them.
 * @throws PartialError with the place of the row that is refused, or with the message of the error
 * that ended `rows`, and the tally.
 */
export async function insertRows(
  rows: AsyncIterable<Row> | Iterable<Row>,
  { insert, inFlightMax, before = NOTHING, onRow = () => undefined }: InsertRowsOptions,
): Promise<Tally> {
  const applied = await applyRows(rows, {
    apply: insert,
    inFlightMax,
    onRow: ({ changed, same }) => onRow({ stored: changed, present: same }),
  });
  const { changed, same, fault } = applied;
  if (fault === undefined) return { stored: changed, present: same };
  const stored = before.stored + changed;
  const present = before.present + same;
  throw partialError(fault, applied, {
    changed: `${stored} stored`,
    same: `${present} already there`,
    progress: { stored, present },
  });
}

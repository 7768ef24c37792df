import { PartialError } from '../command-line/failure.ts';

/** A row of a file. */
export interface Placed {
  /** Where it comes from, as `file:line`. */
  readonly place: string;
}

/** Rows that were acknowledged. */
export interface RowCounts {
  /** Those that changed something. */
  readonly changed: number;
  /** Those that changed nothing: it was so already. */
  readonly same: number;
}

/** What became of rows. */
export interface Applied extends RowCounts {
  /** Those of `changed` that stand behind the row that was refused. */
  readonly changedBehind: number;
  /** What ended them before the last one; undefined when nothing did. */
  readonly fault: Fault | undefined;
}

interface Fault {
  /** With the place of the row that is refused; else the message of what ended the rows. */
  readonly message: string;
  readonly cause: unknown;
}

export interface ApplyOptions<Row> {
  /** Applies one row; resolves to whether that changed anything. */
  readonly apply: (row: Row) => Promise<boolean>;
  /**
   * Rows under way at a time, at least 1. Half of them are sent in one go while the other half is
   * applied, so that a database has as many for one commit.
   */
  readonly inFlightMax: number;
  /** Told after every row that was acknowledged. */
  readonly onRow?: (counts: RowCounts) => void;
}

interface Refusal {
  readonly tag: 'refused';
  readonly place: string;
  readonly error: unknown;
}

type Outcome = Refusal | { readonly tag: 'done'; readonly changed: boolean };

/**
 * Applies rows in order, several under way at a time, and stops at the first that cannot be read or
 * is refused: every row before it is applied then. Rows behind one that is refused may be applied
 * as well, those that were under way; none is when it resolves.
 */
export async function applyRows<Row extends Placed>(
  rows: AsyncIterable<Row> | Iterable<Row>,
  { apply, inFlightMax, onRow = () => undefined }: ApplyOptions<Row>,
): Promise<Applied> {
  const chunkMax = Math.max(1, Math.floor(inFlightMax / 2));
  let chunk: Row[] = [];
  const underWay: Promise<Outcome>[] = [];
  const counts = { changed: 0, same: 0 };
  let changedBehind = 0;

  /** Waits until at most `most` rows are under way; the first of them that is refused, if any. */
  const drain = async (most: number, earlier?: Refusal): Promise<Refusal | undefined> => {
    let first = earlier;
    while (underWay.length > most) {
      const outcome = (await underWay.shift())!;
      if (outcome.tag === 'refused') {
        first ??= outcome;
        continue;
      }
      counts[outcome.changed ? 'changed' : 'same'] += 1;
      if (first !== undefined && outcome.changed) changedBehind += 1;
      onRow({ ...counts });
    }
    return first;
  };

  /** Sends the chunk when there is room for it, unless a row before it is refused. */
  const send = async (): Promise<Refusal | undefined> => {
    const first = await drain(inFlightMax - chunkMax);
    if (first === undefined) for (const row of chunk) underWay.push(settle(row, apply));
    chunk = [];
    return first;
  };

  let refusal: Refusal | undefined;
  let ended: Fault | undefined;
  try {
    for await (const row of rows) {
      chunk.push(row);
      if (chunk.length < chunkMax) continue;
      refusal = await send();
      if (refusal !== undefined) break;
    }
  } catch (cause) {
    ended = { message: messageOf(cause), cause };
  }
  refusal ??= await send();
  refusal = await drain(0, refusal);
  const fault = refusal === undefined ? ended : faultOf(refusal);
  return { ...counts, changedBehind, fault };
}

/** How the rows are told of in an error, with their numbers. */
export interface RowWords {
  /** `12 stored`. */
  readonly changed: string;
  /** `3 already there`. */
  readonly same: string;
  /** The same numbers, for the document of `--json`. */
  readonly progress: Readonly<Record<string, number>>;
}

/** The error for rows that came to `fault`: what it is, how far they came, and how to go on. */
export function partialError(
  { message, cause }: Fault,
  { changedBehind }: Pick<Applied, 'changedBehind'>,
  { changed, same, progress }: RowWords,
): PartialError {
  const behind = changedBehind === 0 ? '' : `, ${changedBehind} of them from behind it`;
  const told = `rows: ${changed}${behind}; ${same}; run the same command again to go on`;
  return new PartialError(`${message} (${told})`, { cause, progress });
}

/** The outcome of one row; never rejects, so that it may wait for its turn. */
async function settle<Row extends Placed>(
  row: Row,
  apply: ApplyOptions<Row>['apply'],
): Promise<Outcome> {
  try {
    return { tag: 'done', changed: await apply(row) };
  } catch (error) {
    return { tag: 'refused', place: row.place, error };
  }
}

function faultOf({ place, error }: Refusal): Fault {
  return { message: `${place}: ${messageOf(error)}`, cause: error };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { OnView, Selects } from '../database/index.ts';
import { DatabaseError } from '../errors.ts';
import type { Selected, Selection, Values } from '../metadata/index.ts';
import { Gate, type Passage } from '../turns/gate.ts';
import type { Turn } from '../turns/turn.ts';
import { type Shown, type State, shownOf } from './changes.ts';
import type { SqlConnection, SqlPlace, SqlRow } from './connection.ts';
import { digestIn, digestOf } from './digest.ts';
import { SQL_LIMITS } from './limits.ts';
import { catchUp, rebuild } from './rows.ts';
import { type Stamp, stampIn, stampOf, writeStamp } from './stamp.ts';
import { countStatement, selectStatement } from './statements.ts';
import { valueFromSql } from './values.ts';
import { watched } from './watch.ts';

/** Selections that may wait for the one under way. */
const WAITING_MAX = 1024;

/** One selection to be answered. */
interface Asked {
  readonly onView: OnView;
  readonly selection: Selection;
}

/** What the rows show, as this process stamped them. */
interface Stamped extends Shown {
  readonly stamp: Stamp;
}

/**
 * The metadata as tables of an SQL database, which selections are answered from. The engine file has
 * the truth:
 *
 *  1. One transaction compares the stamp, brings the rows up to the newest commit, stamps them with
 *     it, and selects. So an answer is of one commit, and never of an earlier one than the caller's.
 *  2. Rows are caught up only if the stamp is the one that this process wrote last; they are taken
 *     over from an earlier process if the stamp has the commit and the digest of the rows is that of
 *     the metadata in memory. Else they are built anew.
 *  3. What fails is tried once more if somebody waits for it, in a new session, on rows that are
 *     built anew: whether a broken transaction took place does not matter.
 *  4. A caller is answered by its turn, whatever the database does. What was begun for it goes on,
 *     and keeps its view, until the rows are brought up: whoever comes next has use for them. Every
 *     statement has an end, in `limits.ts`.
 */
export class SqlView implements Selects {
  readonly #place: SqlPlace;
  readonly #name: string = randomUUID();
  readonly #gate: Gate<Asked, Selected | undefined> = new Gate({
    width: () => 1,
    waitingMax: WAITING_MAX,
    perform: (asked, passage) => this.#perform(asked, passage),
  });
  #connection: SqlConnection | undefined;
  #shown: Stamped | undefined;
  #closed = false;

  constructor(place: SqlPlace) {
    this.#place = place;
  }

  async select(onView: OnView, selection: Selection, turn: Turn = {}): Promise<Selected> {
    const selected = await this.#gate.pass({ onView, selection }, turn); // 4
    if (selected !== undefined) return selected;
    throw new DatabaseError('CLOSED', 'the database was closed; open it again');
  }

  async close(): Promise<void> {
    const idle = this.#gate.idle();
    await Promise.race([idle, setTimeout(SQL_LIMITS.closeMs, undefined, { ref: false })]);
    this.#closed = true;
    await this.#connection?.close();
    await idle;
  }

  /** Resolves to undefined when nobody waits for the answer. */
  #perform({ onView, selection }: Asked, passage: Passage): Promise<Selected | undefined> {
    let isGivenUp = false;
    passage.onGivenUp(() => {
      isGivenUp = true;
    });
    const isWanted = (): boolean => !isGivenUp && !this.#closed;
    return onView((view, collection) => this.#select({ view, collection }, selection, isWanted));
  }

  async #select(
    state: State,
    selection: Selection,
    isWanted: () => boolean,
  ): Promise<Selected | undefined> {
    if (!isWanted()) return undefined;
    try {
      return await this.#attempt(state, selection, { isTrusting: true, isWanted });
    } catch {
      await this.#forget();
      if (!isWanted()) return undefined;
      try {
        await this.#place.reset();
        return await this.#attempt(state, selection, { isTrusting: false, isWanted }); // 3
      } catch (cause) {
        await this.#forget();
        if (cause instanceof DatabaseError) throw cause;
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new DatabaseError('SQL_FAILED', `the SQL view of the metadata: ${reason}`, { cause });
      }
    }
  }

  async #attempt(
    state: State,
    selection: Selection,
    { isTrusting, isWanted }: { readonly isTrusting: boolean; readonly isWanted: () => boolean },
  ): Promise<Selected | undefined> {
    this.#connection ??= watched(await this.#place.connect(), SQL_LIMITS.answerMs);
    const connection = this.#connection;
    if (this.#closed) throw new DatabaseError('CLOSED', 'the database was closed meanwhile');
    await connection.begin();
    const shown = await this.#refresh(connection, state, isTrusting);
    const selected = isWanted() ? await answer(connection, shown, selection) : undefined;
    await connection.query('COMMIT'); // 1
    this.#shown = shown;
    return selected;
  }

  /** Brings the rows to the state, unless they show a later one; gives what they show then. */
  async #refresh(connection: SqlConnection, state: State, isTrusting: boolean): Promise<Stamped> {
    const stamp = stampOf(state.view, this.#name);
    const found = isTrusting ? await stampIn(connection) : undefined;
    const shown = isSame(this.#shown?.stamp, found) ? this.#shown : undefined;
    if (shown !== undefined && shown.commit >= state.view.commit) return shown;
    const next = shownOf(state);
    if (shown !== undefined) await catchUp(connection, shown, next);
    else if (found?.shows !== stamp.shows || !(await isShown(connection, next))) {
      await rebuild(connection, next);
    }
    await writeStamp(connection, stamp);
    return { ...next, stamp };
  }

  async #forget(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#shown = undefined;
    await connection?.close();
  }
}

function isSame(a: Stamp | undefined, b: Stamp | undefined): boolean {
  return a?.writer === b?.writer && a?.shows === b?.shows;
}

/** Whether the rows of an earlier process are those of `next`, to the bit. */
async function isShown(connection: SqlConnection, next: Shown): Promise<boolean> {
  const due = digestOf(next);
  const found = await digestIn(connection, next.metadata.schema);
  return found === (await due);
}

async function answer(
  connection: SqlConnection,
  { metadata: { schema } }: Shown,
  selection: Selection,
): Promise<Selected> {
  const count = countStatement(schema, selection);
  const [counted] = await connection.query(count.text, count.params);
  const { text, params } = selectStatement(schema, selection);
  const rows = await connection.query(text, params);
  return { rows: rows.map((row) => valuesOf(row, selection)), total: Number(counted?.['total']) };
}

function valuesOf(row: SqlRow, { fields }: Selection): Values {
  return Object.fromEntries(
    fields.map(({ name, type }, place) => [name, valueFromSql(type, row[`f${place}`] ?? null)]),
  );
}

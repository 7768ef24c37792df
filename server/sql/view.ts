import { randomUUID } from 'node:crypto';
import type { Selects, View } from '../database/index.ts';
import { DatabaseError } from '../errors.ts';
import type { Selected, Selection, Values } from '../metadata/index.ts';
import type { Collection } from '../similarity/index.ts';
import { checkTurn, type Turn } from '../turns/turn.ts';
import { changesBetween, rowsJson, type Shown, type State, shownOf } from './changes.ts';
import type { SqlConnection, SqlPlace, SqlRow } from './connection.ts';
import {
  countStatement,
  definitionOf,
  nameOf,
  ORDINAL,
  rowsOfJson,
  SCHEMA,
  SERIES,
  STAMP,
  selectStatement,
} from './statements.ts';
import { valueFromSql } from './values.ts';

/** Rows that go into one statement. */
const ROWS_A_STATEMENT = 2000;

/**
 * The metadata as tables of an SQL database, which selections are answered from. The engine file has
 * the truth:
 *
 *  1. One transaction compares the stamp, brings the rows up to the commit of the caller, stamps them
 *     with it, and selects. So an answer is of one commit, and never of an earlier one than the
 *     caller's.
 *  2. Rows are caught up only if the stamp is the one that this process wrote last; they are taken
 *     over from an earlier process if it is that of the commit itself. Else they are built anew.
 *  3. What fails is tried once more, in a new session, on rows that are built anew: whether a broken
 *     transaction took place does not matter.
 */
export class SqlView implements Selects {
  readonly #place: SqlPlace;
  readonly #name: string = randomUUID();
  #connection: SqlConnection | undefined;
  /** What the rows show, as far as this process wrote them. */
  #shown: (Shown & { readonly stamp: string }) | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(place: SqlPlace) {
    this.#place = place;
  }

  /**
   * Selects from the rows at the commit of `view`, or a later one.
   * @throws DatabaseError `SQL_FAILED`; the reason of the turn's signal and `TIMEOUT`, until it begins.
   */
  select(
    view: View,
    collection: Collection,
    selection: Selection,
    turn: Turn = {},
  ): Promise<Selected> {
    const selected = this.#last.then(() => {
      checkTurn(turn);
      return this.#select({ view, collection }, selection);
    });
    this.#last = selected.catch(() => undefined);
    return selected;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#connection?.close();
  }

  async #select(state: State, selection: Selection): Promise<Selected> {
    try {
      return await this.#attempt(state, selection, { trusting: true });
    } catch {
      await this.#forget();
      try {
        await this.#place.reset();
        return await this.#attempt(state, selection, { trusting: false }); // 3
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
    { trusting }: { readonly trusting: boolean },
  ): Promise<Selected> {
    this.#connection ??= await this.#place.connect();
    const connection = this.#connection;
    await connection.begin();
    const shown = await this.#refresh(connection, state, trusting);
    const count = countStatement(selection);
    const [counted] = await connection.query(count.text, count.params);
    const { text, params } = selectStatement(selection);
    const rows = await connection.query(text, params);
    await connection.query('COMMIT'); // 1
    this.#shown = shown;
    return {
      rows: rows.map((row) => valuesOf(row, selection)),
      total: Number(counted?.['total']),
    };
  }

  /** Brings the rows to the state, unless they show a later one; gives what they show then. */
  async #refresh(
    connection: SqlConnection,
    state: State,
    trusting: boolean,
  ): Promise<Shown & { readonly stamp: string }> {
    const stamp = stampOf(state.view, this.#name);
    const found = trusting ? await stampIn(connection) : undefined;
    const shown = this.#shown?.stamp === found ? this.#shown : undefined;
    if (shown !== undefined && shown.commit >= state.view.commit) return shown;
    const next = shownOf(state);
    if (shown !== undefined) await catchUp(connection, shown, next);
    else if (found !== stamp || !(await isWhole(connection, state))) {
      await rebuild(connection, next);
    }
    await connection.query(`UPDATE ${STAMP} SET shows = $1::text`, [stamp]);
    return { ...next, stamp };
  }

  async #forget(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#shown = undefined;
    await connection?.close();
  }
}

/** Names the commit of a view; of a collection in memory, which has the name `own`, no other's. */
function stampOf({ commit, snapshot: { token } }: View, own: string): string {
  if (token === undefined) return `memory ${own} ${commit}`;
  return `${token.generation} ${token.commit} ${token.record}`;
}

/** The stamp of the rows, or undefined when there are none. */
async function stampIn(connection: SqlConnection): Promise<string | undefined> {
  const [table] = await connection.query(`SELECT to_regclass('${STAMP}')::text AS name`);
  if (table?.['name'] == null) return undefined;
  const [stamp] = await connection.query(`SELECT shows FROM ${STAMP}`);
  return stamp?.['shows'] ?? undefined;
}

/** Whether the rows of an earlier process are as many, and have the columns. */
async function isWhole(connection: SqlConnection, { view }: State): Promise<boolean> {
  const names = view.metadata.schema.columns.map(nameOf).join(', ');
  const [counted] = await connection.query(`SELECT count(*)::text AS total FROM ${SERIES}`);
  await connection.query(`SELECT ${ORDINAL}, ${names} FROM ${SERIES} LIMIT 0`);
  return Number(counted?.['total']) === view.live;
}

async function rebuild(connection: SqlConnection, next: Shown): Promise<void> {
  const { columns } = next.metadata.schema;
  const definitions = columns.map(definitionOf).join(', ');
  await connection.query(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
  await connection.query(`DROP TABLE IF EXISTS ${SERIES}, ${STAMP}`);
  await connection.query(`CREATE TABLE ${SERIES} (${ORDINAL} integer PRIMARY KEY, ${definitions})`);
  await connection.query(`CREATE TABLE ${STAMP} (shows text)`);
  await connection.query(`INSERT INTO ${STAMP} VALUES (NULL)`);
  const ordinals: number[] = [];
  for (const [ordinal, birth] of next.births.entries()) {
    if (!Number.isNaN(birth)) ordinals.push(ordinal);
  }
  await putRows(connection, next, ordinals);
}

async function catchUp(connection: SqlConnection, shown: Shown, next: Shown): Promise<void> {
  const known = new Set(shown.metadata.schema.columns.map(({ name }) => name));
  for (const column of next.metadata.schema.columns) {
    if (known.has(column.name)) continue;
    await connection.query(`ALTER TABLE ${SERIES} ADD COLUMN ${definitionOf(column)}`);
  }
  const { put, gone } = changesBetween(shown, next);
  if (gone.length > 0) {
    await connection.query(
      `DELETE FROM ${SERIES} WHERE ${ORDINAL} IN ` +
        '(SELECT value::integer FROM json_array_elements_text($1::text::json))',
      [JSON.stringify(gone)],
    );
  }
  await putRows(connection, next, put);
}

async function putRows(
  connection: SqlConnection,
  { metadata }: Shown,
  ordinals: readonly number[],
): Promise<void> {
  const names = metadata.schema.columns.map(nameOf);
  const updates = names.map((name) => `${name} = excluded.${name}`);
  const text =
    `INSERT INTO ${SERIES} (${ORDINAL}, ${names.join(', ')}) ` +
    `SELECT ${ORDINAL}, ${names.join(', ')} FROM ${rowsOfJson(metadata.schema)} ` +
    `ON CONFLICT (${ORDINAL}) DO UPDATE SET ${updates.join(', ')}`;
  for (let start = 0; start < ordinals.length; start += ROWS_A_STATEMENT) {
    const some = ordinals.slice(start, start + ROWS_A_STATEMENT);
    await connection.query(text, [rowsJson(metadata, some)]);
  }
}

function valuesOf(row: SqlRow, { fields }: Selection): Values {
  return Object.fromEntries(
    fields.map(({ name, type }, place) => [name, valueFromSql(type, row[`c${place}`] ?? null)]),
  );
}

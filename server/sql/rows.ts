import { changesBetween, ordinalsOf, rowsJson, type Shown } from './changes.ts';
import type { SqlConnection } from './connection.ts';
import { definitionsOf, namesOf, ORDINAL, rowsOfJson, SCHEMA, SERIES, STAMP } from './tables.ts';

/** Rows that go into one statement. */
const ROWS_A_STATEMENT = 2000;

/** Makes the tables anew, with the rows of `next` and an empty stamp. */
export async function rebuild(connection: SqlConnection, next: Shown): Promise<void> {
  const { schema } = next.metadata;
  const definitions = definitionsOf(schema, schema.columns).join(', ');
  await connection.query(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
  await connection.query(`DROP TABLE IF EXISTS ${SERIES}, ${STAMP}`);
  await connection.query(`CREATE TABLE ${SERIES} (${ORDINAL} integer PRIMARY KEY, ${definitions})`);
  await connection.query(`CREATE TABLE ${STAMP} (writer text, shows text)`);
  await connection.query(`INSERT INTO ${STAMP} VALUES (NULL, NULL)`);
  await putRows(connection, next, ordinalsOf(next));
}

/** Brings rows that show `shown` to what `next` shows. */
export async function catchUp(connection: SqlConnection, shown: Shown, next: Shown): Promise<void> {
  const { schema } = next.metadata;
  const known = shown.metadata.schema.columns.length;
  for (const definition of definitionsOf(schema, schema.columns.slice(known))) {
    await connection.query(`ALTER TABLE ${SERIES} ADD COLUMN ${definition}`);
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
  const { schema } = metadata;
  const names = schema.columns.map(namesOf(schema));
  const updates = names.map((name) => `${name} = excluded.${name}`);
  const text =
    `INSERT INTO ${SERIES} (${ORDINAL}, ${names.join(', ')}) ` +
    `SELECT ${ORDINAL}, ${names.join(', ')} FROM ${rowsOfJson(schema)} ` +
    `ON CONFLICT (${ORDINAL}) DO UPDATE SET ${updates.join(', ')}`;
  for (let start = 0; start < ordinals.length; start += ROWS_A_STATEMENT) {
    const some = ordinals.slice(start, start + ROWS_A_STATEMENT);
    await connection.query(text, [rowsJson(metadata, some)]);
  }
}

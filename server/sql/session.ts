import type { SqlConnection } from './connection.ts';

/** One state of the rows, whatever a role or a database has for a default. */
const BEGIN = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE';

/**
 * Settings that change what a statement means or answers, as the view takes them: a role, a database
 * and a URL may each have others. The order and equality of texts are in the columns, `COLLATE "C"`,
 * and the encoding of a database is looked at by `readSettings`.
 */
const PINNED: ReadonlyMap<string, string> = new Map([
  // A double as text that names it and no other.
  ['extra_float_digits', '3'],
  // No operator or function but those of Postgres itself.
  ['search_path', 'pg_catalog'],
  ['client_encoding', 'UTF8'],
  ['DateStyle', 'ISO, YMD'],
  ['IntervalStyle', 'iso_8601'],
  ['TimeZone', 'UTC'],
  ['standard_conforming_strings', 'on'],
  ['transform_null_equals', 'off'],
  ['bytea_output', 'hex'],
]);

/**
 * Begins a transaction with settings that are the same everywhere.
 * @param limits more of them, of the place alone
 */
export async function beginTransaction(
  query: SqlConnection['query'],
  limits: ReadonlyMap<string, string> = new Map(),
): Promise<void> {
  await query(BEGIN);
  const settings = [...PINNED, ...limits].map(
    ([name, value]) => `pg_catalog.set_config('${name}', '${value}', true)`,
  );
  await query(`SELECT ${settings.join(', ')}`);
}

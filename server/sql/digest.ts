import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type Cell, type ColumnType, cellAt, type Schema } from '../metadata/index.ts';
import { ordinalsOf, type Shown } from './changes.ts';
import type { SqlConnection } from './connection.ts';
import { microsecondsOf } from './statements.ts';
import { namesOf, ORDINAL, SERIES } from './tables.ts';

/*
 * A digest of all rows is the SHA-256 of those of the rows, by ascending ordinal. A row's is that of
 * a text: the ordinal and the cells in order of their columns, with commas between them. A cell is `-`
 * where it is null, and else
 *
 *   number    the 16 digits of its bits in hexadecimal
 *   time      its microseconds since 1970
 *   boolean   true or false
 *   text      the count of its UTF-8 bytes, a colon, and the text
 *
 * So two rows have one text only if they are the same to the bit. It is computed in memory and by the
 * database, each of what it has.
 */

/** Rows between two turns of the event loop. */
const ROWS_A_TURN = 256;

/** The digest of the rows of `shown`. Cost: some microseconds a row, a millisecond a turn. */
export async function digestOf(shown: Shown): Promise<string> {
  const { schema, data } = shown.metadata;
  const columns = schema.columns.map(({ name, type }) => ({ type, cells: data.get(name)! }));
  const all = createHash('sha256');
  for (const [place, ordinal] of ordinalsOf(shown).entries()) {
    if (place % ROWS_A_TURN === 0) await setImmediate();
    const cells = columns.map(({ type, cells: own }) => cellText(type, cellAt(own, ordinal)));
    all.update(
      createHash('sha256')
        .update([ordinal, ...cells].join(','))
        .digest(),
    );
  }
  return all.digest('hex');
}

/** The digest of the rows that the database has, which must have the columns of `schema`. */
export async function digestIn(connection: SqlConnection, schema: Schema): Promise<string> {
  const nameOf = namesOf(schema);
  const cells = schema.columns.map(
    (column) => `coalesce(${cellSql(column.type, nameOf(column))}, '-')`,
  );
  const text = `concat_ws(',', ${[ORDINAL, ...cells].join(', ')})`;
  const row = `sha256(convert_to(${text}, 'UTF8'))`;
  const rows = `coalesce(string_agg(${row}, ''::bytea ORDER BY ${ORDINAL}), ''::bytea)`;
  const [found] = await connection.query(
    `SELECT encode(sha256(${rows}), 'hex') AS digest FROM ${SERIES}`,
  );
  return found?.['digest'] ?? '';
}

const double = Buffer.alloc(8);

function cellText(type: ColumnType, cell: Cell): string {
  if (cell === null) return '-';
  if (type === 'text') return `${Buffer.byteLength(cell as string)}:${cell}`;
  if (type !== 'number') return String(cell);
  double.writeDoubleBE(cell as number);
  return double.toString('hex');
}

function cellSql(type: ColumnType, name: string): string {
  if (type === 'text') return `octet_length(${name})::text || ':' || ${name}`;
  if (type === 'number') return `encode(float8send(${name}), 'hex')`;
  return type === 'time' ? microsecondsOf(name) : `${name}::text`;
}

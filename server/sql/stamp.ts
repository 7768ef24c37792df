import type { View } from '../database/index.ts';
import type { SqlConnection } from './connection.ts';
import { LAYOUT, STAMP } from './tables.ts';

/** What stands beside the rows, and says what they show. */
export interface Stamp {
  /** The process that wrote them last: another for each view of a database. */
  readonly writer: string;
  /**
   * The layout of the tables, and the commit. Two histories of a data directory that was put back
   * from a copy may have the same.
   */
  readonly shows: string;
}

/** What rows of `view` are stamped with by `writer`, which alone knows a commit in memory. */
export function stampOf({ commit, snapshot: { token } }: View, writer: string): Stamp {
  const named =
    token === undefined
      ? `memory ${writer} ${commit}`
      : `${token.generation} ${token.commit} ${token.record}`;
  return { writer, shows: `layout ${LAYOUT} ${named}` };
}

/** The stamp of the rows, or undefined when there is none that this layout has. */
export async function stampIn(connection: SqlConnection): Promise<Stamp | undefined> {
  const [column] = await connection.query(
    'SELECT attname FROM pg_attribute ' +
      `WHERE attrelid = to_regclass('${STAMP}') AND attname = 'writer' AND NOT attisdropped`,
  );
  if (column === undefined) return undefined;
  const [stamp] = await connection.query(`SELECT writer, shows FROM ${STAMP}`);
  const { writer, shows } = stamp ?? {};
  return writer == null || shows == null ? undefined : { writer, shows };
}

export async function writeStamp(
  connection: SqlConnection,
  { writer, shows }: Stamp,
): Promise<void> {
  await connection.query(`UPDATE ${STAMP} SET writer = $1::text, shows = $2::text`, [
    writer,
    shows,
  ]);
}

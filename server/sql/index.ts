import type { SelectsFactory } from '../database/index.ts';
import { pglitePlace } from './pglite.ts';
import { examinePostgres, postgresPlace } from './postgres.ts';
import { SqlView } from './view.ts';

export type { SqlPlace, SqlRow } from './connection.ts';
export { examinePostgres, postgresPlace, SqlView };

/**
 * Answers selections from a PostgreSQL database at `url`, which is connected to when the first one
 * comes.
 */
export function postgresSelects(url: string): SelectsFactory {
  return () => new SqlView(postgresPlace(url));
}

/**
 * Answers selections from a Postgres that is embedded, in the data directory, and started when the
 * first one comes. One that is open for reading only is not locked, and selects from memory.
 */
export const pgliteSelects: SelectsFactory = ({ path }) => new SqlView(pglitePlace(path));

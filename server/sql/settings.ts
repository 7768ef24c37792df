import { DatabaseError } from '../errors.ts';
import type { SqlConnection } from './connection.ts';

/** What a server must not do without, since it is told what is durable. */
const NEEDED: ReadonlyMap<string, readonly string[]> = new Map([
  ['fsync', ['on']],
  ['full_page_writes', ['on']],
  ['synchronous_commit', ['on', 'local', 'remote_write', 'remote_apply']],
]);

/** What a PostgreSQL server is, as far as it matters to rows that are kept there. */
export interface ServerSettings {
  /** As it says it, `15.18 (Debian 15.18-0+deb12u1)`. */
  readonly version: string;
  /** Whether a page that its disk damaged is found out. */
  readonly dataChecksums: boolean;
}

/**
 * Reads the settings of a server in a transaction of its own, which the settings of sessions are
 * part of. @throws DatabaseError `SQL_FAILED` when the server may lose what it says it has.
 */
export async function readSettings(query: SqlConnection['query']): Promise<ServerSettings> {
  const rows = await query(
    'SELECT name, setting FROM pg_settings WHERE name IN ' +
      "('fsync', 'full_page_writes', 'synchronous_commit', 'server_version', 'data_checksums')",
  );
  const settings = new Map(rows.map(({ name, setting }) => [name, setting ?? '']));
  for (const [name, allowed] of NEEDED) {
    const setting = settings.get(name) ?? 'unknown';
    if (allowed.includes(setting)) continue;
    throw new DatabaseError(
      'SQL_FAILED',
      `the server for metadata has ${name} = ${setting}, and may lose what it said it has; set it on`,
    );
  }
  return {
    version: settings.get('server_version') ?? 'unknown',
    dataChecksums: settings.get('data_checksums') === 'on',
  };
}

import { DatabaseError } from '../errors.ts';
import type { SqlConnection } from './connection.ts';

/** A setting that there is no doing without. */
interface Need {
  readonly allowed: readonly string[];
  /** What the matter is else, and what to do about it. */
  readonly else: string;
}

const LOSES = 'and may lose what it said it has; set it on';

const NEEDED: ReadonlyMap<string, Need> = new Map([
  ['fsync', { allowed: ['on'], else: LOSES }],
  ['full_page_writes', { allowed: ['on'], else: LOSES }],
  ['synchronous_commit', { allowed: ['on', 'local', 'remote_write', 'remote_apply'], else: LOSES }],
  [
    'server_encoding',
    {
      allowed: ['UTF8'],
      else:
        'which does not hold every text; name a database that was made with: ' +
        "CREATE DATABASE name ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0",
    },
  ],
]);

const NAMES = [...NEEDED.keys(), 'server_version', 'server_version_num', 'data_checksums'];

/** The first that extracts the microseconds of a time without a loss. */
const VERSION_NUMBER_MIN = 140_000;

/** What a PostgreSQL server is, as far as it matters to rows that are kept there. */
export interface ServerSettings {
  /** As it says it, `15.18 (Debian 15.18-0+deb12u1)`. */
  readonly version: string;
  /** Whether a page that its disk damaged is found out. */
  readonly dataChecksums: boolean;
}

/**
 * Reads the settings of a server in a transaction of its own, which the settings of sessions are
 * part of. @throws DatabaseError `SQL_FAILED` when the server may lose what it says it has, or
 * answers other than memory.
 */
export async function readSettings(query: SqlConnection['query']): Promise<ServerSettings> {
  const names = NAMES.map((name) => `'${name}'`).join(', ');
  const rows = await query(`SELECT name, setting FROM pg_settings WHERE name IN (${names})`);
  const settings = new Map(rows.map(({ name, setting }) => [name, setting ?? '']));
  for (const [name, need] of NEEDED) {
    const setting = settings.get(name) ?? 'unknown';
    if (need.allowed.includes(setting)) continue;
    throw new DatabaseError(
      'SQL_FAILED',
      `the server for metadata has ${name} = ${setting}, ${need.else}`,
    );
  }
  const version = settings.get('server_version') ?? 'unknown';
  if (Number(settings.get('server_version_num')) < VERSION_NUMBER_MIN) {
    const advice = 'which rounds times; use version 14 or a later one';
    throw new DatabaseError(
      'SQL_FAILED',
      `the server for metadata is version ${version}, ${advice}`,
    );
  }
  return {
    version,
    dataChecksums: settings.get('data_checksums') === 'on',
  };
}

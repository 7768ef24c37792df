import type Postgres from 'postgres';
import { DatabaseError } from '../errors.ts';
import { BEGIN, type SqlConnection, type SqlPlace, type SqlRow } from './connection.ts';
import { readSettings, type ServerSettings } from './settings.ts';

/** Seconds until a server that does not answer is given up. */
const CONNECT_SECONDS = 10;

/** Ends the transaction of a client that is gone without a word, and with it its locks. */
const IDLE_IN_TRANSACTION_MS = 60_000;

/**
 * A database of a PostgreSQL server, at a URL such as `postgres://user:password@host/database`. The
 * view has the schema `vantage` in it, and is the only one there.
 */
export function postgresPlace(url: string): SqlPlace {
  return {
    connect: () => connectTo(url),
    // Rows are built anew in the next session, which is all that a server needs.
    reset: () => Promise.resolve(),
  };
}

/**
 * Connects to the server at `url`, which is given as for `postgresPlace`, and leaves it.
 * @throws DatabaseError `SQL_FAILED` when it may lose what it says it has; what the driver throws
 * when it does not answer.
 */
export async function examinePostgres(url: string): Promise<ServerSettings> {
  const connection = await connectTo(url);
  try {
    await connection.begin();
    return await readSettings(connection.query);
  } finally {
    await connection.close();
  }
}

async function connectTo(url: string): Promise<SqlConnection> {
  const postgres = await load();
  const { server, socket } = addressIn(url);
  let lost = false;
  const sql = postgres(server, {
    ...socket,
    max: 1,
    connect_timeout: CONNECT_SECONDS,
    idle_timeout: 0,
    max_lifetime: null,
    fetch_types: false,
    // Text is all that comes back, and what a server has to say beside it is for its own log.
    onnotice: () => undefined,
    connection: { application_name: 'vantage' },
    onclose: () => {
      lost = true;
    },
  });
  const query: SqlConnection['query'] = async (text, params = []) => {
    // The driver connects anew by itself, and would run the rest of a transaction outside of one.
    if (lost) throw new DatabaseError('SQL_FAILED', 'the session was lost in a transaction');
    const rows = await sql.unsafe<SqlRow[]>(text, [...params], { prepare: true });
    return [...rows];
  };
  return {
    begin: async () => {
      lost = false;
      await query(BEGIN);
      await query(`SET LOCAL idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_MS}`);
      // Perhaps in a new session, of a server that was started with other settings.
      await readSettings(query);
    },
    query,
    // Nothing is under way by then, and the driver would wait for a session that was lost.
    close: () => sql.end({ timeout: 0 }),
  };
}

/** A URL may have the directory of a Unix socket, `postgres://user@localhost/name?host=/run/postgresql`. */
function addressIn(url: string): {
  readonly server: string;
  readonly socket: { readonly host?: string };
} {
  const server = new URL(url);
  const host = server.searchParams.get('host');
  server.searchParams.delete('host');
  return { server: server.href, socket: host === null ? {} : { host } };
}

async function load(): Promise<typeof Postgres> {
  try {
    return (await import('postgres')).default;
  } catch (cause) {
    throw new DatabaseError(
      'SQL_FAILED',
      'metadata in PostgreSQL needs the package postgres; add it with: npm install postgres@3.4.9',
      { cause },
    );
  }
}

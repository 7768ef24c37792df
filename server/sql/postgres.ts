import type Postgres from 'postgres';
import { DatabaseError } from '../errors.ts';
import type { SqlConnection, SqlPlace, SqlRow } from './connection.ts';
import { type DriverAddress, DriverSocket } from './driver-socket.ts';
import { SQL_LIMITS } from './limits.ts';
import { beginTransaction } from './session.ts';
import { readSettings, type ServerSettings } from './settings.ts';

const LIMITS: ReadonlyMap<string, string> = new Map([
  ['statement_timeout', `${SQL_LIMITS.statementMs}`],
  ['lock_timeout', `${SQL_LIMITS.lockMs}`],
  ['idle_in_transaction_session_timeout', `${SQL_LIMITS.idleInTransactionMs}`],
]);

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
  const { begin, close } = await sessionWith(url);
  try {
    return await begin();
  } finally {
    await close();
  }
}

async function connectTo(url: string): Promise<SqlConnection> {
  const { begin, ...session } = await sessionWith(url);
  return {
    ...session,
    begin: async () => {
      await begin();
    },
  };
}

interface Session extends Omit<SqlConnection, 'begin'> {
  /** As that of a connection; resolves to what the server is. */
  begin(): Promise<ServerSettings>;
}

async function sessionWith(url: string): Promise<Session> {
  const postgres = await load();
  const { server, path } = addressIn(url);
  let lost = false;
  const socket = new DriverSocket();
  // Not in the types of the driver, which takes a socket before it is connected.
  const sockets = { socket: (address: DriverAddress) => socket.open(address) };
  const sql = postgres(server, {
    ...path,
    ...sockets,
    max: 1,
    connect_timeout: SQL_LIMITS.connectSeconds,
    idle_timeout: 0,
    max_lifetime: null,
    fetch_types: false,
    // Both sides keep each statement that is prepared until the session ends, and every filter is one.
    prepare: false,
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
    const rows = await sql.unsafe<SqlRow[]>(text, [...params]);
    return [...rows];
  };
  return {
    begin: async () => {
      lost = false;
      await beginTransaction(query, LIMITS);
      // Perhaps in a new session, of a server that was started with other settings.
      return readSettings(query);
    },
    query,
    close: async () => {
      // What is under way is rejected: the driver would wait for a session that was lost.
      await sql.end({ timeout: 0 });
      await socket.end(SQL_LIMITS.goodbyeMs);
    },
  };
}

/** A URL may have the directory of a Unix socket, `postgres://user@localhost/name?host=/run/postgresql`. */
function addressIn(url: string): {
  readonly server: string;
  readonly path: { readonly host?: string };
} {
  const server = new URL(url);
  const host = server.searchParams.get('host');
  server.searchParams.delete('host');
  return { server: server.href, path: host === null ? {} : { host } };
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

import { postgresPlace, type SqlPlace, type SqlRow } from '../../server/sql/index.ts';
import type { Draws } from './draws.ts';
import type { Cluster } from './postgres-cluster.ts';

/** What a server was asked in a session of its own, which others leave alone. */
export async function askServer({ url }: Cluster, statement: string): Promise<readonly SqlRow[]> {
  const session = await postgresPlace(url).connect();
  try {
    await session.begin();
    const rows = await session.query(statement);
    await session.query('COMMIT');
    return rows;
  } finally {
    await session.close();
  }
}

/** Sessions that were ended. */
export interface Killed {
  readonly sessions: number;
  /** How many of them were in a transaction. */
  readonly inTransaction: number;
  readonly server: boolean;
}

const OTHERS =
  "FROM pg_stat_activity WHERE application_name = 'vantage' AND pid <> pg_backend_pid()";

/**
 * Ends the sessions of views: mostly as an administrator does, one time in twenty with -9, which has
 * the server start anew by itself, and one time in a hundred with the server, which is started again.
 */
export async function killSessions(cluster: Cluster, draws: Draws): Promise<Killed> {
  const kind = draws.below(100);
  const asked = kind < 6 ? 'pid::text' : 'pg_terminate_backend(pid)::text';
  const found = await askServer(cluster, `SELECT ${asked} AS session, state ${OTHERS}`);
  if (kind === 0) await cluster.kill();
  else if (kind < 6) {
    for (const { session } of found) killProcess(Number(session));
  }
  const inTransaction = found.filter(({ state }) => state !== 'idle').length;
  return { sessions: found.length, inTransaction, server: kind === 0 };
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It may have ended since.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * A place with a planted fault: a statement whose session is lost is sent again in a new one, outside
 * of the transaction that it was meant for, and so are those behind it.
 */
export function goingOn(place: SqlPlace): SqlPlace {
  return {
    reset: () => place.reset(),
    async connect() {
      let session = await place.connect();
      return {
        begin: () => session.begin(),
        async query(text, params) {
          try {
            return await session.query(text, params);
          } catch {
            await session.close();
            session = await place.connect();
            return session.query(text, params);
          }
        },
        close: () => session.close(),
      };
    },
  };
}

import { type Client, connect } from '../../../client/index.ts';
import type { ServerMode } from './plan.ts';
import { type ServerProcess, startServer } from './process.ts';

/** A server with the connections to it. */
export interface Contestant {
  /** Engine and mode. */
  readonly name: string;
  readonly server: ServerProcess;
  readonly clients: readonly Client[];
  /** Connection for pings only. */
  readonly pinging: Client;
}

/** A server that is to be started. */
export interface Entrant {
  readonly name: string;
  readonly directory: string;
  readonly mode: ServerMode;
}

/**
 * Starts all `entrants`, each with `clients` connections and one for pings, runs `work` with them, and
 * stops them, whatever became of it.
 * @throws BenchError `SERVER_FAILED`.
 */
export async function withContestants<Result>(
  entrants: readonly Entrant[],
  clients: number,
  work: (contestants: readonly Contestant[]) => Promise<Result>,
): Promise<Result> {
  const starts = await Promise.allSettled(
    entrants.map(async ({ name, directory, mode }) =>
      connectTo(name, await startServer(directory, mode.arguments), clients),
    ),
  );
  const contestants = starts.flatMap((start) =>
    start.status === 'fulfilled' ? [start.value] : [],
  );
  try {
    const failure = starts.find((start) => start.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
    return await work(contestants);
  } finally {
    await Promise.all(contestants.map(stopContestant));
  }
}

async function connectTo(
  name: string,
  server: ServerProcess,
  clients: number,
): Promise<Contestant> {
  const opened: Client[] = [];
  try {
    while (opened.length <= clients) opened.push(await connect(server.url));
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { name, server, clients: opened.slice(1), pinging: opened[0]! };
}

async function stopContestant({ server, clients, pinging }: Contestant): Promise<void> {
  await Promise.all([pinging, ...clients].map((client) => client.close()));
  await server.stop();
}

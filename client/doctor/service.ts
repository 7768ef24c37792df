import { createServer } from 'node:net';
import { type Check, fail, messageOf, ok, warn } from './check.ts';

const HOST = '127.0.0.1';
/** Milliseconds that whoever has the port gets to answer. */
const ANSWER_MS = 2_000;

/** Whether `port` of this machine is free, or who has it. */
export async function examinePort(port: number): Promise<Check> {
  const error = await tryToListen(port);
  if (error === undefined) return ok('port', `${port} is free`);
  if (error.code !== 'EADDRINUSE') {
    return fail('port', `${port} cannot be listened on: ${error.message}`, 'serve with --port N');
  }
  const { connect, RemoteError } = await import('../index.ts');
  const times = { connectTimeoutMs: ANSWER_MS, timeoutMs: ANSWER_MS, retry: false };
  try {
    const client = await connect({ host: HOST, port }, times);
    try {
      await client.ping();
    } finally {
      await client.close();
    }
    return ok('port', `a server of Vantage answers on ${port}`);
  } catch (cause) {
    // It speaks the protocol, whatever it says.
    if (cause instanceof RemoteError) {
      return ok('port', `a server of Vantage answers on ${port}: ${cause.message}`);
    }
    return warn('port', `another program has ${port}`, 'serve with --port N');
  }
}

/** Whether a pool starts, and computes what this thread does. */
export async function examineWorkers(): Promise<Check> {
  const remedy = 'serve with --inline, and report this, please';
  try {
    const { createDatabase, demoSeries } = await import('../../server/index.ts');
    const rows = [...demoSeries(8, 1)];
    const length = rows[0]!.series.values.length;
    const database = await createDatabase(undefined, { length, workers: 1, crossoverUs: 0 });
    try {
      for (const { id, series } of rows) await database.insert(id, series);
      const begun = performance.now();
      const answer = await database.nearest({ series: rows[3]!.series }, { strategy: 'scan' });
      const ms = performance.now() - begun;
      if (answer.neighbours[0]?.id === rows[3]!.id) {
        return ok('workers', `a thread started and answered in ${ms.toFixed(0)} ms`);
      }
      return fail('workers', 'a thread gave a wrong answer', remedy);
    } finally {
      await database.close();
    }
  } catch (error) {
    return fail('workers', messageOf(error), remedy);
  }
}

/** Listens and stops; resolves to why that cannot be. */
async function tryToListen(port: number): Promise<NodeJS.ErrnoException | undefined> {
  const server = createServer();
  const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve);
    server.listen({ host: HOST, port }, () => resolve(undefined));
  });
  if (error === undefined) await new Promise((resolve) => server.close(resolve));
  return error;
}

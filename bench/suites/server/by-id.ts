import { type Neighbour, openDatabase } from '../../../server/index.ts';
import type { Cell } from '../../cell.ts';
import { BenchError } from '../../errors.ts';
import { measure } from '../../harness.ts';
import type { AnswerKey } from './answer-key.ts';
import { type Exchange, FrameConnection, frameOf } from './frames.ts';
import { NEIGHBOURS } from './plan.ts';
import { startServer } from './process.ts';
import { rateCell, type WindowsOptions, windowsOf } from './windows.ts';

/** Connections to the server, each with one search under way. */
const CONNECTIONS = 64;

const SERVED = `served to ${CONNECTIONS} connections`;
const CALLED = 'called in process';

/** Bytes of the length of a frame. */
const HEADER_BYTES = 4;

/**
 * Searches by id that a server answers, as it serves unless told otherwise, on many connections at a
 * time, beside the same searches called in this process one by one, which takes one thread.
 * @throws BenchError `DISAGREEMENT`, `SERVER_FAILED`.
 */
export async function measureById(
  directory: string,
  options: WindowsOptions,
): Promise<readonly Cell[]> {
  const { key, plan, now } = options;
  const server = await startServer(directory, []);
  const database = await openDatabase(directory, { readOnly: true });
  const connections: FrameConnection[] = [];
  try {
    while (connections.length < CONNECTIONS) {
      connections.push(await FrameConnection.to(server.url));
    }
    const call = async (index: number): Promise<void> => {
      const { id } = key.queries[index]!;
      key.check(CALLED, index, (await database.nearest({ id }, { k: NEIGHBOURS })).neighbours);
    };
    for (const index of key.queries.keys()) await call(index);
    const exchanges = await exchangesOf(key, connections[0]!);
    const clients = connections.map(
      (connection) => (index: number) => exchange(connection, exchanges[index]!),
    );
    const measurements = await measure(
      [windowsOf(CALLED, [call], options), windowsOf(SERVED, clients, options)],
      { rounds: plan.windows, iterationsPerRound: 1, warmupIterations: 1, now },
    );
    const workload = `with_id, ${NEIGHBOURS}-NN`;
    const place = { workload, n: plan.seriesById, checksum: key.checksum } as const;
    return measurements.map((measurement) =>
      rateCell(measurement, { ...place, unit: 'queries per second' }),
    );
  } finally {
    for (const connection of connections) connection.close();
    await database.close();
    await server.stop();
  }
}

/** A frame for each query, and the one that answers it, which is right. */
async function exchangesOf(
  key: AnswerKey,
  connection: FrameConnection,
): Promise<readonly Exchange[]> {
  const exchanges: Exchange[] = [];
  for (const [index, { id }] of key.queries.entries()) {
    const request = frameOf({ op: 'with_id', id, k: NEIGHBOURS });
    const reply = await connection.ask(request);
    const { payload } = JSON.parse(reply.toString('utf8', HEADER_BYTES)) as {
      readonly payload: readonly Neighbour[];
    };
    key.check(SERVED, index, payload);
    exchanges.push({ request, reply });
  }
  return exchanges;
}

async function exchange(connection: FrameConnection, { request, reply }: Exchange): Promise<void> {
  if (reply.equals(await connection.ask(request))) return;
  throw new BenchError('DISAGREEMENT', 'the server gave another answer than before');
}

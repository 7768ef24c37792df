import { join } from 'node:path';
import { type Client, connect } from '../../../client/index.ts';
import { registeredEngines } from '../../../engines/index.ts';
import type { Cell, Skip, SuiteResult } from '../../cell.ts';
import { measure } from '../../harness.ts';
import type { SuiteContext } from '../context.ts';
import { withScratch } from '../scratch.ts';
import type { AnswerKey } from './answer-key.ts';
import { createDemo } from './demo.ts';
import { type Contestant, type LoadStrategy, laneOf } from './lane.ts';
import { CLIENTS, SERVER_PLANS, type ServerPlan } from './plan.ts';
import { type ServerProcess, startServer } from './process.ts';

const NOT_SERVED: Omit<Skip, 'competitor'> = {
  suite: 'server',
  workload: 'everything',
  reason: 'a server opens registered engines only',
};

const STRATEGIES: readonly LoadStrategy[] = ['scan', 'auto'];

/**
 * Compares servers that compute distances inline and in pools, for every engine: throughput and
 * latency of queries from closed-loop clients, and beside them the latency of a ping on a
 * connection of its own, which tells how long somebody waits for the distances of others.
 *
 * Each server is a process of its own; all are up at once and take turns under load. Every answer
 * is compared with a brute force, and the answers of all servers with each other, to the last bit.
 * @throws BenchError `DISAGREEMENT`, `SERVER_FAILED`.
 */
export async function runServerSuite(context: SuiteContext): Promise<SuiteResult> {
  const plan = SERVER_PLANS[context.size];
  const skips: Skip[] = [];
  const registered = new Set(registeredEngines().map(({ manifest }) => manifest.name));
  const engines: string[] = [];
  for (const { manifest } of context.contenders) {
    if (registered.has(manifest.name)) engines.push(manifest.name);
    else skips.push({ ...NOT_SERVED, competitor: manifest.name });
  }
  const cells = await withScratch(async (folder) => {
    const directories = engines.map((engine) => ({ engine, directory: join(folder, engine) }));
    let key: AnswerKey | undefined;
    for (const { engine, directory } of directories) {
      context.onProgress(`server: ${engine}: storing ${plan.series} series`);
      key = await createDemo(directory, { engine, plan, seed: context.seed, key });
    }
    if (key === undefined) return [];
    const starting = directories.flatMap(({ engine, directory }) =>
      plan.modes.map((mode) => ({ name: `${engine} ${mode.name}`, directory, mode })),
    );
    context.onProgress(`server: starting ${starting.map(({ name }) => name).join(', ')}`);
    const starts = await Promise.allSettled(
      starting.map(async ({ name, directory, mode }) =>
        connectTo(name, await startServer(directory, mode.arguments)),
      ),
    );
    const contestants = starts.flatMap((start) =>
      start.status === 'fulfilled' ? [start.value] : [],
    );
    try {
      const failure = starts.find((start) => start.status === 'rejected');
      if (failure !== undefined) throw failure.reason;
      return await runLoads(contestants, key, { context, plan });
    } finally {
      await Promise.all(contestants.map(stopContestant));
    }
  });
  return { cells, skips };
}

async function connectTo(name: string, server: ServerProcess): Promise<Contestant> {
  const opened: Client[] = [];
  try {
    while (opened.length <= CLIENTS) opened.push(await connect(server.url));
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

/** Loads the contestants in turns, with one strategy after the other. */
async function runLoads(
  contestants: readonly Contestant[],
  key: AnswerKey,
  { context, plan }: { readonly context: SuiteContext; readonly plan: ServerPlan },
): Promise<readonly Cell[]> {
  const { now } = context;
  const cells: Cell[] = [];
  for (const strategy of STRATEGIES) {
    context.onProgress(
      `server: ${strategy}, ${CLIENTS} clients, ${plan.windows} windows of ${plan.windowMs} ms: ` +
        contestants.map(({ name }) => name).join(', '),
    );
    const lanes = contestants.map((contestant) => laneOf(contestant, key, { strategy, plan, now }));
    for (const lane of lanes) await lane.warmUp();
    const measurements = await measure(
      lanes.map((lane) => lane.competitor),
      { rounds: plan.windows, iterationsPerRound: 1, warmupIterations: 0, now },
    );
    for (const [index, lane] of lanes.entries()) cells.push(...lane.cells(measurements[index]!));
  }
  return cells;
}

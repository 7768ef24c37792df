import { join } from 'node:path';
import { type Client, connect } from '../../client/index.ts';
import { type Engine, registeredEngines } from '../../engines/index.ts';
import { createDatabase, demoSeries } from '../../server/index.ts';
import { type Cell, type Skip, type SuiteResult, type Unit, UNITS } from '../cell.ts';
import { type Competitor, type Measurement, measure } from '../harness.ts';
import { distributionOf } from '../statistics.ts';
import { seededOrder } from '../workloads/index.ts';
import { AnswerKey, bruteForce } from './answer-key.ts';
import { type SuiteContext, supports } from './context.ts';
import { type Load, loadWindow } from './load-window.ts';
import { withScratch } from './scratch.ts';
import { CLIENTS, NEIGHBOURS, SERVER_PLANS, type ServerPlan } from './server-plan.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** Points of a series of the demo collection. */
const DEMO_LENGTH = 100;

/** Strategies that the load asks for: the one that computes everything, and the best one. */
const STRATEGIES = ['scan', 'auto'] as const;

type Strategy = (typeof STRATEGIES)[number];

/** A server with the connections to it. */
interface Target {
  /** Engine and mode. */
  readonly name: string;
  readonly process: ServerProcess;
  readonly clients: readonly Client[];
  /** Connection for pings only. */
  readonly pinging: Client;
}

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
  const engines = context.engines.filter((engine) => {
    const reason = refusal(engine);
    if (reason === undefined) return true;
    const competitor = engine.manifest.name;
    skips.push({ suite: 'server', competitor, workload: 'everything', reason });
    return false;
  });
  const cells = await withScratch(async (folder) => {
    const directories = engines.map(({ manifest }) => ({
      engine: manifest.name,
      directory: join(folder, manifest.name),
    }));
    let key: AnswerKey | undefined;
    for (const { engine, directory } of directories) {
      context.onProgress(`server: ${engine}: storing ${plan.series} series`);
      key = await createDemo(directory, { engine, plan, seed: context.seed, key });
    }
    if (key === undefined) return [];
    const contestants = directories.flatMap(({ engine, directory }) =>
      plan.modes.map((mode) => ({ name: `${engine} ${mode.name}`, directory, mode })),
    );
    context.onProgress(`server: starting ${contestants.map(({ name }) => name).join(', ')}`);
    const starts = await Promise.allSettled(
      contestants.map(async ({ name, directory, mode }) =>
        connectTo(name, await startServer(directory, mode.arguments)),
      ),
    );
    const targets = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    try {
      const failure = starts.find((start) => start.status === 'rejected');
      if (failure !== undefined) throw failure.reason;
      return await runLoads(targets, key, { context, plan });
    } finally {
      await Promise.all(targets.map(stopTarget));
    }
  });
  return { cells, skips };
}

function refusal(engine: Engine): string | undefined {
  if (!registeredEngines().includes(engine)) return 'a server opens registered engines only';
  return supports(engine, 'persistence') ? undefined : 'the engine cannot keep a data directory';
}

/** Creates the demo collection in `directory`; the first one also gives the key to the answers. */
async function createDemo(
  directory: string,
  options: {
    readonly engine: string;
    readonly plan: ServerPlan;
    readonly seed: number;
    readonly key: AnswerKey | undefined;
  },
): Promise<AnswerKey> {
  const { engine, plan, seed } = options;
  const database = await createDatabase(directory, { engine, length: DEMO_LENGTH });
  try {
    const rows = [...demoSeries(plan.series, seed)];
    await Promise.all(rows.map(({ id, series }) => database.insert(id, series)));
    await database.chooseVantagePoints();
    if (options.key !== undefined) return options.key;
    const chosen = seededOrder('queries', seed, rows.length).subarray(0, plan.queries);
    const queryIds = Array.from(chosen, (index) => rows[index]!.id);
    return new AnswerKey(await bruteForce(database, queryIds, NEIGHBOURS));
  } finally {
    await database.close();
  }
}

async function connectTo(name: string, process: ServerProcess): Promise<Target> {
  const opened: Client[] = [];
  try {
    while (opened.length <= CLIENTS) opened.push(await connect(process.url));
  } catch (error) {
    await process.stop();
    throw error;
  }
  return { name, process, clients: opened.slice(1), pinging: opened[0]! };
}

async function stopTarget({ process, clients, pinging }: Target): Promise<void> {
  await Promise.all([pinging, ...clients].map((client) => client.close()));
  await process.stop();
}

/** Loads the targets in turns, with one strategy after the other. */
async function runLoads(
  targets: readonly Target[],
  key: AnswerKey,
  { context, plan }: { readonly context: SuiteContext; readonly plan: ServerPlan },
): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  for (const strategy of STRATEGIES) {
    context.onProgress(
      `server: ${strategy}, ${CLIENTS} clients, ${plan.windows} windows of ${plan.windowMs} ms: ` +
        targets.map(({ name }) => name).join(', '),
    );
    const lanes = targets.map((target) => laneOf(target, key, { strategy, plan, context }));
    for (const lane of lanes) await lane.warmUp();
    const measurements = await measure(
      lanes.map((lane) => lane.competitor),
      { rounds: plan.windows, iterationsPerRound: 1, warmupIterations: 0, now: context.now },
    );
    for (const [index, lane] of lanes.entries()) {
      cells.push(...cellsOf(measurements[index]!, lane, { strategy, plan, key }));
    }
  }
  return cells;
}

/** One target under one kind of load. */
interface Lane {
  readonly competitor: Competitor;
  /** Asks every query once, so that all code is warm and every answer known to be right. */
  readonly warmUp: () => Promise<void>;
  /** Of all windows, in milliseconds. */
  readonly latenciesMs: number[];
  readonly pingsMs: number[];
}

function laneOf(
  target: Target,
  key: AnswerKey,
  options: {
    readonly strategy: Strategy;
    readonly plan: ServerPlan;
    readonly context: SuiteContext;
  },
): Lane {
  const { strategy, plan, context } = options;
  const { name, clients, pinging } = target;
  const latenciesMs: number[] = [];
  const pingsMs: number[] = [];
  let asked = 0;

  const ask = async (client: Client, index: number): Promise<void> => {
    const { id } = key.queries[index]!;
    const { neighbours } = await client.nearest({ id }, { k: NEIGHBOURS, strategy });
    key.check(name, index, neighbours);
  };
  const load: Load = {
    clients: clients.map((client) => () => ask(client, asked++ % key.queries.length)),
    ping: () => pinging.ping(),
  };
  return {
    latenciesMs,
    pingsMs,
    async warmUp() {
      for (const index of key.queries.keys()) await ask(clients[index % clients.length]!, index);
    },
    competitor: {
      kind: 'window',
      name,
      async iterate() {
        const window = await loadWindow(load, { ...plan, now: context.now });
        for (const latencyMs of window.latenciesMs) latenciesMs.push(latencyMs);
        for (const pingMs of window.pingsMs) pingsMs.push(pingMs);
        return window.durationMs / window.latenciesMs.length;
      },
      digest: () => key.checksum,
    },
  };
}

function cellsOf(
  measurement: Measurement,
  lane: Lane,
  {
    strategy,
    plan,
    key,
  }: {
    readonly strategy: Strategy;
    readonly plan: ServerPlan;
    readonly key: AnswerKey;
  },
): readonly Cell[] {
  const cell = (workload: string, unit: Unit, samples: readonly number[]): Cell => ({
    suite: 'server',
    competitor: measurement.name,
    workload,
    n: plan.series,
    unit,
    ...distributionOf(samples, UNITS[unit].better),
    checksum: key.checksum,
  });
  const rates = measurement.samples.map((queryNs) => 1e9 / queryNs);
  return [
    cell(`${strategy} throughput`, 'queries per second', rates),
    cell(`${strategy} latency`, 'ms', lane.latenciesMs),
    cell(`ping beside ${strategy}`, 'ms', lane.pingsMs),
  ];
}

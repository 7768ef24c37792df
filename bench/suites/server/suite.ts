import { join } from 'node:path';
import { registeredEngines } from '../../../engines/index.ts';
import type { Cell, Skip, SuiteResult } from '../../cell.ts';
import type { SuiteContext } from '../context.ts';
import { withScratch } from '../scratch.ts';
import type { AnswerKey } from './answer-key.ts';
import { measureById } from './by-id.ts';
import { withContestants } from './contestants.ts';
import { measureCrossover } from './crossover.ts';
import { createDemo } from './demo.ts';
import { measureIdle } from './idle.ts';
import { runLoads } from './loads.ts';
import { measurePings } from './pings.ts';
import { SERVER_PLANS, type ServerPlan } from './plan.ts';

const NOT_SERVED: Omit<Skip, 'competitor'> = {
  suite: 'server',
  workload: 'everything',
  reason: 'a server opens registered engines only',
};

/** What the parts of the suite are given. */
interface Parts {
  readonly context: SuiteContext;
  readonly plan: ServerPlan;
  /** An empty folder. */
  readonly folder: string;
}

/**
 * Compares servers that compute distances inline and in pools, for every engine: throughput and
 * latency of queries from closed-loop clients, few to many, and beside them the latency of a ping on
 * a connection of its own, which tells how long somebody waits for the distances of others. Then
 * what depends little on the engine, with the first: pings against an echo of the same frames,
 * idle connections, searches by id on many connections, and from where on a pool pays.
 *
 * Each server is a process of its own; those that are compared are all up at once and take turns
 * under load. Every answer is compared with a brute force, and the answers of all servers with each
 * other, to the last bit.
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
  const [first] = engines;
  if (first === undefined) return { cells: [], skips };
  const cells = await withScratch(async (folder) => {
    const parts = { context, plan, folder };
    const loads = await runEngines(engines, parts);
    context.onProgress(`server: ${plan.idleConnections} idle connections`);
    const idle = await measureIdle(join(folder, first), plan);
    if (idle.tag === 'skip') skips.push(idle.skip);
    const idleCells = idle.tag === 'cell' ? [idle.cell] : [];
    return [
      ...loads,
      ...idleCells,
      ...(await runById(first, parts)),
      ...(await runCrossover(first, parts)),
    ];
  });
  return { cells, skips };
}

/** Leaves a collection for each engine in the folder, under its name. */
async function runEngines(
  engines: readonly string[],
  { context, plan, folder }: Parts,
): Promise<readonly Cell[]> {
  const { now, onProgress, seed } = context;
  const { series, queries } = plan;
  const directories = engines.map((engine) => ({ engine, directory: join(folder, engine) }));
  let known: AnswerKey | undefined;
  for (const { engine, directory } of directories) {
    onProgress(`server: ${engine}: storing ${series} series`);
    known = await createDemo(directory, { engine, count: series, queries, seed, key: known });
  }
  const key = known!; // There is an engine.
  const entrants = directories.flatMap(({ engine, directory }) =>
    plan.modes.map((mode) => ({ name: `${engine} ${mode.name}`, directory, mode })),
  );
  onProgress(`server: starting ${entrants.map(({ name }) => name).join(', ')}`);
  return withContestants(entrants, Math.max(...plan.clients), async (contestants) => {
    const loads = await runLoads(contestants, key, { context, plan });
    onProgress('server: pings, and an echo');
    return [...loads, ...(await measurePings(contestants[0]!.server.url, { plan, now }))];
  });
}

async function runById(engine: string, { context, plan, folder }: Parts): Promise<readonly Cell[]> {
  const { now, onProgress, seed } = context;
  const { seriesById: series, queries } = plan;
  onProgress(`server: storing ${series} series, and searching them by id`);
  const directory = join(folder, 'by-id');
  const key = await createDemo(directory, { engine, count: series, queries, seed, key: undefined });
  return measureById(directory, { key, plan, now });
}

async function runCrossover(
  engine: string,
  { context, plan, folder }: Parts,
): Promise<readonly Cell[]> {
  const { now, onProgress, seed } = context;
  const { queries } = plan;
  const steps = [];
  for (const series of plan.seriesCrossover) {
    const directory = join(folder, `crossover-${series}`);
    const key = await createDemo(directory, {
      engine,
      count: series,
      queries,
      seed,
      key: undefined,
    });
    steps.push({ directory, series, key });
  }
  onProgress(`server: from where on a pool pays, ${plan.seriesCrossover.join(', ')} series`);
  return measureCrossover(steps, { plan, now });
}

import { join } from 'node:path';
import { registeredEngines } from '../../../engines/index.ts';
import type { Skip, SuiteResult } from '../../cell.ts';
import type { SuiteContext } from '../context.ts';
import { withScratch } from '../scratch.ts';
import type { AnswerKey } from './answer-key.ts';
import { withContestants } from './contestants.ts';
import { createDemo } from './demo.ts';
import { runLoads } from './loads.ts';
import { measurePings } from './pings.ts';
import { SERVER_PLANS } from './plan.ts';

const NOT_SERVED: Omit<Skip, 'competitor'> = {
  suite: 'server',
  workload: 'everything',
  reason: 'a server opens registered engines only',
};

/**
 * Compares servers that compute distances inline and in pools, for every engine: throughput and
 * latency of queries from closed-loop clients, few to many, and beside them the latency of a ping on
 * a connection of its own, which tells how long somebody waits for the distances of others. Then
 * what does not depend on the engine: pings against an echo of the same frames.
 *
 * Each server is a process of its own; all are up at once and take turns under load. Every answer
 * is compared with a brute force, and the answers of all servers with each other, to the last bit.
 * @throws BenchError `DISAGREEMENT`, `SERVER_FAILED`.
 */
export async function runServerSuite(context: SuiteContext): Promise<SuiteResult> {
  const { now, onProgress, seed } = context;
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
      onProgress(`server: ${engine}: storing ${plan.series} series`);
      key = await createDemo(directory, { engine, plan, seed, key });
    }
    if (key === undefined) return [];
    const answers = key;
    const entrants = directories.flatMap(({ engine, directory }) =>
      plan.modes.map((mode) => ({ name: `${engine} ${mode.name}`, directory, mode })),
    );
    onProgress(`server: starting ${entrants.map(({ name }) => name).join(', ')}`);
    return withContestants(entrants, Math.max(...plan.clients), async (contestants) => {
      const loads = await runLoads(contestants, answers, { context, plan });
      onProgress('server: pings, and an echo');
      return [...loads, ...(await measurePings(contestants[0]!.server.url, { plan, now }))];
    });
  });
  return { cells, skips };
}

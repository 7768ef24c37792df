import type { Cell } from '../../cell.ts';
import { measure } from '../../harness.ts';
import type { SuiteContext } from '../context.ts';
import type { AnswerKey } from './answer-key.ts';
import type { Contestant } from './contestants.ts';
import { type LoadStrategy, laneOf } from './lane.ts';
import type { ServerPlan } from './plan.ts';

const STRATEGIES: readonly LoadStrategy[] = ['scan', 'auto'];

/**
 * Loads the contestants in turns, by one strategy after the other, from few clients to many.
 * @throws BenchError `DISAGREEMENT`.
 */
export async function runLoads(
  contestants: readonly Contestant[],
  key: AnswerKey,
  { context, plan }: { readonly context: SuiteContext; readonly plan: ServerPlan },
): Promise<readonly Cell[]> {
  const { now, onProgress } = context;
  const cells: Cell[] = [];
  for (const strategy of STRATEGIES) {
    for (const [step, clients] of plan.clients.entries()) {
      onProgress(
        `server: ${strategy}, clients ${clients}, ${plan.windows} windows of ${plan.windowMs} ms: ` +
          contestants.map(({ name }) => name).join(', '),
      );
      const lanes = contestants.map((contestant) =>
        laneOf(contestant, key, { strategy, clients, plan, now }),
      );
      if (step === 0) for (const lane of lanes) await lane.warmUp();
      const measurements = await measure(
        lanes.map((lane) => lane.competitor),
        { rounds: plan.windows, iterationsPerRound: 1, warmupIterations: 0, now },
      );
      for (const [index, lane] of lanes.entries()) cells.push(...lane.cells(measurements[index]!));
    }
  }
  return cells;
}

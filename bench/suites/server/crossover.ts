import { type Database, openDatabase } from '../../../server/index.ts';
import { type Cell, countedCell } from '../../cell.ts';
import { type Competitor, type Measurement, measure } from '../../harness.ts';
import type { AnswerKey } from './answer-key.ts';
import { type CrossoverPoint, crossoverOf } from './crossing.ts';
import { NEIGHBOURS, type ServerPlan } from './plan.ts';
import { rateCell, windowsOf } from './windows.ts';

/** Searches under way at a time, enough to keep every thread busy. */
const AT_A_TIME = 8;

/** Threads of the pool. */
const THREADS = 2;

const INLINE = 'inline';
const POOLED = `every search to a pool of ${THREADS}`;

export interface CrossoverStep {
  readonly directory: string;
  /** Series that it holds. */
  readonly series: number;
  readonly key: AnswerKey;
}

export interface CrossoverOptions {
  readonly plan: ServerPlan;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
}

/**
 * From which length on a search is better sent to a thread: searches a second of small collections,
 * each a scan, computed inline and all sent to a pool, called in this process; and the length of an
 * inline search at which both are as many.
 * @param steps collections, from small to large
 * @throws BenchError `DISAGREEMENT`.
 */
export async function measureCrossover(
  steps: readonly CrossoverStep[],
  options: CrossoverOptions,
): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  const points: CrossoverPoint[] = [];
  for (const step of steps) {
    const measurements = await measureStep(step, options);
    const { series, key } = step;
    const workload = `scans called in process, ${AT_A_TIME} at a time`;
    const place = { workload, n: series, checksum: key.checksum } as const;
    for (const measurement of measurements) {
      cells.push(rateCell(measurement, { ...place, unit: 'queries per second' }));
    }
    const [inline, pooled] = cells.slice(-2).map(({ p50 }) => 1e3 / p50);
    points.push({ inlineMs: inline!, pooledMs: pooled! });
  }
  const ms = crossoverOf(points);
  if (ms === undefined) return cells;
  const { series, key } = steps.at(-1)!;
  const place = { suite: 'server', competitor: POOLED, workload: 'pays from a search of' } as const;
  const cell = countedCell([ms], { ...place, n: series, unit: 'ms', checksum: key.checksum });
  return [...cells, cell];
}

async function measureStep(
  { directory, key }: CrossoverStep,
  { plan, now }: CrossoverOptions,
): Promise<readonly Measurement[]> {
  const inline = await openDatabase(directory, { readOnly: true });
  const pooled = await openDatabase(directory, {
    readOnly: true,
    workers: THREADS,
    crossoverUs: 0,
  });
  const lane = (name: string, database: Database): Competitor => {
    const ask = async (index: number): Promise<void> => {
      const { id } = key.queries[index]!;
      const answer = await database.nearest({ id }, { k: NEIGHBOURS, strategy: 'scan' });
      key.check(name, index, answer.neighbours);
    };
    const clients = Array.from({ length: AT_A_TIME }, () => ask);
    return windowsOf(name, clients, { key, plan, now });
  };
  try {
    return await measure([lane(INLINE, inline), lane(POOLED, pooled)], {
      rounds: plan.windows,
      iterationsPerRound: 1,
      warmupIterations: 1,
      now,
    });
  } finally {
    await inline.close();
    await pooled.close();
  }
}

import type { Cell, SuiteName } from './cell.ts';

/** Names the cells of one competitor on one workload, whatever their `n`. */
export interface CellName {
  readonly competitor: string;
  readonly workload: string;
}

/** A ratio of two cells that the project sets out to keep on one side of a limit. */
export interface Target {
  readonly suite: SuiteName;
  readonly name: string;
  /** The cell that is judged, divided by … */
  readonly judged: CellName;
  /** … the cell that it is judged by. */
  readonly baseline: CellName;
  readonly statistic: 'p50' | 'p99';
  /** Which side of `limit` and `aim` is the good one. */
  readonly bound: 'at most' | 'at least';
  /** What has to hold. */
  readonly limit: number;
  /** What is worked towards; at least as strict as `limit`. */
  readonly aim: number;
}

/** A target held against the cells of a run. */
export interface TargetResult extends Pick<Target, 'suite' | 'name' | 'bound' | 'limit' | 'aim'> {
  /** The ratio. */
  readonly value: number;
  /** Whether `value` keeps to `limit`. */
  readonly met: boolean;
}

/** Which workload, and how far the ratio may go. */
interface Demand {
  readonly workload: string;
  readonly statistic: Target['statistic'];
  readonly bound: Target['bound'];
  readonly limit: number;
  readonly aim: number;
}

/** What keeping balance may cost on random keys, and what it has to gain elsewhere. */
const RED_BLACK_OVER_UNBALANCED: readonly Demand[] = [
  { workload: 'insert random, memory', statistic: 'p50', bound: 'at most', limit: 2, aim: 1.5 },
  { workload: 'insert sorted, memory', statistic: 'p50', bound: 'at most', limit: 0.5, aim: 0.2 },
  { workload: 'get, memory', statistic: 'p50', bound: 'at most', limit: 1.1, aim: 0.9 },
];

/**
 * What a pool has to be good for, on two cores: one thread for each of them answers more, and one
 * thread, which leaves a core to the event loop, lets nobody wait for the distances of others.
 */
const POOLED_OVER_INLINE: readonly (Demand & { readonly mode: string })[] = [
  {
    mode: 'pooled 2',
    workload: 'scan throughput',
    statistic: 'p50',
    bound: 'at least',
    limit: 1,
    aim: 1.5,
  },
  {
    mode: 'pooled 1',
    workload: 'ping beside scan',
    statistic: 'p99',
    bound: 'at most',
    limit: 1 / 20,
    aim: 1 / 50,
  },
];

/** All targets, for runs that compare the engines `engineNames`. */
export function targetsFor(engineNames: readonly string[]): readonly Target[] {
  const engines = RED_BLACK_OVER_UNBALANCED.map((demand) =>
    targetOf('engines', demand, {
      name: 'red-black over unbalanced',
      judged: 'red-black',
      baseline: 'unbalanced',
    }),
  );
  const servers = engineNames.flatMap((engine) =>
    POOLED_OVER_INLINE.map((demand) =>
      targetOf('server', demand, {
        name: `${engine} ${demand.mode} over inline`,
        judged: `${engine} ${demand.mode}`,
        baseline: `${engine} inline`,
      }),
    ),
  );
  return [...engines, ...servers];
}

function targetOf(
  suite: SuiteName,
  demand: Demand,
  pair: { readonly name: string; readonly judged: string; readonly baseline: string },
): Target {
  const { workload, statistic, bound, limit, aim } = demand;
  return {
    suite,
    name: `${workload}, ${statistic}: ${pair.name}`,
    judged: { competitor: pair.judged, workload },
    baseline: { competitor: pair.baseline, workload },
    statistic,
    bound,
    limit,
    aim,
  };
}

/**
 * Holds every target against the cells that it is about, at the greatest `n` that both competitors
 * have; a target whose cells were not measured gives no result.
 */
export function evaluateTargets(
  targets: readonly Target[],
  cells: readonly Cell[],
): readonly TargetResult[] {
  return targets.flatMap((target) => {
    const pair = pairOf(target, cells);
    if (pair === undefined) return [];
    const { suite, name, statistic, bound, limit, aim } = target;
    const value = pair.judged[statistic] / pair.baseline[statistic];
    const met = bound === 'at most' ? value <= limit : value >= limit;
    return [{ suite, name, bound, limit, aim, value, met }];
  });
}

function pairOf(
  target: Target,
  cells: readonly Cell[],
): { readonly judged: Cell; readonly baseline: Cell } | undefined {
  const named = (name: CellName): readonly Cell[] =>
    cells.filter(
      ({ suite, competitor, workload }) =>
        suite === target.suite && competitor === name.competitor && workload === name.workload,
    );
  const pairs = named(target.judged).flatMap((judged) =>
    named(target.baseline)
      .filter(({ n }) => n === judged.n)
      .map((baseline) => ({ judged, baseline })),
  );
  return pairs.toSorted((a, b) => b.judged.n - a.judged.n)[0];
}

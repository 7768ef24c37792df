import type { Cell } from '../cell.ts';
import type { CellName, Target, TargetResult } from './target.ts';

/**
 * Holds every target against the cells that it is about, at its `n` or the greatest that both
 * competitors have; a target whose cells were not measured gives no result.
 */
export function evaluateTargets(
  targets: readonly Target[],
  cells: readonly Cell[],
): readonly TargetResult[] {
  return targets.flatMap((target): readonly TargetResult[] => {
    const { suite, name, statistic, bound, limit, aim, baselineLeast } = target;
    const pair = pairOf(target, cells);
    if (pair === undefined) return [];
    const base = pair.baseline?.[statistic] ?? 1;
    const place = { suite, name, bound, limit, aim };
    if (baselineLeast !== undefined && base < baselineLeast.value) {
      return [{ ...place, value: undefined, met: undefined, reason: baselineLeast.reason }];
    }
    const value = pair.judged[statistic] / base;
    return [{ ...place, value, met: bound === 'at most' ? value <= limit : value >= limit }];
  });
}

/** The cells of a target; no baseline where it has none. */
interface Pair {
  readonly judged: Cell;
  readonly baseline: Cell | undefined;
}

function pairOf(target: Target, cells: readonly Cell[]): Pair | undefined {
  const named = (name: CellName): readonly Cell[] =>
    cells.filter(
      ({ suite, competitor, workload }) =>
        suite === target.suite && competitor === name.competitor && workload === name.workload,
    );
  const wanted = (n: number): boolean => target.n === undefined || target.n === n;
  const pairs = named(target.judged).flatMap((judged): readonly Pair[] => {
    if (!wanted(judged.n)) return [];
    if (target.baseline === undefined) return [{ judged, baseline: undefined }];
    return named(target.baseline)
      .filter(({ n }) => n === judged.n)
      .map((baseline) => ({ judged, baseline }));
  });
  return pairs.toSorted((a, b) => b.judged.n - a.judged.n)[0];
}

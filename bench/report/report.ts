import type { Cell, Size, Skip, SuiteName } from '../cell.ts';
import type { Environment } from '../environment.ts';
import type { TargetResult } from '../targets.ts';

/** Everything that a run of the benchmarks found. */
export interface BenchReport {
  readonly environment: Environment;
  readonly suites: readonly SuiteName[];
  readonly size: Size;
  /** Seed of all random choices. */
  readonly seed: number;
  readonly cells: readonly Cell[];
  /** What was not measured, and why. */
  readonly skips: readonly Skip[];
  readonly targets: readonly TargetResult[];
}

/** The cells of one workload at one `n`: those that are compared with each other. */
export interface CellGroup {
  readonly suite: SuiteName;
  readonly workload: string;
  readonly n: number;
  readonly unit: Cell['unit'];
  readonly operationsPerSample: number;
  /** At least one. */
  readonly cells: readonly Cell[];
}

/** The same text for the cells that are compared with each other, and for no others. */
export function workloadKey({ suite, workload, n, unit, operationsPerSample }: Cell): string {
  return JSON.stringify([suite, workload, n, unit, operationsPerSample]);
}

/** The groups of `cells`, in the order in which each first appears. */
export function groupCells(cells: readonly Cell[]): readonly CellGroup[] {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const key = workloadKey(cell);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [cell]);
    else group.push(cell);
  }
  return [...groups.values()].map((members) => {
    const { suite, workload, n, unit, operationsPerSample } = members[0]!;
    return { suite, workload, n, unit, operationsPerSample, cells: members };
  });
}

/**
 * The cell that the others of its group are divided by: that of the competitor called `name`, by
 * default the first; undefined when `name` is none of them.
 */
export function baselineOf(group: CellGroup, name: string | undefined): Cell | undefined {
  if (name === undefined) return group.cells[0];
  return group.cells.find((cell) => cell.competitor === name);
}

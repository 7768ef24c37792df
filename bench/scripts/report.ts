import type { SuiteName, SuiteResult } from '../cell.ts';
import type { Surroundings } from '../environment.ts';
import { renderJson, renderTable } from '../index.ts';
import type { BenchReport } from '../report/report.ts';
import { evaluateTargets, targetsFor } from '../targets.ts';

/** Writes what a script found to standard output, and returns whether no target was missed. */
export async function report(
  { cells, skips }: SuiteResult,
  run: {
    readonly suite: SuiteName;
    readonly seed: number;
    readonly engine: string;
    readonly json: boolean;
    /** Looked around before it began. */
    readonly surroundings: Surroundings;
  },
): Promise<boolean> {
  const { suite, seed, engine, json, surroundings } = run;
  const targets = evaluateTargets(targetsFor([engine]), cells);
  const found: BenchReport = {
    environment: await surroundings.end(),
    suites: [suite],
    size: 'default',
    seed,
    cells,
    skips,
    targets,
  };
  process.stdout.write(json ? renderJson(found) : renderTable(found));
  return targets.every(({ met }) => met !== false);
}

/** A number from an option, or the default. @throws RangeError. */
export function numberFrom(option: string | undefined, otherwise: number): number {
  if (option === undefined) return otherwise;
  const number = Number(option);
  if (!Number.isFinite(number) || number <= 0)
    throw new RangeError(`${option} is no number above 0`);
  return number;
}

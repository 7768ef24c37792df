import { UNITS } from '../cell.ts';
import type { TargetResult } from '../targets.ts';
import type { BenchReport } from './report.ts';

/** Raised when a field changes its meaning or goes; new fields may come at any time. */
export const FORMAT_VERSION = 1;

/**
 * The report as a JSON document, ending in a newline: `format`, what ran, the environment, the
 * cells, what was skipped, and the targets. Numbers keep every digit, raw samples seven.
 */
export function renderJson(report: BenchReport): string {
  const { suites, size, seed, environment, cells, skips, targets } = report;
  const document = {
    format: FORMAT_VERSION,
    suites,
    size,
    seed,
    environment,
    units: UNITS,
    cells: cells.map((cell) => Object.assign({}, cell, { raw: cell.raw.map(sevenDigits) })),
    skips,
    targets: targets.map(documentOf),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** What there is none of is null, so that every target has the same fields. */
function documentOf(target: TargetResult): unknown {
  return {
    ...target,
    value: target.value ?? null,
    aim: target.aim ?? null,
    met: target.met ?? null,
  };
}

/** There may be a hundred thousand samples, and no clock tells more of them. */
function sevenDigits(sample: number): number {
  return Number(sample.toPrecision(7));
}

import type { Cell } from '../cell.ts';
import { differencesIn } from '../compare/launch.ts';
import { type BenchReport, type CellGroup, groupCells, workloadKey } from './report.ts';

/** Hexadecimal digits of a commit that tell it from others. */
const COMMIT_DIGITS = 9;

/** A report, and what it is called among others. */
export interface NamedReport {
  /** Name of its file, say. */
  readonly name: string;
  readonly report: BenchReport;
}

/** What is shown at once: one report, or several laid over another. */
export interface Shown {
  /** At least one; each with a label of its own where there are several, else with none. */
  readonly runs: readonly { readonly label: string | undefined; readonly report: BenchReport }[];
  /** Cells of all runs; where there are several, the label stands behind the competitor. */
  readonly groups: readonly CellGroup[];
  /**
   * What a cell is divided by: the chosen competitor of its group, or with several runs the same
   * competitor in the first of them; the cell itself where it is that, undefined where there is none.
   */
  readonly baselineOf: (cell: Cell) => Cell | undefined;
  /** In what the runs do not compare, a sentence each. */
  readonly differences: readonly string[];
}

/**
 * One report as it is shown.
 * @param baseline competitor that the others are divided by where it took part; default the first
 */
export function shownAlone(report: BenchReport, baseline?: string): Shown {
  const groups = groupCells(report.cells);
  const baselines = new Map<Cell, Cell>();
  for (const { cells } of groups) {
    const chosen = cells.find(({ competitor }) => competitor === baseline) ?? cells[0]!;
    for (const cell of cells) baselines.set(cell, chosen);
  }
  return {
    runs: [{ label: undefined, report }],
    groups,
    baselineOf: (cell) => baselines.get(cell),
    differences: [],
  };
}

/**
 * Several reports as one, two at least, the first of them the baseline. A run is labelled with its
 * commit, or with its name where commits do not tell the runs apart.
 */
export function shownTogether(reports: readonly NamedReport[]): Shown {
  const labels = labelsOf(reports);
  const baselines = new Map<Cell, Cell>();
  const names = new Map<Cell, string>();
  const firsts = new Map<string, Cell>();
  for (const [index, { report }] of reports.entries()) {
    for (const cell of report.cells) {
      const { competitor } = cell;
      const labelled: Cell = { ...cell, competitor: `${competitor} @ ${labels[index]!}` };
      names.set(labelled, competitor);
      const key = JSON.stringify([competitor, workloadKey(cell)]);
      if (index === 0) firsts.set(key, labelled);
      const first = firsts.get(key);
      if (first !== undefined) baselines.set(labelled, first);
    }
  }
  // The runs of one competitor stand beside each other, in the order in which competitors appear.
  const order = [...new Set(names.values())];
  const placeOf = (cell: Cell): number => order.indexOf(names.get(cell)!);
  return {
    runs: reports.map(({ report }, index) => ({ label: labels[index]!, report })),
    groups: groupCells([...names.keys()].toSorted((a, b) => placeOf(a) - placeOf(b))),
    baselineOf: (cell) => baselines.get(cell),
    differences: differencesIn(reports.map(({ report }) => report)),
  };
}

function labelsOf(reports: readonly NamedReport[]): readonly string[] {
  const commits = reports.map(({ report: { environment } }) => shortCommit(environment.commit));
  const names = reports.map(({ name }) => name);
  if (areDistinct(commits)) return commits.map(String);
  return areDistinct(names) ? names : names.map((name, index) => `${index + 1} ${name}`);
}

function areDistinct(labels: readonly (string | undefined)[]): boolean {
  return new Set(labels).size === labels.length && !labels.includes(undefined);
}

/** `0123456789abcdef…-dirty` in few characters. */
function shortCommit(commit: string | undefined): string | undefined {
  const [digits, ...changed] = commit?.split('-') ?? [];
  return digits === undefined ? undefined : [digits.slice(0, COMMIT_DIGITS), ...changed].join('-');
}

import type { Cell, SuiteName, Unit } from '../cell.ts';
import type { CellGroup } from './report.ts';

/** One workload at several values of one quantity. */
export interface Sweep {
  readonly suite: SuiteName;
  /** The workload, without the quantity where that is in its name. */
  readonly workload: string;
  /** What differs: `n`, or a word such as `points` or `clients`. */
  readonly quantity: string;
  readonly unit: Unit;
  /** By competitor, in the order in which they appear; two values at least, ascending. */
  readonly series: readonly SweepSeries[];
}

/** What one competitor has of a sweep. */
export interface SweepSeries {
  readonly competitor: string;
  readonly steps: readonly { readonly value: number; readonly cell: Cell }[];
}

/** Quantities in the names of workloads, behind their number. */
const QUANTITY = /,?(?<! \+) (\d[\d,]*)(?:×| (points|clients|bytes|vantage points|neighbours)\b)/;

/** What `×` behind a number counts. */
const TIMES = 'times';

/** Fewer values than that make no curve. */
const VALUES_LEAST = 2;

/** Fewer curves than that say nothing where each has two values only. */
const SERIES_LEAST = 2;

/**
 * The workloads that were measured at several values of one quantity: of `n`, or of a number in
 * their names, as in `distance, 128 points` or `entries replaced 4×`.
 */
export function sweepsOf(groups: readonly CellGroup[]): readonly Sweep[] {
  const families = new Map<
    string,
    { readonly of: Omit<Sweep, 'series'>; readonly cells: Step[] }
  >();
  for (const { suite, workload, n, unit, cells } of groups) {
    const named = QUANTITY.exec(workload);
    const [, digits = '', quantity = named === null ? 'n' : TIMES] = named ?? [];
    const place = workload.replace(QUANTITY, '');
    const value = named === null ? n : Number(digits.replaceAll(',', ''));
    const key = JSON.stringify([suite, place, unit]);
    const family = families.get(key) ?? {
      of: { suite, workload: place, quantity, unit },
      cells: [],
    };
    families.set(key, family);
    family.cells.push(...cells.map((cell) => ({ value, cell })));
  }
  return [...families.values()].flatMap(({ of, cells }): readonly Sweep[] => {
    const names = [...new Set(cells.map(({ cell }) => cell.competitor))];
    const series = names
      .map((competitor) => ({
        competitor,
        steps: cells
          .filter(({ cell }) => cell.competitor === competitor)
          .toSorted((a, b) => a.value - b.value),
      }))
      .filter(({ steps }) => new Set(steps.map(({ value }) => value)).size >= VALUES_LEAST);
    const few = series.length < SERIES_LEAST && series.every(({ steps }) => steps.length < 3);
    return few || series.length === 0 ? [] : [{ ...of, series }];
  });
}

type Step = SweepSeries['steps'][number];

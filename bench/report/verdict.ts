import { type Cell, UNITS, type Unit } from '../cell.ts';
import type { Interval } from '../median-interval.ts';

/** Units that a clock decides, in which two runs of the same code differ. */
const TIMED: ReadonlySet<Unit> = new Set<Unit>([
  'ns per operation',
  'ms',
  'queries per second',
  'requests per second',
  'inserts per second',
]);

/** Fewer samples than that have no interval worth the name. */
const SAMPLES_LEAST = 3;

/** What can be said of a cell beside another one. */
export interface Verdict {
  /** `unclear` where the intervals of the medians overlap, or there are too few samples. */
  readonly tag: 'better' | 'worse' | 'unclear';
  /** How many times better the cell is than the baseline, by their medians: below 1 it is worse. */
  readonly factor: number;
  /** The least and the greatest such factor, from the near and the far ends of both intervals. */
  readonly interval: Interval;
}

/** Whether the cells in `unit` are times or rates. */
export function isTimed(unit: Unit): boolean {
  return TIMED.has(unit);
}

/**
 * Holds a cell against the baseline of its group. What was counted differs when it is not the same;
 * what was timed when the 95 % intervals of the medians have nothing in common, and each is of three
 * samples at least.
 */
export function verdictOn(cell: Cell, baseline: Cell): Verdict {
  const lower = UNITS[cell.unit].better === 'lower';
  const times = (of: number, over: number): number => (lower ? over / of : of / over);
  const [low, high] = cell.p50Interval;
  const [baseLow, baseHigh] = baseline.p50Interval;
  const ends = [times(low, baseHigh), times(high, baseLow)].toSorted((a, b) => a - b);
  const interval: Interval = [ends[0]!, ends[1]!];
  const factor = times(cell.p50, baseline.p50);
  const enough = !isTimed(cell.unit) || Math.min(cell.samples, baseline.samples) >= SAMPLES_LEAST;
  if (enough && interval[0] > 1) return { tag: 'better', factor, interval };
  if (enough && interval[1] < 1) return { tag: 'worse', factor, interval };
  return { tag: 'unclear', factor, interval };
}

/** The cells of a group, the best median first; of equal ones in the order given. */
export function bestFirst(cells: readonly Cell[]): readonly Cell[] {
  return cells.toSorted((a, b) =>
    UNITS[a.unit].better === 'lower' ? a.p50 - b.p50 : b.p50 - a.p50,
  );
}

import type { Cell, SuiteName } from '../cell.ts';
import { distributionOf } from '../statistics.ts';
import type { CellGroup } from './report.ts';
import type { Shown } from './shown.ts';
import { isTimed, type Verdict, verdictOn } from './verdict.ts';

/** One competitor beside one baseline, over everything timed that a suite has of both. */
export interface Tally {
  readonly suite: SuiteName;
  readonly competitor: string;
  readonly baseline: string;
  /** At least one. */
  readonly entries: readonly Entry[];
  readonly better: number;
  readonly worse: number;
  readonly unclear: number;
  /** Of the workloads, the median of how many times faster the competitor is. */
  readonly factor: number;
}

/** A cell that is compared. */
export interface Entry {
  readonly group: CellGroup;
  readonly cell: Cell;
  readonly verdict: Verdict;
}

/** The tallies of what is shown, in the order in which competitors appear. */
export function talliesOf({ groups, baselineOf }: Shown): readonly Tally[] {
  const pairs = new Map<string, { readonly baseline: string; readonly entries: Entry[] }>();
  for (const group of groups) {
    if (!isTimed(group.unit)) continue;
    for (const cell of group.cells) {
      const baseline = baselineOf(cell);
      if (baseline === undefined || baseline === cell) continue;
      const key = JSON.stringify([group.suite, cell.competitor, baseline.competitor]);
      const pair = pairs.get(key) ?? { baseline: baseline.competitor, entries: [] };
      pairs.set(key, pair);
      pair.entries.push({ group, cell, verdict: verdictOn(cell, baseline) });
    }
  }
  return [...pairs.values()].map(({ baseline, entries }) => {
    const { cell, group } = entries[0]!;
    const place = { suite: group.suite, competitor: cell.competitor, baseline, entries };
    return Object.assign(place, sumsOf(entries));
  });
}

/** The counts of verdicts, and the median factor. */
export function sumsOf(
  entries: readonly Entry[],
): Pick<Tally, 'better' | 'worse' | 'unclear' | 'factor'> {
  const count = (tag: Verdict['tag']): number =>
    entries.filter(({ verdict }) => verdict.tag === tag).length;
  const factors = entries.map(({ verdict }) => verdict.factor).filter(Number.isFinite);
  return {
    better: count('better'),
    worse: count('worse'),
    unclear: count('unclear'),
    factor: factors.length === 0 ? Number.NaN : distributionOf(factors, 'higher').p50,
  };
}

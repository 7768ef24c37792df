import type { SuiteName } from '../cell.ts';
import { formatCount, formatRatio } from './format.ts';
import type { CellGroup } from './report.ts';
import type { Shown } from './shown.ts';
import { sumsOf, type Tally, talliesOf } from './tally.ts';
import { bestFirst, isTimed, verdictOn } from './verdict.ts';

/** What is shown says, in words; clauses without their full stop. */
export interface Headline {
  /** The outcome of all of it, or of its first suite. */
  readonly title: string;
  /** The outcome of every other suite. */
  readonly others: readonly string[];
  /** The outcome for every two that were compared. */
  readonly pairs: readonly string[];
}

/** A pair that shares fewer workloads than this part of the most is no main one of its suite. */
const MAIN_LEAST = 0.5;

/**
 * The outcome in words: who is faster, on how many workloads, and by how much. It claims a difference
 * only where intervals do not overlap, and none at all for a smoke run, whose times mean nothing.
 */
export function headlineOf(shown: Shown): Headline {
  const { runs, groups } = shown;
  const nothing = { others: [], pairs: [] };
  if (groups.length === 0) return { title: 'Nothing was measured', ...nothing };
  if (runs.some(({ report }) => report.size === 'smoke')) {
    return { title: 'A smoke run: everything ran, and times of it mean nothing', ...nothing };
  }
  const tallies = talliesOf(shown);
  if (tallies.length === 0) {
    return { title: `${countOf(groups.length, 'workload')}, and nothing to compare`, ...nothing };
  }
  const pairs = tallies.map((tally) => `${tally.suite}: ${describeTally(tally)}`);
  if (runs.length > 1) return { title: describeRuns(shown, tallies), others: [], pairs };
  const suites = [...new Set(tallies.map(({ suite }) => suite))];
  const [title, ...others] = suites.map((suite) => describeSuite(suite, groups, tallies));
  return { title: title!, others, pairs };
}

/** A tally as a clause: `a is faster than b on 5 of 9 workloads, slower on 3, …`. */
export function describeTally(tally: Tally): string {
  const { entries, better, worse, unclear } = tally;
  const all = countOf(entries.length, 'workload');
  if (unclear === entries.length) {
    return `no clear difference between ${tally.competitor} and ${tally.baseline} on ${all}`;
  }
  // Who is faster more often is spoken of.
  const ahead = better >= worse;
  const [subject, object] = ahead
    ? [tally.competitor, tally.baseline]
    : [tally.baseline, tally.competitor];
  const [wins, losses] = ahead ? [better, worse] : [worse, better];
  return [
    `${subject} is faster than ${object} on ${formatCount(wins)} of ${all}`,
    ...(losses === 0 ? [] : [`, slower on ${formatCount(losses)}`]),
    ...(unclear === 0 ? [] : [`, no clear difference on ${formatCount(unclear)}`]),
    `; at the median ${describeFactor(ahead ? tally.factor : 1 / tally.factor)}`,
  ].join('');
}

/** How many times faster, or slower, in words: `2.31 times faster`. */
function describeFactor(factor: number): string {
  const faster = factor >= 1;
  const times = formatRatio(faster ? factor : 1 / factor);
  return times === '1.00' ? 'as fast' : `${times} times ${faster ? 'faster' : 'slower'}`;
}

/**
 * A suite in one clause: its main pair, or where there are several, who is ahead of all others; where
 * that is nobody on most workloads, also the pair that is furthest apart.
 */
function describeSuite(
  suite: SuiteName,
  groups: readonly CellGroup[],
  tallies: readonly Tally[],
): string {
  const own = tallies.filter((tally) => tally.suite === suite);
  const most = Math.max(...own.map(({ entries }) => entries.length));
  const main = own.filter(({ entries }) => entries.length >= MAIN_LEAST * most);
  const clause =
    main.length === 1
      ? describeTally(main[0]!)
      : describeFastest(
          groups.filter((group) => group.suite === suite),
          main,
        );
  return `${suite}: ${clause}`;
}

/** The tally with the greatest median factor, one way or the other; there is one at least. */
function furthestApart(tallies: readonly Tally[]): Tally {
  return tallies.reduce((most, tally) => (distanceOf(tally) > distanceOf(most) ? tally : most));
}

function distanceOf({ factor }: Tally): number {
  return Math.abs(Math.log(factor));
}

/** Who is clearly faster than all others, and how often. */
function describeFastest(groups: readonly CellGroup[], main: readonly Tally[]): string {
  const compared = groups.filter(({ unit, cells }) => isTimed(unit) && cells.length > 1);
  const wins = new Map<string, number>();
  for (const { cells } of compared) {
    const [first, ...others] = bestFirst(cells);
    if (others.some((other) => verdictOn(first!, other).tag !== 'better')) continue;
    wins.set(first!.competitor, (wins.get(first!.competitor) ?? 0) + 1);
  }
  const all = countOf(compared.length, 'workload');
  const ordered = [...wins].toSorted(([, a], [, b]) => b - a);
  const [best] = ordered;
  const open = compared.length - ordered.reduce((sum, [, count]) => sum + count, 0);
  if (best === undefined || open > compared.length / 2) {
    const pair = describeTally(furthestApart(main));
    return `on ${formatCount(open)} of ${all} nobody is clearly the fastest; furthest apart, ${pair}`;
  }
  const others = ordered.slice(1).map(([name, count]) => `, ${name} on ${formatCount(count)}`);
  const nobody = open === 0 ? '' : `; on ${formatCount(open)} nobody is`;
  const [name, count] = best;
  return `${name} is clearly the fastest on ${formatCount(count)} of ${all}${others.join('')}${nobody}`;
}

/** The later runs beside the first, over all that both have. */
function describeRuns({ runs }: Shown, tallies: readonly Tally[]): string {
  const entries = tallies.flatMap((tally) => tally.entries);
  const { better, worse, unclear } = sumsOf(entries);
  const [first, ...later] = runs.map(({ label }) => label);
  return (
    `${later.join(', ')} beside ${first}: faster in ${formatCount(better)} of ` +
    `${countOf(entries.length, 'measurement')}, slower in ${formatCount(worse)}, ` +
    `no clear difference in ${formatCount(unclear)}`
  );
}

function countOf(count: number, what: string): string {
  return `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`;
}

import { formatCount, formatRatio } from './format.ts';
import type { CellGroup } from './report.ts';
import type { Shown } from './shown.ts';
import { sumsOf, type Tally, talliesOf } from './tally.ts';
import { bestFirst, isTimed, verdictOn } from './verdict.ts';

/** What a run says, in words. */
export interface Headline {
  /** One sentence without its full stop. */
  readonly title: string;
  /** A sentence for every two that were compared. */
  readonly sentences: readonly string[];
}

/**
 * The outcome in words: who is faster, on how many workloads, and by how much. It claims a difference
 * only where intervals do not overlap, and none at all for a smoke run, whose times mean nothing.
 */
export function headlineOf(shown: Shown): Headline {
  const { runs, groups } = shown;
  const smoke = runs.some(({ report }) => report.size === 'smoke');
  if (groups.length === 0) return { title: 'Nothing was measured', sentences: [] };
  if (smoke) {
    const title = 'A smoke run: everything ran, and times of it mean nothing';
    return { title, sentences: [] };
  }
  const tallies = talliesOf(shown);
  const sentences = tallies.map((tally) => `${tally.suite}: ${describeTally(tally)}.`);
  if (tallies.length === 0) {
    return { title: `${countOf(groups.length, 'workload')}, and nothing to compare`, sentences };
  }
  if (runs.length > 1) return { title: overlayTitle(shown, tallies), sentences };
  const [lead] = tallies;
  const own = tallies.filter(({ suite }) => suite === lead!.suite);
  if (own.length === 1) return { title: describeTally(lead!), sentences };
  return { title: fastestTitle(groups.filter(({ suite }) => suite === lead!.suite)), sentences };
}

/** A tally as a clause: `unbalanced is faster than red-black on 3 of 9 workloads, slower on 4, …`. */
export function describeTally(tally: Tally): string {
  const { competitor, baseline, entries, better, worse, unclear, factor } = tally;
  const of = `of ${countOf(entries.length, 'workload')}`;
  if (unclear === entries.length) {
    return `no clear difference between ${competitor} and ${baseline} on ${countOf(unclear, 'workload')}`;
  }
  const [more, less, most, least] =
    better >= worse
      ? (['faster', 'slower', better, worse] as const)
      : (['slower', 'faster', worse, better] as const);
  const others = [
    ...(least === 0 ? [] : [`, ${less} on ${formatCount(least)}`]),
    ...(unclear === 0 ? [] : [`, no clear difference on ${formatCount(unclear)}`]),
  ];
  const counts = `is ${more} than ${baseline} on ${formatCount(most)} ${of}${others.join('')}`;
  return `${competitor} ${counts}; at the median ${describeFactor(factor)}`;
}

/** How many times faster, or slower, in words: `2.31 times faster`. */
function describeFactor(factor: number): string {
  const faster = factor >= 1;
  const times = formatRatio(faster ? factor : 1 / factor);
  return times === '1.00' ? 'as fast' : `${times} times ${faster ? 'faster' : 'slower'}`;
}

/** Who is clearly faster than all others most often. */
function fastestTitle(groups: readonly CellGroup[]): string {
  const compared = groups.filter(({ unit, cells }) => isTimed(unit) && cells.length > 1);
  const wins = new Map<string, number>();
  for (const { cells } of compared) {
    const [first, ...others] = bestFirst(cells);
    if (others.some((other) => verdictOn(first!, other).tag !== 'better')) continue;
    wins.set(first!.competitor, (wins.get(first!.competitor) ?? 0) + 1);
  }
  const of = `of ${countOf(compared.length, 'workload')} in the suite ${groups[0]!.suite}`;
  const [best, ...rest] = [...wins].toSorted(([, a], [, b]) => b - a);
  if (best === undefined) return `Nobody is clearly the fastest on any ${of}`;
  const [name, count] = best;
  const clear = rest.reduce((sum, [, wins_]) => sum + wins_, count);
  const open = compared.length - clear;
  const nobody = open === 0 ? '' : `; on ${formatCount(open)} nobody is`;
  return `${name} is clearly the fastest on ${formatCount(count)} ${of}${nobody}`;
}

/** The later runs beside the first, over all that both have. */
function overlayTitle({ runs }: Shown, tallies: readonly Tally[]): string {
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

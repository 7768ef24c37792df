import { distributionOf } from '../../statistics.ts';
import { denominatorOf } from './denominator.ts';
import { shareOf, type Work } from './lane.ts';
import type { SearchCase } from './plan.ts';
import { add, medianOf, type Run } from './run.ts';
import type { Turns } from './turns.ts';

/** One question of a case in all draws of its vantage points. */
export interface Outcome {
  readonly workload: string;
  readonly k: number;
  /** Whether its medians are compared with those of other draws and cases. */
  readonly compared: boolean;
  /** By draw, then by competitor. */
  readonly draws: (readonly Turns[])[];
}

/** Adds the cells of one question: times, shares computed, and how both depend on the draw. */
export function reportOutcome(
  run: Run,
  { collection, measure, n }: SearchCase,
  outcome: Outcome,
): void {
  const { workload, k, compared, draws } = outcome;
  for (const [lane, { name: competitor, checksum }] of draws[0]!.entries()) {
    const turns = draws.map((draw) => draw[lane]!);
    const work = turns.flatMap((turn) => turn.work);
    const place = { competitor, n, checksum } as const;
    const ms = turns.flatMap((turn) => Array.from(turn.ms));
    const byDraw = turns.map((turn) => medianOf(turn.ms));
    add(run, ms, { ...place, workload, unit: 'ms', note: wayNote(competitor, work) });
    const recall = meanOf(turns.map((turn) => turn.recall));
    if (compared) run.medians.push({ collection, measure, n, k, competitor, byDraw, recall });
    if (work.length === 0 || competitor === 'scan' || !compared) continue;
    const unit = '% of the collection';
    const note = vantageNote(work);
    add(run, work.map(shareOf), { ...place, workload: `computed, ${workload}`, unit, note });
    if (competitor !== 'auto' && competitor !== 'filter') continue;
    const means = turns.map((turn) => meanOf(turn.work.map(shareOf)));
    add(run, means, { ...place, workload: `computed, mean by draw, ${workload}`, unit });
    if (competitor === 'auto' && k === 1) {
      reportOverDenominator(run, { place, workload, draws, turns });
    }
  }
}

/** What the vantage points drawn make of it, beside the same scan under the same load. */
function reportOverDenominator(
  run: Run,
  {
    place,
    workload,
    draws,
    turns,
  }: {
    readonly place: { readonly competitor: string; readonly n: number; readonly checksum: number };
    readonly workload: string;
    readonly draws: readonly (readonly Turns[])[];
    readonly turns: readonly Turns[];
  },
): void {
  const scans = draws.map((draw) => medianOf(denominatorOf(draw).ms));
  const over = (statistic: 'p50' | 'p95'): readonly number[] =>
    turns.map(({ ms }, draw) => distributionOf(ms, 'lower')[statistic] / scans[draw]!);
  const times = { ...place, unit: 'times' } as const;
  add(run, over('p50'), { ...times, workload: `p50 over scan by draw, ${workload}` });
  add(run, over('p95'), { ...times, workload: `p95 over scan by draw, ${workload}` });
  const medians = turns.map(({ ms }) => medianOf(ms));
  add(run, medians, { ...place, unit: 'ms', workload: `p50 by draw, ${workload}` });
}

/** How much longer a search for more neighbours takes, by draw. */
export function reportMoreNeighbours(
  run: Run,
  { collection, measure, n }: SearchCase,
  outcomes: readonly Outcome[],
): void {
  const [few, many] = outcomes;
  if (few === undefined || many === undefined) return;
  const competitor = 'auto';
  const medians = ({ draws }: Outcome): readonly number[] =>
    draws.map((turns) => medianOf(turns.find(({ name }) => name === competitor)!.ms));
  const fewer = medians(few);
  add(
    run,
    medians(many).map((median, draw) => median / fewer[draw]!),
    {
      competitor,
      n,
      unit: 'times',
      workload: `p50 of ${many.k}-NN over ${few.k}-NN by draw, ${collection}, ${measure}`,
      checksum: many.draws[0]![0]!.checksum,
    },
  );
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Which way `auto` went, or where a strategy that was asked for gave way to another. */
export function wayNote(competitor: string, work: readonly Work[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { strategy } of work) counts.set(strategy, (counts.get(strategy) ?? 0) + 1);
  if (counts.size === 0 || (counts.size === 1 && counts.has(competitor))) return undefined;
  const shares = [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${((100 * count) / work.length).toFixed(0)} %`);
  return `answered by ${shares.join(', ')}`;
}

function vantageNote(work: readonly Work[]): string {
  const most = Math.max(...work.map(({ vantageDistances }) => vantageDistances));
  return `besides ${most} distances a query to vantage points`;
}

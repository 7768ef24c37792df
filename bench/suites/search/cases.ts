import type { Database, Query } from '../../../server/index.ts';
import { distributionOf } from '../../statistics.ts';
import { seededOrder } from '../../workloads/index.ts';
import { type Asked, askScan } from './answers.ts';
import { buildDatabase } from './build.ts';
import { DENOMINATOR, denominatorLane } from './denominator.ts';
import { type Lane, strategyLane, type Work } from './lane.ts';
import type { Material } from './material.ts';
import { NEIGHBOURS, ROUNDS, type SearchCase } from './plan.ts';
import { add, medianOf, type Run, workloadOf } from './run.ts';
import { type Turns, takeTurns } from './turns.ts';

const NEIGHBOURS_MAX: number = Math.max(...NEIGHBOURS);

/** What a case asks, and one answer to each from a scan. */
interface Questions {
  readonly byValue: Asked;
  readonly byId: Asked;
}

/** One question of a case in all draws of its vantage points. */
interface Outcome {
  readonly workload: string;
  readonly k: number;
  /** Whether its medians are compared with those of other draws and cases. */
  readonly compared: boolean;
  /** By draw, then by competitor. */
  readonly draws: (readonly Turns[])[];
}

/**
 * Searches one collection with every strategy, under several draws of the vantage points, one
 * database at a time. Every answer is compared with a scan's.
 * @throws BenchError `DISAGREEMENT`.
 */
export async function runCase(run: Run, wanted: SearchCase): Promise<void> {
  const material = await run.material(wanted.collection);
  if (material === undefined) return;
  const one: SearchCase = { ...wanted, n: Math.min(wanted.n, material.seriesMax) };
  const { collection, measure, n, draws } = one;
  const nearest = NEIGHBOURS.map((k): Outcome => {
    return { workload: workloadOf(collection, measure, k), k, compared: true, draws: [] };
  });
  const byId: Outcome = {
    workload: `${workloadOf(collection, measure, 1)} by id`,
    k: 1,
    compared: false,
    draws: [],
  };
  let questions: Questions | undefined;
  for (let draw = 0; draw < draws; draw += 1) {
    const place = `search: ${collection}, ${measure}, n ${n}, draw ${draw + 1} of ${draws}`;
    run.onProgress(`${place}: storing`);
    const database = await buildDatabase(material, { measure, n, draw, seed: run.seed });
    try {
      run.onProgress(`${place}: asking`);
      questions ??= await ask(database, material, { one, seed: run.seed });
      const lanes = lanesOf(database, one);
      for (const outcome of [...nearest, byId]) {
        const asked = outcome === byId ? questions.byId : questions.byValue;
        const { k } = outcome;
        outcome.draws.push(await takeTurns(lanes, asked, { k, rounds: ROUNDS, now: run.now }));
      }
    } finally {
      await database.close();
    }
  }
  for (const outcome of [...nearest, byId]) report(run, one, outcome);
  reportMoreNeighbours(run, one, nearest);
}

async function ask(
  database: Database,
  material: Material,
  { one, seed }: { readonly one: SearchCase; readonly seed: number },
): Promise<Questions> {
  const values = material.others(one.queries).map((series): Query => ({ series }));
  const chosen = seededOrder('asked by id', seed, one.n).subarray(0, one.byId);
  const wanted = new Set(chosen);
  const ids: Query[] = [];
  let ordinal = 0;
  for (const { id } of material.rows(Math.max(...chosen) + 1)) {
    if (wanted.has(ordinal)) ids.push({ id });
    ordinal += 1;
  }
  return {
    byValue: await askScan(database, values, NEIGHBOURS_MAX),
    byId: await askScan(database, ids, 1),
  };
}

/** The denominator first, so that tables divide by it. */
function lanesOf(database: Database, { queries, slowQueries }: SearchCase): readonly Lane[] {
  return [
    denominatorLane(database, slowQueries),
    ...(['auto', 'filter', 'shell'] as const).map((name) => strategyLane(database, name, queries)),
    strategyLane(database, 'ball', slowQueries),
  ];
}

function report(run: Run, { collection, measure, n }: SearchCase, outcome: Outcome): void {
  const { workload, k, compared, draws } = outcome;
  for (const [lane, { name: competitor, checksum }] of draws[0]!.entries()) {
    const turns = draws.map((draw) => draw[lane]!);
    const work = turns.flatMap((turn) => turn.work);
    const place = { competitor, n, checksum } as const;
    const ms = turns.flatMap((turn) => Array.from(turn.ms));
    const byDraw = turns.map((turn) => medianOf(turn.ms));
    add(run, ms, { ...place, workload, unit: 'ms', note: wayNote(competitor, work) });
    if (compared) run.medians.push({ collection, measure, n, k, competitor, byDraw });
    if (competitor === DENOMINATOR || !compared) continue;
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
  const scans = draws.map((draw) => medianOf(draw.find(({ name }) => name === DENOMINATOR)!.ms));
  const over = (statistic: 'p50' | 'p95'): readonly number[] =>
    turns.map(({ ms }, draw) => distributionOf(ms, 'lower')[statistic] / scans[draw]!);
  const times = { ...place, unit: 'times' } as const;
  add(run, over('p50'), { ...times, workload: `p50 over ${DENOMINATOR} by draw, ${workload}` });
  add(run, over('p95'), { ...times, workload: `p95 over ${DENOMINATOR} by draw, ${workload}` });
  const medians = turns.map(({ ms }) => medianOf(ms));
  add(run, medians, { ...place, unit: 'ms', workload: `p50 by draw, ${workload}` });
}

/** How much longer a search for more neighbours takes, by draw. */
function reportMoreNeighbours(
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

function shareOf({ distances, live }: Work): number {
  return (100 * distances) / live;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Which way `auto` went, or where a strategy that was asked for gave way to another. */
function wayNote(competitor: string, work: readonly Work[]): string | undefined {
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

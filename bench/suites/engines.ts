import { join } from 'node:path';
import type { Engine, EngineFile, Entry, Feature } from '../../engines/index.ts';
import { type Cell, cellOf, type Skip, type SuiteResult } from '../cell.ts';
import { type Competitor, measure } from '../harness.ts';
import { randomEntries, seededOrder, sortedEntries } from '../workloads/index.ts';
import { type SuiteContext, supports } from './context.ts';
import { getEach, insertAll, putAll, putEach, scanEach } from './engine-competitors.ts';
import { ENGINE_PLANS, type EnginePlan, RANGE_LENGTH } from './engine-plan.ts';
import { withScratch } from './scratch.ts';

/** Where the engines keep their trees. */
type Place = 'memory' | 'file';

/** A run under way. */
interface Run extends SuiteContext {
  readonly plan: EnginePlan;
  readonly newPath: (place: Place) => string | undefined;
  readonly cells: Cell[];
  readonly skips: Skip[];
}

/**
 * Compares the engines themselves: insertion in random and in ascending order, get, range, in
 * memory and with a file, and a durable put on a file. Whatever an engine answers is compared with
 * what was put.
 * @throws BenchError `DISAGREEMENT`.
 */
export async function runEnginesSuite(context: SuiteContext): Promise<SuiteResult> {
  const cells: Cell[] = [];
  const skips: Skip[] = [];
  await withScratch(async (folder) => {
    let files = 0;
    const newPath = (place: Place): string | undefined =>
      place === 'memory' ? undefined : join(folder, `${files++}.vantage`);
    const run: Run = { ...context, plan: ENGINE_PLANS[context.size], newPath, cells, skips };
    for (const place of ['memory', 'file'] as const) {
      const engines = place === 'memory' ? run.engines : persistent(run);
      if (engines.length > 0) {
        await runInserts(run, engines, place);
        await runReads(run, engines, place);
      }
    }
  });
  return { cells, skips };
}

function persistent(run: Run): readonly Engine[] {
  return eligible(run, run.engines, {
    workload: 'everything with a file',
    reason: (engine) => lack(engine, 'persistence'),
  });
}

function lack(engine: Engine, feature: Feature): string | undefined {
  return supports(engine, feature) ? undefined : `the engine declares no support for ${feature}`;
}

async function runInserts(run: Run, engines: readonly Engine[], place: Place): Promise<void> {
  const { plan, seed } = run;
  const insert = async (
    contenders: readonly Engine[],
    what: Pick<Workload, 'workload' | 'noteOn'> & { readonly entries: readonly Entry[] },
  ): Promise<void> => {
    const { workload, entries, noteOn } = what;
    const newPath = (): string | undefined => run.newPath(place);
    const competitors = contenders.map((engine) => insertAll(engine, entries, newPath));
    await compare(run, competitors, { workload, n: entries.length, pace: INSERTIONS, noteOn });
  };
  const random = randomEntries('all', seed, plan.entries);
  await insert(engines, { workload: `insert random, ${place}`, entries: random });

  // All engines at a number that each can bear, then all that can at the full number.
  const workload = `insert sorted, ${place}`;
  const sorted = sortedEntries('sorted', seed, plan.entries);
  await insert(engines, {
    workload,
    entries: sorted.slice(0, plan.entriesSortedUnbounded),
    noteOn: quadratic,
  });
  const bounded = eligible(run, engines, {
    workload,
    n: plan.entries,
    reason: quadratic,
  });
  await insert(bounded, { workload, entries: sorted });
}

/** What makes sorted input hard on an engine, or undefined. */
function quadratic({ manifest }: Engine): string | undefined {
  if (manifest.heightMax !== undefined) return undefined;
  return 'the engine bounds no height: time grows as n² on sorted keys';
}

async function runReads(run: Run, engines: readonly Engine[], place: Place): Promise<void> {
  const { plan, seed } = run;
  const entries = randomEntries('all', seed, plan.entries);
  const opened: { readonly engine: Engine; readonly file: EngineFile }[] = [];
  try {
    for (const engine of engines) {
      opened.push({ engine, file: await fill(engine, entries, run.newPath(place)) });
    }
    const n = entries.length;
    const gets = { reads: plan.getsPerSample, order: seededOrder('gets', seed, n) };
    await compare(
      run,
      opened.map(({ engine, file }) => getEach(engine, file, entries, gets)),
      { workload: `get, ${place}`, n, pace: READS },
    );

    const workload = `range of ${RANGE_LENGTH}, ${place}`;
    const ranging = eligible(run, engines, {
      workload,
      reason: (engine) => lack(engine, 'range'),
    });
    const ascending = entries.toSorted((a, b) => Buffer.compare(a.key, b.key));
    const starts = seededOrder('ranges', seed, n - RANGE_LENGTH + 1);
    const ranges = { reads: plan.rangesPerSample, order: starts, length: RANGE_LENGTH };
    await compare(
      run,
      opened
        .filter(({ engine }) => ranging.includes(engine))
        .map(({ engine, file }) => scanEach(engine, file, ascending, ranges)),
      { workload, n, pace: READS },
    );

    if (place === 'memory') return;
    const puts = randomEntries('durable', seed, (plan.rounds + 1) * plan.putsPerRound);
    await compare(
      run,
      opened.map(({ engine, file }) => putEach(engine, file, puts)),
      { workload: 'durable put, file', n, pace: PUTS },
    );
  } finally {
    for (const { file } of opened) await file.close();
  }
}

/** A file that holds `entries`, put in their order; one at a path is reopened. */
async function fill(
  engine: Engine,
  entries: readonly Entry[],
  path: string | undefined,
): Promise<EngineFile> {
  const file = await engine.open(path);
  await putAll(file, entries);
  if (path === undefined) return file;
  await file.close();
  return engine.open(path);
}

/** What is compared. */
interface Workload {
  readonly workload: string;
  readonly n: number;
  readonly pace: Pace;
  /** What a reader must know of an engine's cell, if anything. */
  readonly noteOn?: ((engine: Engine) => string | undefined) | undefined;
}

/** How often a competitor's turn comes, and how many iterations a turn is. */
type Pace = (plan: EnginePlan) => { readonly rounds: number; readonly iterationsPerRound: number };

const INSERTIONS: Pace = (plan) => ({ rounds: plan.insertRounds, iterationsPerRound: 1 });
const READS: Pace = ({ rounds, samplesPerRound }) => {
  return { rounds, iterationsPerRound: samplesPerRound };
};
const PUTS: Pace = ({ rounds, putsPerRound }) => ({ rounds, iterationsPerRound: putsPerRound });

/** Measures the competitors and keeps their cells; a round's worth of iterations warms up. */
async function compare(
  run: Run,
  competitors: readonly Competitor[],
  { workload, n, pace, noteOn }: Workload,
): Promise<void> {
  if (competitors.length === 0) return;
  const names = competitors.map((competitor) => competitor.name).join(', ');
  run.onProgress(`engines: ${workload}, n ${n}: ${names}`);
  const { rounds, iterationsPerRound } = pace(run.plan);
  const measurements = await measure(competitors, {
    rounds,
    iterationsPerRound,
    warmupIterations: iterationsPerRound,
    now: run.now,
  });
  for (const measurement of measurements) {
    const engine = run.engines.find(({ manifest }) => manifest.name === measurement.name);
    const note = engine === undefined ? undefined : noteOn?.(engine);
    run.cells.push(cellOf(measurement, { suite: 'engines', workload, n, note }));
  }
}

/** The engines with no reason against a workload; the others are skipped for theirs. */
function eligible(
  run: Run,
  engines: readonly Engine[],
  test: {
    readonly workload: string;
    readonly n?: number;
    readonly reason: (engine: Engine) => string | undefined;
  },
): readonly Engine[] {
  return engines.filter((engine) => {
    const reason = test.reason(engine);
    if (reason === undefined) return true;
    const competitor = engine.manifest.name;
    run.skips.push({ ...test, suite: 'engines', competitor, reason });
    return false;
  });
}

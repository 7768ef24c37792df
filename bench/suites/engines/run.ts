import type { Entry } from '../../../engines/index.ts';
import { type Cell, cellOf, type Skip } from '../../cell.ts';
import type { Contender, Place } from '../../contenders/index.ts';
import { type Competitor, measure } from '../../harness.ts';
import { randomEntries, seededOrder } from '../../workloads/index.ts';
import type { SuiteContext } from '../context.ts';
import type { EnginePlan } from './plan.ts';

/** A run of the engines suite under way. */
export interface Run extends SuiteContext {
  readonly plan: EnginePlan;
  /** A path in an empty folder of its own, or undefined in memory. */
  readonly newPath: (place: Place) => string | undefined;
  readonly cells: Cell[];
  readonly skips: Skip[];
  readonly data: Data;
}

/** The entries that most workloads are about. */
export interface Data {
  /** In random order. */
  readonly entries: readonly Entry[];
  /** The same in the order of their keys. */
  readonly ascending: readonly Entry[];
  /** A random order of them that has nothing to do with the others. */
  readonly lookups: Uint32Array;
}

export function dataOf(seed: number, count: number): Data {
  const entries = randomEntries('all', seed, count);
  return {
    entries,
    ascending: entries.toSorted((a, b) => Buffer.compare(a.key, b.key)),
    lookups: seededOrder('lookups', seed, count),
  };
}

/** What is compared. */
export interface Workload {
  readonly workload: string;
  readonly n: number;
  readonly pace: Pace;
  /** What a reader must know of a competitor's cell, if anything. */
  readonly noteOn?: ((competitor: string) => string | undefined) | undefined;
}

/** How often a competitor's turn comes, and how many iterations a turn is. */
export type Pace = (plan: EnginePlan) => {
  readonly rounds: number;
  readonly iterationsPerRound: number;
};

export const FILLS: Pace = (plan) => ({ rounds: plan.fillRounds, iterationsPerRound: 1 });
export const OPENINGS: Pace = (plan) => ({ rounds: plan.scanRounds, iterationsPerRound: 2 });
export const SCANS: Pace = (plan) => ({ rounds: plan.scanRounds, iterationsPerRound: 1 });
export const READS: Pace = ({ rounds, samplesPerRound }) => {
  return { rounds, iterationsPerRound: samplesPerRound };
};
export const PUTS: Pace = ({ rounds, putsPerRound }) => {
  return { rounds, iterationsPerRound: putsPerRound };
};

/** Measures the competitors and keeps their cells; a round's worth of iterations warms up. */
export async function compare(
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
    const note = noteOn?.(measurement.name);
    run.cells.push(cellOf(measurement, { suite: 'engines', workload, n, note }));
  }
}

/** The contenders that `reason` names no obstacle for; the others are listed as skipped. */
export function eligible(
  run: Run,
  contenders: readonly Contender[],
  test: Pick<Skip, 'workload' | 'n'> & {
    readonly reason: (contender: Contender) => string | undefined;
  },
): readonly Contender[] {
  const { workload, n } = test;
  return contenders.filter((contender) => {
    const reason = test.reason(contender);
    if (reason !== undefined) skip(run, contender, { workload, n, reason });
    return reason === undefined;
  });
}

/** Lists something as not measured. */
export function skip(
  run: Run,
  { manifest }: Contender,
  what: Pick<Skip, 'workload' | 'n' | 'reason'>,
): void {
  const { workload, n, reason } = what;
  const place = { suite: 'engines', competitor: manifest.name, workload } as const;
  run.skips.push({ ...place, ...(n === undefined ? {} : { n }), reason });
}

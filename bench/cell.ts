import type { Measurement } from './harness.ts';
import { type Better, type Distribution, distributionOf } from './statistics.ts';

/** The suites that a run chooses from, in the order in which they run. */
export const SUITES = ['engines', 'kernel', 'search', 'server'] as const;

/** Where a cell comes from: a suite, or a script that takes long and is run by hand. */
export type SuiteName = (typeof SUITES)[number] | 'memory' | 'overwrites' | 'inserts';

/** How much a run does: so little that CI can afford it, a first look, what is quoted, or all. */
export type Size = 'smoke' | 'quick' | 'default' | 'full';

export type Unit =
  | 'ns per operation'
  | 'ms'
  | 'queries per second'
  | 'requests per second'
  | 'inserts per second'
  | 'syncs'
  | 'nodes'
  | 'rotations per operation'
  | 'pages'
  | 'pages per operation'
  | 'bytes per byte'
  | 'bytes per insert'
  | 'bytes per connection'
  | '% of the collection'
  | '% of the time'
  | '% of the nearest'
  | 'times';

/** How a unit is written in the head of a column, and which values of it are the better ones. */
export const UNITS: Readonly<Record<Unit, { readonly short: string; readonly better: Better }>> = {
  'ns per operation': { short: 'ns/op', better: 'lower' },
  ms: { short: 'ms', better: 'lower' },
  'queries per second': { short: 'queries/s', better: 'higher' },
  'requests per second': { short: 'requests/s', better: 'higher' },
  'inserts per second': { short: 'inserts/s', better: 'higher' },
  syncs: { short: 'syncs', better: 'lower' },
  nodes: { short: 'nodes', better: 'lower' },
  'rotations per operation': { short: 'rotations/op', better: 'lower' },
  pages: { short: 'pages', better: 'lower' },
  'pages per operation': { short: 'pages/op', better: 'lower' },
  'bytes per byte': { short: 'bytes/byte', better: 'lower' },
  'bytes per insert': { short: 'bytes/insert', better: 'lower' },
  'bytes per connection': { short: 'bytes', better: 'lower' },
  '% of the collection': { short: '%', better: 'lower' },
  '% of the time': { short: '%', better: 'lower' },
  '% of the nearest': { short: '%', better: 'higher' },
  times: { short: '×', better: 'lower' },
};

/** One competitor on one workload. Percentiles are in `unit`; what was counted is a cell as well. */
export interface Cell extends Distribution {
  readonly suite: SuiteName;
  readonly competitor: string;
  readonly workload: string;
  /** Entries or series that the workload is about. */
  readonly n: number;
  readonly unit: Unit;
  /** Operations whose mean a sample is: the percentiles are of such means. */
  readonly operationsPerSample: number;
  /** 32 bits over the results; equal for all competitors on one workload and `n`. */
  readonly checksum: number;
  /** What a reader must know to compare this cell with others. */
  readonly note?: string | undefined;
}

/** What was not measured. */
export interface Skip {
  readonly suite: SuiteName;
  readonly competitor: string;
  readonly workload: string;
  /** The `n` that was not measured, where others were. */
  readonly n?: number | undefined;
  readonly reason: string;
}

/** What a suite found. */
export interface SuiteResult {
  readonly cells: readonly Cell[];
  readonly skips: readonly Skip[];
}

/** The cell of a measurement in nanoseconds an operation. */
export function cellOf(
  measurement: Measurement,
  place: Pick<Cell, 'suite' | 'workload' | 'n' | 'note'>,
): Cell {
  const { name, samples, operations, checksum, warning } = measurement;
  const unit = 'ns per operation';
  const coarse = warning === undefined ? undefined : `the clock is too coarse: ${warning}`;
  const note = [place.note, coarse].filter((text) => text !== undefined).join('; ');
  return {
    suite: place.suite,
    competitor: name,
    workload: place.workload,
    n: place.n,
    unit,
    operationsPerSample: operations,
    ...distributionOf(samples, UNITS[unit].better),
    checksum,
    ...(note === '' ? {} : { note }),
  };
}

/** The cell of something counted, once or more often. */
export function countedCell(
  counts: readonly number[],
  place: Pick<Cell, 'suite' | 'competitor' | 'workload' | 'n' | 'unit' | 'checksum' | 'note'>,
): Cell {
  const { suite, competitor, workload, n, unit, checksum, note } = place;
  const distribution = distributionOf(counts, UNITS[unit].better);
  const cell = { suite, competitor, workload, n, unit, operationsPerSample: 1, ...distribution };
  return { ...cell, checksum, ...(note === undefined ? {} : { note }) };
}

import type { Cell, SuiteName } from './cell.ts';

/** Names the cells of one competitor on one workload, whatever their `n`. */
export interface CellName {
  readonly competitor: string;
  readonly workload: string;
}

/** A cell, or a ratio of two, that the project sets out to keep on one side of a limit. */
export interface Target {
  readonly suite: SuiteName;
  readonly name: string;
  /** The cell that is judged, divided by … */
  readonly judged: CellName;
  /** … the cell that it is judged by, or by nothing. */
  readonly baseline?: CellName | undefined;
  readonly statistic: 'p50' | 'p99';
  /** Which side of `limit` and `aim` is the good one. */
  readonly bound: 'at most' | 'at least';
  /** What has to hold. */
  readonly limit: number;
  /** What is worked towards, if more than that; at least as strict as `limit`. */
  readonly aim?: number | undefined;
  /** Without this much in the baseline the ratio would say nothing. */
  readonly baselineLeast?: { readonly value: number; readonly reason: string } | undefined;
}

/** A target held against the cells of a run. */
export interface TargetResult extends Pick<Target, 'suite' | 'name' | 'bound' | 'limit' | 'aim'> {
  /** The ratio, or the cell; undefined where it was not measured. */
  readonly value: number | undefined;
  /** Whether `value` keeps to `limit`; undefined where it was not measured. */
  readonly met: boolean | undefined;
  /** Why it was not measured. */
  readonly reason?: string | undefined;
}

/** A line of the table: whose cell on which workload over which, and how far it may go. */
interface Line extends Partial<Pick<Target, 'bound' | 'statistic' | 'aim' | 'baselineLeast'>> {
  readonly of: string;
  readonly on: string;
  /** Default: no other competitor; with `overOn`, the same one. */
  readonly over?: string;
  /** Workload of the baseline. Default: the same one. */
  readonly overOn?: string;
  readonly limit: number;
}

const RB = 'red-black';

/** What two engines and their peers are held to; see the suite for the workloads. */
const ENGINES: readonly Line[] = [
  { of: RB, on: 'view, inserted', over: 'lmdb', limit: 1.1, aim: 0.8 },
  { of: RB, on: 'view, in commits', over: 'lmdb', limit: 1.1, aim: 0.8 },
  { of: RB, on: 'view, compacted', over: 'lmdb', limit: 0.75, aim: 0.5 },
  { of: RB, on: 'view, common prefix', over: 'lmdb', limit: 1.2, aim: 0.8 },
  { of: RB, on: 'scan, inserted', over: 'lmdb', limit: 1.2 },
  { of: RB, on: 'scan, compacted', over: 'lmdb', limit: 0.5 },
  // In place, against entries as lmdb usually gives them and against the fastest that it can do.
  { of: RB, on: 'cursor, inserted', over: 'lmdb', overOn: 'scan, inserted', limit: 0.8, aim: 0.5 },
  { of: RB, on: 'cursor, inserted', over: 'lmdb', limit: 0.8, aim: 0.5 },
  {
    of: RB,
    on: 'cursor, compacted',
    over: 'lmdb',
    overOn: 'scan, compacted',
    limit: 0.2,
    aim: 0.14,
  },
  { of: RB, on: 'cursor, compacted', over: 'lmdb', limit: 0.2, aim: 0.14 },
  { of: RB, on: 'insert random, file', over: 'lmdb', limit: 1, aim: 0.8 },
  {
    of: RB,
    on: 'durable put',
    over: 'append+fdatasync',
    limit: 1,
    aim: 0.75,
    baselineLeast: { value: 50_000, reason: 'the disk syncs in under 50 µs, or not at all' },
  },
  ...[RB, 'unbalanced'].flatMap((of): readonly Line[] => [
    { of, on: 'syncs of puts at once', limit: 10 },
    { of, on: 'pages read to open', limit: 64 },
    { of, on: 'count, inserted', over: of, overOn: 'view, inserted', limit: 3 },
    { of, on: 'file after compaction', limit: 2.2 },
    {
      of,
      on: 'pages per view, 16 × the cache',
      over: of,
      overOn: 'height ÷ 6 + 2, 16 × the cache',
      limit: 1,
    },
  ]),
  { of: RB, on: 'load sorted, file', over: RB, overOn: 'insert sorted, file', limit: 0.1 },
  ...['classic-level', 'better-sqlite3'].flatMap((over) =>
    ['get, inserted', 'scan, inserted', 'insert random, file', 'durable put'].map((on) => {
      return { of: RB, on, over, limit: 1, aim: 0.5 };
    }),
  ),
  { of: RB, on: 'view, memory', over: 'sorted-btree', limit: 0.3 },
  { of: RB, on: 'view, memory', over: 'sorted-btree-latin1', limit: 0.9 },
  { of: 'unbalanced', on: 'view, inserted', over: RB, limit: 1.5 },
  { of: 'unbalanced', on: 'insert random, file', over: RB, limit: 1 },
  // What keeping balance may cost on random keys, and what it has to gain elsewhere.
  { of: RB, on: 'insert random, memory', over: 'unbalanced', limit: 2, aim: 1.5 },
  { of: RB, on: 'insert sorted, memory', over: 'unbalanced', limit: 0.5, aim: 0.2 },
  { of: RB, on: 'get, memory', over: 'unbalanced', limit: 1.1, aim: 0.9 },
];

/**
 * What a pool has to be good for, on two cores: one thread for each of them answers more, and one
 * thread, which leaves a core to the event loop, lets nobody wait for the distances of others.
 */
const servers = (engine: string): readonly Line[] => [
  {
    of: `${engine} pooled 2`,
    on: 'scan throughput',
    over: `${engine} inline`,
    bound: 'at least',
    limit: 1,
    aim: 1.5,
  },
  {
    of: `${engine} pooled 1`,
    on: 'ping beside scan',
    over: `${engine} inline`,
    statistic: 'p99',
    limit: 1 / 20,
    aim: 1 / 50,
  },
];

/** What one distance of 128 points may take of the same distance written by others. */
const KERNEL: readonly Line[] = [
  { of: 'vantage, blocks', on: 'distance, 128 points', over: 'fft.js', limit: 0.2, aim: 0.1 },
  { of: 'vantage, blocks', on: 'distance, 128 points', over: 'FFTW', limit: 2, aim: 1.3 },
];

/** What a script that takes long holds each engine to. */
const memory = (of: string): readonly Line[] => [
  { of, on: 'resident growth per byte of cache', limit: 1.5 },
];

/** What random overwrites may cost, in a short run of the suite as in a long one of a script. */
const overwrites = (of: string): readonly Line[] => [
  { of, on: 'overwrites, file per 3 × live + 64 MiB', limit: 1 },
  { of, on: 'overwrites, longest stall', limit: 50 },
];

/** All targets, for runs that compare the engines `engineNames`. */
export function targetsFor(engineNames: readonly string[]): readonly Target[] {
  return [
    ...targetsOf('engines', ENGINES),
    ...targetsOf('kernel', KERNEL),
    ...engineNames.flatMap((engine) => [
      ...targetsOf('engines', overwrites(engine)),
      ...targetsOf('server', servers(engine)),
      ...targetsOf('memory', memory(engine)),
      ...targetsOf('overwrites', overwrites(engine)),
    ]),
  ];
}

function targetsOf(suite: SuiteName, lines: readonly Line[]): readonly Target[] {
  return lines.map((line) => targetOf(suite, line));
}

function targetOf(suite: SuiteName, line: Line): Target {
  const { of, on, over, overOn = on, statistic = 'p50', bound = 'at most' } = line;
  return {
    suite,
    name: nameOf(line, statistic),
    judged: { competitor: of, workload: on },
    baseline: over === undefined ? undefined : { competitor: over, workload: overOn },
    statistic,
    bound,
    limit: line.limit,
    aim: line.aim,
    baselineLeast: line.baselineLeast,
  };
}

function nameOf({ of, on, over, overOn = on }: Line, statistic: string): string {
  if (over === undefined) return `${on}: ${of}`;
  if (overOn === on) return `${on}, ${statistic}: ${of} over ${over}`;
  return `${on}, ${statistic}: ${of} over ${over === of ? '' : `${over} on `}${overOn}`;
}

/**
 * Holds every target against the cells that it is about, at the greatest `n` that both competitors
 * have; a target whose cells were not measured gives no result.
 */
export function evaluateTargets(
  targets: readonly Target[],
  cells: readonly Cell[],
): readonly TargetResult[] {
  return targets.flatMap((target): readonly TargetResult[] => {
    const { suite, name, statistic, bound, limit, aim, baselineLeast } = target;
    const pair = pairOf(target, cells);
    if (pair === undefined) return [];
    const base = pair.baseline?.[statistic] ?? 1;
    const place = { suite, name, bound, limit, aim };
    if (baselineLeast !== undefined && base < baselineLeast.value) {
      return [{ ...place, value: undefined, met: undefined, reason: baselineLeast.reason }];
    }
    const value = pair.judged[statistic] / base;
    return [{ ...place, value, met: bound === 'at most' ? value <= limit : value >= limit }];
  });
}

/** The cells of a target; no baseline where it has none. */
interface Pair {
  readonly judged: Cell;
  readonly baseline: Cell | undefined;
}

function pairOf(target: Target, cells: readonly Cell[]): Pair | undefined {
  const named = (name: CellName): readonly Cell[] =>
    cells.filter(
      ({ suite, competitor, workload }) =>
        suite === target.suite && competitor === name.competitor && workload === name.workload,
    );
  const pairs = named(target.judged).flatMap((judged): readonly Pair[] => {
    if (target.baseline === undefined) return [{ judged, baseline: undefined }];
    return named(target.baseline)
      .filter(({ n }) => n === judged.n)
      .map((baseline) => ({ judged, baseline }));
  });
  return pairs.toSorted((a, b) => b.judged.n - a.judged.n)[0];
}

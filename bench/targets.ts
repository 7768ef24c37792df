import type { Cell, SuiteName } from './cell.ts';

/** Names the cells of one competitor on one workload, whatever their `n`. */
export interface CellName {
  readonly competitor: string;
  readonly workload: string;
}

type Statistic = 'p50' | 'p95' | 'p99' | 'worst';

/** A cell, or a ratio of two, that the project sets out to keep on one side of a limit. */
export interface Target {
  readonly suite: SuiteName;
  readonly name: string;
  /** The cell that is judged, divided by … */
  readonly judged: CellName;
  /** … the cell that it is judged by, or by nothing. */
  readonly baseline?: CellName | undefined;
  /** Entries or series that the cells are about. Default: the most that both have. */
  readonly n?: number | undefined;
  readonly statistic: Statistic;
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
interface Line
  extends Partial<Pick<Target, 'bound' | 'statistic' | 'n' | 'aim' | 'baselineLeast'>> {
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
  { of: RB, on: 'readrandom, inserted', over: 'lmdb', limit: 1.1, aim: 0.8 },
  { of: RB, on: 'readrandom, in commits', over: 'lmdb', limit: 1.1, aim: 0.8 },
  { of: RB, on: 'readrandom, compacted', over: 'lmdb', limit: 0.75, aim: 0.5 },
  { of: RB, on: 'readrandom, common prefix', over: 'lmdb', limit: 1.2, aim: 0.8 },
  { of: RB, on: 'readseq copied, inserted', over: 'lmdb', limit: 1.2 },
  { of: RB, on: 'readseq copied, compacted', over: 'lmdb', limit: 0.5 },
  // In place, against entries as lmdb usually gives them and against the fastest that it can do.
  {
    of: RB,
    on: 'readseq, inserted',
    over: 'lmdb',
    overOn: 'readseq copied, inserted',
    limit: 0.8,
    aim: 0.5,
  },
  { of: RB, on: 'readseq, inserted', over: 'lmdb', limit: 0.8, aim: 0.5 },
  {
    of: RB,
    on: 'readseq, compacted',
    over: 'lmdb',
    overOn: 'readseq copied, compacted',
    limit: 0.2,
    aim: 0.14,
  },
  { of: RB, on: 'readseq, compacted', over: 'lmdb', limit: 0.2, aim: 0.14 },
  { of: RB, on: 'fillrandom, file', over: 'lmdb', limit: 1, aim: 0.8 },
  {
    of: RB,
    on: 'fillsync',
    over: 'append+fdatasync',
    limit: 1,
    aim: 0.75,
    baselineLeast: { value: 50_000, reason: 'the disk syncs in under 50 µs, or not at all' },
  },
  ...[RB, 'unbalanced'].flatMap((of): readonly Line[] => [
    { of, on: 'syncs of puts at once', limit: 10 },
    { of, on: 'pages read to open', limit: 64 },
    { of, on: 'rangecount, inserted', over: of, overOn: 'readrandom, inserted', limit: 3 },
    { of, on: 'file after compaction', limit: 2.2 },
    {
      of,
      on: 'pages per lookup, 16 × the cache',
      over: of,
      overOn: 'height ÷ 6 + 2, 16 × the cache',
      limit: 1,
    },
  ]),
  { of: RB, on: 'load sorted, file', over: RB, overOn: 'fillseq, file', limit: 0.1 },
  ...['classic-level', 'better-sqlite3'].flatMap((over) =>
    ['readrandom copied, inserted', 'readseq copied, inserted', 'fillrandom, file', 'fillsync'].map(
      (on) => {
        return { of: RB, on, over, limit: 1, aim: 0.5 };
      },
    ),
  ),
  { of: RB, on: 'readrandom, memory', over: 'sorted-btree', limit: 0.3 },
  { of: RB, on: 'readrandom, memory', over: 'sorted-btree-latin1', limit: 0.9 },
  { of: 'unbalanced', on: 'readrandom, inserted', over: RB, limit: 1.5 },
  { of: 'unbalanced', on: 'fillrandom, file', over: RB, limit: 1 },
  // What keeping balance may cost on random keys, and what it has to gain elsewhere.
  { of: RB, on: 'fillrandom, memory', over: 'unbalanced', limit: 2, aim: 1.5 },
  { of: RB, on: 'fillseq, memory', over: 'unbalanced', limit: 0.5, aim: 0.2 },
  { of: RB, on: 'readrandom copied, memory', over: 'unbalanced', limit: 1.1, aim: 0.9 },
];

/**
 * What a pool has to be good for, on two cores: one thread for each of them answers more, and one
 * thread, which leaves a core to the event loop, lets nobody wait for the distances of others.
 */
const servers = (engine: string): readonly Line[] => [
  {
    of: `${engine} pooled 2`,
    on: 'throughput, scan, 8 clients',
    over: `${engine} inline`,
    bound: 'at least',
    limit: 1.5,
    aim: 1.85,
  },
  {
    of: `${engine} pooled 1`,
    on: 'ping beside scan, 8 clients',
    over: `${engine} inline`,
    statistic: 'p99',
    limit: 1 / 20,
    aim: 1 / 50,
  },
  { of: `${engine} pooled 1`, on: 'ping beside scan, 8 clients', statistic: 'p99', limit: 10 },
];

/** What the server itself costs: over the same bytes sent back, and over the same search called. */
const WIRE: readonly Line[] = [
  {
    of: 'vantage',
    on: 'pings, 1 at a time',
    over: 'node:net echo',
    bound: 'at least',
    limit: 0.8,
  },
  { of: 'vantage', on: 'pings, 64 at a time', bound: 'at least', limit: 200_000 },
  { of: 'vantage', on: 'idle connection', limit: 16 * 1024 },
  {
    of: 'served to 64 connections',
    on: 'with_id, 5-NN',
    over: 'called in process',
    bound: 'at least',
    limit: 0.7,
  },
];

const IN_A_RADIUS = 'vantage, blocks in a radius';

/** What one distance of 128 points may take of the same distance written by others. */
const KERNEL: readonly Line[] = [
  { of: 'vantage, blocks', on: 'distance, 128 points', over: 'fft.js', limit: 0.2, aim: 0.1 },
  { of: 'vantage, blocks', on: 'distance, 128 points', over: 'FFTW', limit: 2, aim: 1.3 },
  // What a scan asks for, which needs no more of a far series than that it is far.
  { of: IN_A_RADIUS, on: 'distance, 128 points', over: 'fft.js', limit: 0.2, aim: 0.1 },
  { of: IN_A_RADIUS, on: 'distance, 128 points', over: 'FFTW', limit: 2, aim: 1.3 },
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

/** What holds for the median of the seeded draws of the vantage points and for the worst of them. */
function draws(line: Omit<Line, 'of' | 'statistic'>): readonly Line[] {
  return [
    { of: 'auto', ...line, statistic: 'p50' },
    { of: 'auto', ...line, statistic: 'worst' },
  ];
}

/** The share of a collection that the bounds leave, whatever the planner would have done. */
function computed(
  of: string,
  shares: Readonly<Record<string, number>>,
  n?: number,
): readonly Line[] {
  return Object.entries(shares).map(([measure, limit]) => {
    const on = `computed, mean by draw, ${of}, ${measure}, 1-NN`;
    return { of: 'filter', on, limit, n };
  });
}

/** What search is held to; every workload names its γ, and ratios are over a scan in the same run. */
const SEARCH: readonly Line[] = [
  ...draws({ on: 'computed, mean by draw, bumps, γ 1, 1-NN', n: 10_000, limit: 0.6, aim: 0.3 }),
  ...draws({ on: 'computed, mean by draw, bumps, γ 1, 10-NN', n: 10_000, limit: 0.9, aim: 0.5 }),
  ...draws({
    on: 'p50 over scan by draw, bumps, γ 1, 1-NN',
    n: 200_000,
    limit: 1 / 80,
    aim: 1 / 250,
  }),
  ...draws({
    on: 'p50 over scan by draw, bumps, γ 1, 1-NN',
    n: 1_000_000,
    limit: 1 / 100,
    aim: 1 / 300,
  }),
  ...draws({ on: 'p50 by draw, bumps, γ 1, 1-NN', n: 1_000_000, limit: 8, aim: 2 }),
  ...draws({
    on: 'p95 over scan by draw, bumps, γ 1, 1-NN',
    n: 1_000_000,
    limit: 1 / 25,
    aim: 1 / 60,
  }),
  ...draws({
    on: 'p50 of 10-NN over 1-NN by draw, bumps, γ 1',
    n: 200_000,
    limit: 2.5,
    aim: 1.5,
  }),
  ...draws({
    on: 'p50 over scan by draw, walks, γ 1, 1-NN',
    n: 200_000,
    limit: 1 / 25,
    aim: 1 / 60,
  }),
  ...draws({
    on: 'p50 over scan by draw, bumps, γ 10, 1-NN',
    n: 200_000,
    limit: 1 / 6,
    aim: 1 / 15,
  }),
  { of: 'auto', on: 'p50 over scan, every case', statistic: 'worst', limit: 1.2 },
  ...draws({ on: 'growth of p50 from 100000 to 1000000, bumps, γ 1, 1-NN', limit: 8, aim: 5 }),
  {
    of: 'auto',
    on: 'p50 after 100000 single inserts over compacted, bumps, γ 1, 1-NN',
    limit: 2,
    aim: 1.3,
  },
  ...(['p50', 'p95'] as const).map((statistic): Line => {
    const on = `${statistic} over the better plan, every filter`;
    return { of: 'auto', on, statistic: 'worst', n: 100_000, limit: 1.5 };
  }),
  ...computed('GunPoint', { 'γ 1': 2.1, 'γ 10': 2.8, 'γ 50': 7.1, 'best-shift': 2.9 }),
  ...computed('ItalyPowerDemand', { 'γ 1': 0.8, 'γ 10': 6.8, 'γ 50': 42, 'best-shift': 2.7 }),
  ...computed('bumps', { 'γ 1': 0.9, 'γ 10': 14, 'γ 50': 63, 'best-shift': 19 }, 5_000),
  ...computed('walks', { 'γ 1': 6.6, 'γ 10': 72, 'γ 50': 61, 'best-shift': 30 }, 5_000),
];

/** What durable inserts of one series each have to reach through a server, in a script. */
const inserts = (of: string): readonly Line[] => [
  { of, on: 'durable inserts, 64 clients, rate', bound: 'at least', limit: 2_000, aim: 10_000 },
  { of, on: 'inserts, file per 3 × live + 64 MiB', limit: 1 },
  {
    of,
    on: 'query while compacting',
    over: of,
    overOn: 'query beside inserts',
    statistic: 'p99',
    limit: 2,
  },
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
    ...targetsOf('server', WIRE),
    ...targetsOf('search', SEARCH),
    ...engineNames.flatMap((engine) => targetsOf('inserts', inserts(engine))),
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
    n: line.n,
    statistic,
    bound,
    limit: line.limit,
    aim: line.aim,
    baselineLeast: line.baselineLeast,
  };
}

function nameOf({ of, on, over, overOn = on, n }: Line, statistic: Statistic): string {
  if (over === undefined) {
    const size = n === undefined ? '' : `, n ${n}`;
    return `${on}${size}${statistic === 'worst' ? ', worst' : ''}: ${of}`;
  }
  if (overOn === on) return `${on}, ${statistic}: ${of} over ${over}`;
  return `${on}, ${statistic}: ${of} over ${over === of ? '' : `${over} on `}${overOn}`;
}

/**
 * Holds every target against the cells that it is about, at its `n` or the greatest that both
 * competitors have; a target whose cells were not measured gives no result.
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
  const wanted = (n: number): boolean => target.n === undefined || target.n === n;
  const pairs = named(target.judged).flatMap((judged): readonly Pair[] => {
    if (!wanted(judged.n)) return [];
    if (target.baseline === undefined) return [{ judged, baseline: undefined }];
    return named(target.baseline)
      .filter(({ n }) => n === judged.n)
      .map((baseline) => ({ judged, baseline }));
  });
  return pairs.toSorted((a, b) => b.judged.n - a.judged.n)[0];
}

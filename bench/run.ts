import { contendersCalled } from './called.ts';
import { type Cell, type Size, type Skip, SUITES, type SuiteResult } from './cell.ts';
import { lookAround } from './environment.ts';
import { BenchError } from './errors.ts';
import { type BenchReport, groupCells } from './report/report.ts';
import type { SuiteContext } from './suites/context.ts';
import { evaluateTargets, targetsFor } from './targets.ts';
import { foretell } from './time-left.ts';

const SEED_DEFAULT = 1;
const SEED_MAX = 2 ** 32 - 1;

/** Where a run takes its time from. */
export interface Clock {
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
  /** The wall clock. */
  readonly date: () => Date;
}

export interface BenchOptions {
  /** What to run, at least one suite; each runs once, in the order of `SUITES`. */
  readonly suites: readonly RunnableName[];
  readonly size: Size;
  /**
   * What to compare, the baseline first: engines by name or module path, as `loadEngine`, and peers
   * by name. Default: the registered engines.
   */
  readonly engines?: readonly string[] | undefined;
  /** Seed of all random choices, a whole number from 0 below 2³². Default 1. */
  readonly seed?: number | undefined;
  /**
   * Told what is about to be measured, one line each, and about how long all that is left will take
   * in milliseconds.
   */
  readonly onProgress?: ((line: string, leftMs: number) => void) | undefined;
  /** Default: the clocks of the machine. */
  readonly clock?: Clock | undefined;
}

/** A suite that a run can choose. */
type RunnableName = (typeof SUITES)[number];

/** Load each suite when it runs: to compare engines, nobody needs a server. */
const LOADERS: Readonly<
  Record<RunnableName, () => Promise<(context: SuiteContext) => Promise<SuiteResult>>>
> = {
  engines: async () => (await import('./suites/engines/suite.ts')).runEnginesSuite,
  kernel: async () => (await import('./suites/kernel/suite.ts')).runKernelSuite,
  search: async () => (await import('./suites/search/suite.ts')).runSearchSuite,
  server: async () => (await import('./suites/server/suite.ts')).runServerSuite,
};

const MACHINE_CLOCK: Clock = { now: () => performance.now(), date: () => new Date() };

/**
 * Runs the suites, one after the other, and resolves with all they found. Files are made in a
 * temporary folder and removed; servers listen on the loopback address and are stopped.
 *
 * The seed decides the work and so the checksums; the times are the machine's.
 * @throws BenchError `DISAGREEMENT`, `SERVER_FAILED`; EngineError `UNKNOWN_ENGINE`.
 * @throws RangeError when there is no suite or no engine, two of them share a name, or the seed is
 * none.
 * Cost: all suites on two cores take some ten seconds in size 'smoke', two or three minutes in
 * 'quick', more than an hour in 'default' and most of a day in 'full'.
 */
export async function runBench(options: BenchOptions): Promise<BenchReport> {
  const { size, seed = SEED_DEFAULT, onProgress = () => {}, clock = MACHINE_CLOCK } = options;
  if (!(Number.isInteger(seed) && seed >= 0 && seed <= SEED_MAX)) {
    throw new RangeError(`seed is ${seed}; it must be a whole number from 0 to ${SEED_MAX}`);
  }
  const suites = SUITES.filter((suite) => options.suites.includes(suite));
  if (suites.length === 0) throw new RangeError(`no suite; there are: ${SUITES.join(', ')}`);
  const { contenders, absent } = await contendersCalled(options.engines);
  const surroundings = await lookAround(clock.date());
  const left = foretell(suites, { size, engines: contenders.length, now: clock.now });
  const tell = (line: string): void => onProgress(line, left.stage());
  const context: SuiteContext = { size, seed, contenders, now: clock.now, onProgress: tell };
  tell(`seed ${seed}, size ${size}`);
  const cells: Cell[] = [];
  const skips: Skip[] = suites.flatMap((suite) =>
    absent.map(({ competitor, workload, reason }) => ({ suite, competitor, workload, reason })),
  );
  for (const suite of suites) {
    const run = await LOADERS[suite]();
    left.begin(suite);
    const result = await run(context);
    cells.push(...result.cells);
    skips.push(...result.skips);
  }
  checkAgreement(cells);
  const environment = await surroundings.end();
  const names = contenders.map(({ manifest }) => manifest.name);
  // A smoke run is over before the code is warm: it has checksums to show, not times.
  const targets = size === 'smoke' ? [] : evaluateTargets(targetsFor(names), cells);
  return { environment, suites, size, seed, cells, skips, targets };
}

/** @throws BenchError `DISAGREEMENT` when two cells that are compared did different work. */
function checkAgreement(cells: readonly Cell[]): void {
  for (const { workload, n, cells: compared } of groupCells(cells)) {
    const [first, ...others] = compared;
    const other = others.find(({ checksum }) => checksum !== first?.checksum);
    if (first === undefined || other === undefined) continue;
    throw new BenchError(
      'DISAGREEMENT',
      `${workload}, n ${n}: ${other.competitor} has the checksum ${other.checksum} where ` +
        `${first.competitor} has ${first.checksum}; they did different work`,
    );
  }
}

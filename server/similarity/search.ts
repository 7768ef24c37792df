import { performance } from 'node:perf_hooks';
import { unreachable } from '../unreachable.ts';
import type { Explain, SearchRequest, SearchResult, SearchView } from './request.ts';
import { type SearchOptions, SearchRun } from './run.ts';
import { ball } from './strategies/ball.ts';
import { filter, SIFTED_PER_KEY } from './strategies/filter.ts';
import { scan } from './strategies/scan.ts';
import { seedFromRows, seedFromTrees, shareLeft } from './strategies/seed.ts';
import { narrowestShell, shell } from './strategies/shell.ts';

/*
 * What the choices below weigh, as measured with 20 vantage points: a distance takes 3 ns a point, the
 * sieve 60 ns for a series that it leaves and next to nothing for another, asking the trees for a first
 * radius some 200 µs. What the sieve leaves is nearer than the others of a scan, so that less of it is
 * ruled out by its low frequencies or by half a distance.
 */

/** Choosing takes longer than computing as many points. */
const LITTLE_POINTS = 25_600;

/** Where all series have fewer points together, the trees are not asked for a first radius. */
const TREE_POINTS_MIN = 1_048_576;

/** Up to this many series, the filter finds the nearest as soon without a first radius. */
const UNSEEDED_SERIES_MAX = 4096;

/** Where a smaller share of all series matches, few entries of the trees would. */
const COMMON_SHARE = 0.25;

/** Points of a series whose distance takes as long as what the sieve costs for one that it leaves. */
const SIEVE_POINTS = 20;

/** How many series of a scan take as long as the distance of one that the sieve leaves. */
const SCANNED_PER_LEFT = { kernel: 1.4, 'best-shift': 1.9, euclid: 3.5 } as const;

/**
 * Series that the filter looks at in the time of one tree entry and the row it leads to, as measured
 * with a red-black tree and 20 vantage points.
 */
const SIFTED_PER_ENTRY = 400;

/** Up to this many series, looking at all takes no longer than asking which shell to read. */
const SIFTED_SERIES_MAX = 262_144;

/** The strategy that answered, and why that one when it was not asked for. */
interface Outcome {
  readonly strategy: Explain['strategy'];
  readonly reason?: string | undefined;
}

/**
 * Finds the nearest series, or all within a radius, exactly: every strategy returns the hits that
 * computing all distances would, with the same distances to the bit. Synchronous.
 *
 * @throws RangeError when `k`, the radius or a length is outside its range, or the collection's
 * handles are older than the commit; StoppedError.
 * Cost: `explain` tells; never much over one distance a series.
 */
export function search(
  view: SearchView,
  request: SearchRequest,
  {
    clock = () => performance.now(),
    stopped = () => false,
    littlePoints = LITTLE_POINTS,
  }: Partial<SearchOptions> = {},
): SearchResult {
  check(view, request);
  const run = new SearchRun(view, request, { clock, stopped, littlePoints });
  const { strategy, reason } = answer(run);
  return { ...run.hits.sorted(), explain: run.explain(strategy, reason) };
}

function check({ measure, collection, vantage }: SearchView, { query }: SearchRequest): void {
  const { preparedLength } = measure;
  if (query.length !== preparedLength || collection.layout.preparedLength !== preparedLength) {
    throw new RangeError(
      `a query of ${query.length} doubles and a collection of ` +
        `${collection.layout.preparedLength} for a measure of ${preparedLength}`,
    );
  }
  if (vantage.prepared.length !== vantage.points.length * preparedLength) {
    throw new RangeError(
      `${vantage.prepared.length} doubles for ${vantage.points.length} vantage points`,
    );
  }
}

function answer(run: SearchRun): Outcome {
  const { strategy } = run.request;
  if (strategy === 'scan') return byScan(run);
  if (run.view.measure.guarantee === 'none') {
    return byScan(run, 'the measure guarantees nothing that a bound could use');
  }
  const bare = run.slots.length === 0;
  const { rows } = run.view.collection;
  // Only what does without vantage points can be embedded without any.
  const rowless = rows === undefined || run.view.measure.guarantee === 'hilbert';
  if (bare && (rowless || strategy === 'shell' || strategy === 'ball')) {
    return byScan(run, 'there are no vantage points');
  }
  switch (strategy) {
    case 'auto':
      return automatic(run);
    case 'filter':
      return byFilter(run);
    case 'shell':
      return byShell(run);
    case 'ball': {
      run.locate();
      const obstacle = ball(run);
      return obstacle === undefined ? { strategy } : byScan(run, obstacle);
    }
    default:
      return unreachable(strategy);
  }
}

function byScan(run: SearchRun, reason?: string): Outcome {
  scan(run);
  return { strategy: 'scan', reason };
}

function byFilter(run: SearchRun, reason?: string): Outcome {
  run.locate();
  if (run.matching > UNSEEDED_SERIES_MAX) seed(run);
  filter(run);
  return { strategy: 'filter', reason };
}

function byShell(run: SearchRun): Outcome {
  const { trees } = run.view;
  if (trees === undefined) return byFilter(run, 'there are no trees');
  run.locate();
  if (run.request.want.kind === 'nearest') seedFromTrees(run, trees);
  shell(run, trees, narrowestShell(run, trees));
  return { strategy: 'shell' };
}

/** Finds a first radius for a search that has none. Returns what share the sieve leaves, if that told. */
function seed(run: SearchRun): number | undefined {
  const { live, trees, measure } = run.view;
  if (run.request.want.kind !== 'nearest') return undefined;
  const common = run.matching >= COMMON_SHARE * live;
  const asks = trees !== undefined && run.slots.length > 0 && common;
  if (!asks || live * measure.length < TREE_POINTS_MIN) return seedFromRows(run);
  seedFromTrees(run, trees);
  return undefined;
}

/**
 * Chooses by counts: a scan where there is little to compute, or the bounds leave so much of a sample
 * that looking through the sieve costs more than it saves; the narrowest shell of a large collection
 * where that holds next to nothing; else the filter.
 */
function automatic(run: SearchRun): Outcome {
  const { live, trees, measure } = run.view;
  const { length } = measure;
  if (run.matching * length < run.littlePoints) {
    return byScan(run, run.matching === 0 ? 'no series match' : `only ${run.matching} to compute`);
  }
  run.locate();
  const share = seed(run) ?? shareLeft(run);
  const estimate = `the bounds leave ${percent(share)} of a sample`;
  if (share * (SCANNED_PER_LEFT[measure.settings.name] + SIEVE_POINTS / length) > 1) {
    return byScan(run, estimate);
  }
  if (trees === undefined || run.slots.length === 0 || live <= SIFTED_SERIES_MAX) {
    filter(run);
    return { strategy: 'filter', reason: estimate };
  }
  const narrowest = narrowestShell(run, trees);
  const shellHolds = `the narrowest shell holds ${narrowest.entries} of ${live} series`;
  if (narrowest.entries * SIFTED_PER_ENTRY <= Math.min(live, SIFTED_PER_KEY * run.matching)) {
    shell(run, trees, narrowest);
    return { strategy: 'shell', reason: shellHolds };
  }
  filter(run);
  return { strategy: 'filter', reason: `${estimate}, and ${shellHolds}` };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

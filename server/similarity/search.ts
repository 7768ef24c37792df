import { performance } from 'node:perf_hooks';
import type { Explain, SearchRequest, SearchResult, SearchView } from './request.ts';
import { type Clock, SearchRun } from './run.ts';
import { ball } from './strategies/ball.ts';
import { filter } from './strategies/filter.ts';
import { scan } from './strategies/scan.ts';
import { seedFromRows, seedFromTrees } from './strategies/seed.ts';
import { narrowestShell, shell } from './strategies/shell.ts';
import { unreachable } from './unreachable.ts';

/** Below this many series, choosing takes longer than computing all distances. */
const SCAN_SERIES_MAX = 200;

/**
 * Rows that can be read in sequence in the time of one tree entry and the row it leads to, as
 * measured with a red-black tree in memory and 20 vantage points.
 */
const ROWS_PER_ENTRY = 32;

/** Up to this many rows, reading them takes no longer than asking the trees which shell to read. */
const ROWS_SERIES_MAX = 8192;

/** Where the rings leave more of the rows, ordering those costs more than the others save. */
const FILTER_SHARE_MAX = 0.9;

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
 * handles are older than the commit. `clock` is for `explain` only.
 * Cost: `explain` tells; never much over one distance a series.
 */
export function search(
  view: SearchView,
  request: SearchRequest,
  clock: Clock = () => performance.now(),
): SearchResult {
  check(view, request);
  const run = new SearchRun(view, request, clock);
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
  if (run.slots.length === 0) return byScan(run, 'there are no vantage points');
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
  if (run.request.want.kind === 'nearest') seedFromRows(run);
  filter(run);
  return { strategy: 'filter', reason };
}

function byShell(run: SearchRun): Outcome {
  const { trees } = run.view;
  if (trees === undefined) return byFilter(run, 'there are no trees');
  run.locate();
  seedFromTrees(run, trees);
  shell(run, trees, narrowestShell(run, trees));
  return { strategy: 'shell' };
}

/**
 * Chooses by counts: the narrowest shell of a large collection where it holds little; else the
 * rows, which are read faster in sequence than a wide shell by entry; else, where all rings
 * together exclude next to nothing of a sample, a scan.
 */
function automatic(run: SearchRun): Outcome {
  const { trees } = run.view;
  // Every tree has an entry a live series; without trees the dead are counted too.
  const series = trees === undefined ? run.count : trees.size(run.slots[0]!);
  if (series < SCAN_SERIES_MAX) {
    return byScan(run, `there are fewer than ${SCAN_SERIES_MAX} series`);
  }
  run.locate();
  let reason = whyRows(run, series);
  if (trees !== undefined && reason === undefined) {
    seedFromTrees(run, trees);
    const narrowest = narrowestShell(run, trees);
    reason = `the narrowest shell holds ${narrowest.entries} of ${series} series`;
    if (narrowest.entries * ROWS_PER_ENTRY <= series) {
      shell(run, trees, narrowest);
      return { strategy: 'shell', reason };
    }
  }
  const share = seedFromRows(run);
  if (share > FILTER_SHARE_MAX) {
    return byScan(run, `${reason}, and the rings leave ${Math.round(100 * share)} % of a sample`);
  }
  filter(run);
  return { strategy: 'filter', reason };
}

/** Why not even to ask the trees of a collection of `series` series, or undefined. */
function whyRows(
  { view, request: { want }, slots }: SearchRun,
  series: number,
): string | undefined {
  if (view.trees === undefined) return 'there are no trees';
  if (slots.length < 2) return 'one vantage point leaves no ring beside its shell';
  if (series <= ROWS_SERIES_MAX) return `the rows of ${series} series are quickly read`;
  if (want.kind === 'nearest' && want.k * ROWS_PER_ENTRY > series) {
    return `a shell with ${want.k} of ${series} series is no narrow one`;
  }
  return undefined;
}

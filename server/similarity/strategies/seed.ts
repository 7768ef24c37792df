import { OrdinalHeap } from '../ordinal-heap.ts';
import type { SearchRun } from '../run.ts';
import type { ShellReader } from '../shells.ts';

/** Series ranked for a first radius beyond the k that it takes: some of k have better neighbours. */
const TREE_SEEDS_SPARE = 24;
const ROW_SEEDS_SPARE = 4;

/** Trees read for seeds, those of the nearest vantage points. */
const SEED_TREES = 8;

/** Entries read from each of them, on either side of the query, unless a large k needs more. */
const SEED_ENTRIES = 12;

/** Share of a collection that is a sample for seeds, within these bounds, unless k needs more. */
const SAMPLE_SHARE: number = 1 / 16;
const SAMPLE_ROWS_MIN = 128;
const SAMPLE_ROWS_MAX = 1024;

/** Rows in a sample for a share. */
const SHARE_ROWS = 256;

/**
 * Finds a first radius for a k-nearest search: of the entries that are about as far as the query
 * from the vantage points, ranks those with the least keys. Requires `locate`.
 */
export function seedFromTrees(run: SearchRun, trees: ShellReader): void {
  const { collection } = run.view;
  const { sieve } = run;
  const met = new Set<number>();
  const candidates = new OrdinalHeap();
  const visit = (ordinal: number): void => {
    if (met.has(ordinal)) return;
    met.add(ordinal);
    const segment = collection.segmentOf(ordinal);
    const at = ordinal - segment.base;
    if (!run.visible(segment, at) || !run.open(ordinal)) return;
    candidates.add(ordinal, sieve.key(segment, at, Number.POSITIVE_INFINITY));
  };
  const nearest = run.slots.subarray(0, SEED_TREES);
  const seeds = neighboursWanted(run) + TREE_SEEDS_SPARE;
  const share = Math.ceil((2 * seeds) / nearest.length);
  for (const [index, slot] of nearest.entries()) {
    trees.around(slot, run.queryDistances[index]!, Math.max(2 * SEED_ENTRIES, share), visit);
  }
  rankSeeds(run, candidates, seeds);
}

/**
 * Finds a first radius for a k-nearest search, as `seedFromTrees` but among series spread evenly over
 * the collection. Returns the share of them that the sieve leaves at that radius, 0 to 1. Requires
 * `locate`.
 */
export function seedFromRows(run: SearchRun): number {
  const { sieve } = run;
  const sample = new OrdinalHeap();
  const seeds = neighboursWanted(run) + ROW_SEEDS_SPARE;
  const places = placesOf(run);
  const rows = Math.min(
    SAMPLE_ROWS_MAX,
    Math.max(SAMPLE_ROWS_MIN, Math.floor(SAMPLE_SHARE * places)),
  );
  const step = Math.max(1, Math.floor(places / Math.max(rows, 4 * seeds)));
  run.each(step, (segment, at) => {
    const ordinal = segment.base + at;
    if (!run.visible(segment, at) || !run.open(ordinal)) return;
    sample.add(ordinal, sieve.key(segment, at, Number.POSITIVE_INFINITY));
  });
  const looked = sample.length;
  rankSeeds(run, sample, seeds);
  const reach = run.reach();
  let left = looked - sample.length;
  for (let index = 0; index < sample.length; index += 1) {
    if (sample.key(index) <= reach) left += 1;
  }
  return looked === 0 ? 1 : left / looked;
}

/** The share of series that the sieve leaves at the radius so far, from a sample of them, 0 to 1. */
export function shareLeft(run: SearchRun): number {
  const reach = run.reach();
  const step = Math.max(1, Math.floor(placesOf(run) / SHARE_ROWS));
  let looked = 0;
  let left = 0;
  run.each(step, (segment, at) => {
    if (!run.visible(segment, at)) return;
    looked += 1;
    if (run.sieve.key(segment, at, reach) <= reach) left += 1;
  });
  return looked === 0 ? 1 : left / looked;
}

/** How many places `each` has to visit. */
function placesOf({ request, matching, count }: SearchRun): number {
  return request.matches === undefined ? count : matching;
}

function neighboursWanted({ request: { want } }: SearchRun): number {
  return want.kind === 'nearest' ? want.k : 0;
}

function rankSeeds(run: SearchRun, candidates: OrdinalHeap, seeds: number): void {
  candidates.arrange();
  for (let left = seeds; left > 0 && candidates.length > 0; left -= 1) {
    run.seed(candidates.ordinal(0));
    candidates.removeFirst();
  }
  run.settle();
  run.firstRadius = run.hits.radius;
  run.lap('seed');
}

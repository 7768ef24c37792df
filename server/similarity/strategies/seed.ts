import { OrdinalHeap } from '../ordinal-heap.ts';
import type { SearchRun } from '../run.ts';
import type { ShellReader } from '../shells.ts';

/** Series ranked for a first radius beyond the k that it takes: some of k have better neighbours. */
const SEEDS_SPARE = 8;

/** Trees read for seeds, those of the nearest vantage points. */
const SEED_TREES = 4;

/** Least number of entries read from each of them. */
const SEED_ENTRIES_MIN = 16;

/** Rows in a sample, unless a large k needs more. */
const SAMPLE_ROWS = 1024;

/**
 * Finds a first radius for a k-nearest search: of the entries that are about as far as the query
 * from the nearest vantage points, ranks those with the least gaps. The number of entries read
 * grows with the root of the collection, as a narrower shell saves reading in proportion to it.
 * Requires `locate`.
 */
export function seedFromTrees(run: SearchRun, trees: ShellReader): void {
  const { collection } = run.view;
  const met = new Set<number>();
  const candidates = new OrdinalHeap();
  const visit = (ordinal: number): void => {
    if (met.has(ordinal)) return;
    met.add(ordinal);
    const segment = collection.segmentOf(ordinal);
    const at = ordinal - segment.base;
    if (!run.visible(segment, at) || !run.open(ordinal)) return;
    candidates.add(ordinal, run.gap(segment, at, Number.POSITIVE_INFINITY));
  };
  for (const [index, slot] of run.slots.subarray(0, SEED_TREES).entries()) {
    const share = Math.floor(Math.sqrt(trees.size(slot)) / 4);
    const entries = Math.max(SEED_ENTRIES_MIN, share, seedsWanted(run));
    trees.around(slot, run.queryDistances[index]!, entries, visit);
  }
  rankSeeds(run, candidates);
}

/**
 * Finds a first radius for a k-nearest search, as `seedFromTrees` but among rows spread evenly over
 * the collection. Returns which share of them the rings leave at the radius then, 0 to 1.
 * Requires `locate`.
 */
export function seedFromRows(run: SearchRun): number {
  const { collection } = run.view;
  const sample = new OrdinalHeap();
  const step = Math.max(1, Math.floor(run.count / Math.max(SAMPLE_ROWS, 4 * seedsWanted(run))));
  for (let ordinal = 0; ordinal < run.count; ordinal += step) {
    const segment = collection.segmentOf(ordinal);
    const at = ordinal - segment.base;
    if (!run.visible(segment, at) || !run.open(ordinal)) continue;
    sample.add(ordinal, run.gap(segment, at, Number.POSITIVE_INFINITY));
  }
  const rows = sample.length;
  if (rows === 0) return 1;
  rankSeeds(run, sample);
  const reach = run.reach();
  let dropped = 0;
  for (let index = 0; index < sample.length; index += 1) {
    if (sample.key(index) > reach) dropped += 1;
  }
  return 1 - dropped / rows;
}

function seedsWanted({ request: { want } }: SearchRun): number {
  return want.kind === 'nearest' ? want.k + SEEDS_SPARE : 0;
}

function rankSeeds(run: SearchRun, candidates: OrdinalHeap): void {
  candidates.arrange();
  for (let left = seedsWanted(run); left > 0 && candidates.length > 0; left -= 1) {
    run.seed(candidates.ordinal(0));
    candidates.removeFirst();
  }
  run.settle();
  run.firstRadius = run.hits.radius;
  run.lap('seed');
}

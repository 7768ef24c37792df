import { OrdinalHeap } from '../ordinal-heap.ts';
import type { SearchRun } from '../run.ts';
import { refine } from './refine.ts';

/** Series that the sieve looks at in sequence while it is asked for one that is anywhere. */
export const SIFTED_PER_KEY = 64;

/**
 * Looks at every series through the sieve, in sequence, and ranks what that leaves in order of its
 * lower bound. It touches no tree, and its worst case costs little more than a scan. Requires
 * `locate`; a radius that was found before makes it keep less.
 */
export function filter(run: SearchRun): void {
  const candidates = new OrdinalHeap();
  if (run.matching * SIFTED_PER_KEY < run.count) {
    const reach = run.reach();
    run.each(1, (segment, at) => {
      const key = run.sieve.key(segment, at, reach);
      const ordinal = segment.base + at;
      if (key <= reach && run.visible(segment, at) && run.open(ordinal))
        candidates.add(ordinal, key);
    });
  } else {
    sift(run, candidates);
  }
  run.drop(run.matching - run.closed() - candidates.length);
  run.lap('bounds');
  refine(run, candidates);
}

/** Adds what the sieve leaves of all series, and what matches of that. */
function sift(run: SearchRun, candidates: OrdinalHeap): void {
  const { collection } = run.view;
  let segment = collection.segments[0];
  run.sieve.each(run.count, run.reach(), (ordinal, key) => {
    if (ordinal >= run.count) return;
    if (segment === undefined || ordinal >= segment.base + segment.size) {
      segment = collection.segmentOf(ordinal);
    }
    if (run.visible(segment, ordinal - segment.base) && run.open(ordinal)) {
      candidates.add(ordinal, key);
    }
  });
}

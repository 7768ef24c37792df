import { OrdinalHeap } from '../ordinal-heap.ts';
import type { SearchRun } from '../run.ts';
import { refine } from './refine.ts';

/**
 * Looks at every series through the sieve, in sequence, and ranks what that leaves in order of its
 * lower bound. It touches no tree, and its worst case costs little more than a scan. Requires
 * `locate`; a radius that was found before makes it keep less.
 */
export function filter(run: SearchRun): void {
  const candidates = new OrdinalHeap();
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
  run.drop(run.view.live - run.closed() - candidates.length);
  run.lap('bounds');
  refine(run, candidates);
}

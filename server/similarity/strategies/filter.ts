import { OrdinalHeap } from '../ordinal-heap.ts';
import type { SearchRun } from '../run.ts';

/**
 * Reads every row in sequence, keeps what all rings leave and ranks it by lower bound. It touches
 * no tree, and its worst case costs little more than a scan. Requires `locate`; a radius that was
 * found before makes it keep less.
 */
export function filter(run: SearchRun): void {
  const candidates = new OrdinalHeap();
  const reach = run.reach();
  run.live = 0;
  for (const segment of run.view.collection.segments) {
    const end = Math.min(segment.size, run.count - segment.base);
    for (let at = 0; at < end; at += 1) {
      if (!run.visible(segment, at)) continue;
      run.live += 1;
      const gap = run.gap(segment, at, reach);
      if (gap <= reach && run.open(segment.base + at)) candidates.add(segment.base + at, gap);
    }
  }
  run.droppedByRing += run.live - run.closed() - candidates.length;
  run.lap('bounds');
  run.refine(candidates);
}

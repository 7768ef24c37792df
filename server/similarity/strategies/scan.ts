import type { SearchRun } from '../run.ts';

/** Ranks every series. */
export function scan(run: SearchRun): void {
  run.live = 0;
  for (const segment of run.view.collection.segments) {
    const end = Math.min(segment.size, run.count - segment.base);
    for (let at = 0; at < end; at += 1) {
      if (!run.visible(segment, at)) continue;
      run.live += 1;
      if (run.open(segment.base + at)) run.rank(segment, at);
    }
  }
  run.settle();
  run.lap('refine');
}

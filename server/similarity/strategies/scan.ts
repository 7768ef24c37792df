import type { SearchRun } from '../run.ts';

/** Series between two looks at whether to stop. */
const SERIES_PER_LOOK = 1024;

/** Ranks every series. */
export function scan(run: SearchRun): void {
  for (const segment of run.view.collection.segments) {
    const end = Math.min(segment.size, run.count - segment.base);
    for (let at = 0; at < end; at += 1) {
      if (at % SERIES_PER_LOOK === 0) run.checkStopped();
      if (run.visible(segment, at) && run.open(segment.base + at)) run.rank(segment, at);
    }
  }
  run.settle();
  run.lap('refine');
}

import type { SearchRun } from '../run.ts';

/** Series between two looks at whether to stop. */
const SERIES_PER_LOOK = 1024;

/** Ranks every series that matches. */
export function scan(run: SearchRun): void {
  let looks = 0;
  run.each(1, (segment, at) => {
    if (looks % SERIES_PER_LOOK === 0) run.checkStopped();
    looks += 1;
    if (run.visible(segment, at) && run.open(segment.base + at)) run.rank(segment, at);
  });
  run.settle();
  run.lap('refine');
}

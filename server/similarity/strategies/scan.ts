import type { SearchRun } from '../run.ts';

/** Ranks every series that matches. */
export function scan(run: SearchRun): void {
  run.each(1, (segment, at) => {
    if (run.visible(segment, at) && run.open(segment.base + at)) run.rank(segment, at);
  });
  run.settle();
  run.lap('refine');
}

import { ringReach } from '../bounds/index.ts';
import type { SearchRun } from '../run.ts';

/**
 * The textbook method: ranks every series in the ball around the nearest vantage point v whose
 * radius is d(q,v) + r, where r is an upper bound on the distance of the k-th neighbour. The only
 * bound it knows is the distance to the k-th nearest vantage point, so that for k = 1 the ball is
 * the familiar 2·d(q,v). A vantage point whose series was deleted, or is the one to leave out, is
 * no neighbour and bounds nothing.
 *
 * Returns why it cannot answer, having ranked nothing, or undefined. Requires a vantage point, and
 * `locate`.
 */
export function ball(run: SearchRun): string | undefined {
  const radius = neighbourRadius(run);
  if (typeof radius === 'string') return radius;
  const { measure, collection, trees } = run.view;
  // The first vantage point is the nearest, and there is one.
  const slot = run.slots[0]!;
  const reach = ringReach(radius, measure.noise);
  const limit = Math.min(measure.diameter, run.queryDistances[0]! + reach);
  let entries = 0;
  run.firstRadius = radius;
  if (trees === undefined) {
    for (const segment of collection.segments) {
      const end = Math.min(segment.size, run.count - segment.base);
      for (let at = 0; at < end; at += 1) {
        if (!run.visible(segment, at)) continue;
        // A distance that is not stored is NaN, which excludes nothing.
        if (collection.storedDistance(segment.base + at, slot) > limit) continue;
        entries += 1;
        if (run.open(segment.base + at)) run.rank(segment, at);
      }
    }
  } else {
    trees.scan(slot, 0, limit, (ordinal) => {
      const segment = collection.segmentOf(ordinal);
      const at = ordinal - segment.base;
      if (!run.visible(segment, at)) return;
      entries += 1;
      if (run.open(ordinal)) run.rank(segment, at);
    });
  }
  run.settle();
  run.shell = { slot, entries };
  run.lap('refine');
  return undefined;
}

/** A radius that holds the answer for sure, or why none is known. */
function neighbourRadius(run: SearchRun): number | string {
  const { view, points, queryDistances } = run;
  const { want } = run.request;
  if (want.kind === 'within') return want.radius;
  const neighbours = new Set<number>();
  for (const [index, { ordinal }] of points.entries()) {
    if (!run.open(ordinal) || !view.collection.visible(ordinal, view.commit)) continue;
    neighbours.add(ordinal);
    if (neighbours.size === want.k) return queryDistances[index]!;
  }
  return `${neighbours.size} vantage points may be neighbours, and ${want.k} are needed for a radius`;
}

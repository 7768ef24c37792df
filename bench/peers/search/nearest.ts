import type { Neighbour } from '../../../server/index.ts';

/** The `k` nearest by distances in the order of `ids`; equal distances in that order as well. */
export function nearestOf(
  distances: Float64Array,
  ids: readonly string[],
  k: number,
): readonly Neighbour[] {
  const best: { ordinal: number; distance: number }[] = [];
  for (let ordinal = 0; ordinal < distances.length; ordinal += 1) {
    const distance = distances[ordinal]!;
    if (best.length === k && distance >= best[k - 1]!.distance) continue;
    let at = best.length;
    while (at > 0 && best[at - 1]!.distance > distance) at -= 1;
    best.splice(at, 0, { ordinal, distance });
    if (best.length > k) best.pop();
  }
  return best.map(({ ordinal, distance }) => ({ id: ids[ordinal]!, distance }));
}

/** Milliseconds a search, each the inverse of a rate. */
export interface CrossoverPoint {
  readonly inlineMs: number;
  readonly pooledMs: number;
}

/**
 * The length of an inline search from which on a pool answers more, between the two points where
 * that begins to hold; undefined where it holds nowhere or everywhere.
 * @param points by length of the search
 */
export function crossoverOf(points: readonly CrossoverPoint[]): number | undefined {
  const gains = points.map(({ inlineMs, pooledMs }) => Math.log(inlineMs / pooledMs));
  // Later losses are noise only if a gain follows them: what counts is from where on it pays.
  const last = gains.findLastIndex((gain) => gain < 0);
  const before = points[last];
  const after = points[last + 1];
  if (before === undefined || after === undefined) return undefined;
  const share = -gains[last]! / (gains[last + 1]! - gains[last]!);
  return before.inlineMs * (after.inlineMs / before.inlineMs) ** share;
}

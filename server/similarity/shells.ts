/**
 * The trees of vantage distances at one commit: one tree a slot, whose entries are (distance to
 * the vantage point, ordinal), one for each live series. Distances compare as numbers, and every
 * bound is inclusive. All calls are synchronous; an ordinal may be visited that died since.
 */
export interface ShellReader {
  /** How many entries the tree of `slot` has. Cost: O(1). */
  size(slot: number): number;
  /** How many entries have low ≤ distance ≤ high. Cost: O(height). */
  count(slot: number, low: number, high: number): number;
  /** Visits the entries with low ≤ distance ≤ high, ascending. Cost: O(height + entries). */
  scan(slot: number, low: number, high: number, visit: ShellVisitor): void;
  /**
   * Visits the `count` entries whose distance is nearest to `distance`, walking outward both
   * ways; all of them when there are fewer. Cost: O(height + count).
   */
  around(slot: number, distance: number, count: number, visit: ShellVisitor): void;
}

/** Receives one entry of a tree. */
export type ShellVisitor = (ordinal: number, distance: number) => void;

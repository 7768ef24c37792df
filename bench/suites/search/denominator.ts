import type { Database } from '../../../server/index.ts';
import { type Lane, strategyLane } from './lane.ts';
import type { Material } from './material.ts';
import type { MeasureName } from './plan.ts';

/** The competitor whose times those of `auto` are divided by, case by case and draw by draw. */
export const DENOMINATOR = 'scan';

/** What is scanned. */
export interface Scanned {
  readonly database: Database;
  /** What the database was filled from, for a scan that prepares series in its own way. */
  readonly material: Material;
  readonly n: number;
  readonly measure: MeasureName;
  /** Queries of a competitor that computes every distance. */
  readonly queries: number;
}

/**
 * Those that compute every distance, the denominator first, so that tables divide by it. This is the
 * only place that says which scan ratios are over: one that is frozen gets its lane here, in front of
 * the strategy's own, and its name above.
 */
export function scanLanes({ database, queries }: Scanned): readonly Lane[] {
  return [strategyLane(database, DENOMINATOR, queries)];
}

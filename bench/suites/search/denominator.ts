import type { Database } from '../../../server/index.ts';
import { type Lane, strategyLane } from './lane.ts';

/** The name of what all ratios are over. */
export const DENOMINATOR = 'scan';

/**
 * What the times of all others are divided by: every distance computed. This is the only place that
 * says which scan that is.
 */
export function denominatorLane(database: Database, queries: number): Lane {
  return strategyLane(database, DENOMINATOR, queries);
}

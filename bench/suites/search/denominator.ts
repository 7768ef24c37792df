import { FROZEN, type Frozen, frozenLane } from './frozen-lane.ts';
import { type Lane, strategyLane } from './lane.ts';
import type { Turns } from './turns.ts';

/**
 * Those that compute every distance, the denominator first, so that tables divide by it: the frozen
 * scan where it has the measure, or else the strategy.
 */
export function scanLanes(scanned: Frozen): readonly Lane[] {
  const own = strategyLane(scanned.database, 'scan', scanned.queries);
  const frozen = frozenLane(scanned);
  return frozen === undefined ? [own] : [frozen, own];
}

/** Whose times those of `auto` are divided by, case by case and draw by draw. */
export function denominatorOf(draw: readonly Turns[]): Turns {
  const scan = draw.find(({ name }) => name === FROZEN) ?? draw.find(({ name }) => name === 'scan');
  if (scan === undefined) throw new TypeError('no competitor computes every distance');
  return scan;
}

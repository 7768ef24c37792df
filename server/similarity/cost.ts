import type { Measure } from './measure.ts';

/** What a search takes that computes next to nothing, in microseconds, as measured. */
const LEAST_US = 25;

/** What a distance takes for each point of a series, in microseconds, as measured. */
const POINT_US = 0.003;

/**
 * About how long a search takes at most, in microseconds: as long as a scan, which every strategy
 * falls back to and none is much dearer than. Known before anything is computed.
 */
export function searchUsMost(live: number, { length }: Pick<Measure, 'length'>): number {
  return LEAST_US + live * length * POINT_US;
}

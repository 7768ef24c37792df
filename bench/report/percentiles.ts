import type { Unit } from '../cell.ts';
import type { Distribution } from '../statistics.ts';

/** A part of a distribution as a column shows it. */
export interface Percentile {
  readonly name: string;
  readonly of: (distribution: Distribution) => number;
}

const P50: Percentile = { name: 'p50', of: ({ p50 }) => p50 };
const P90: Percentile = { name: 'p90', of: ({ p90 }) => p90 };
const P95: Percentile = { name: 'p95', of: ({ p95 }) => p95 };
const P99: Percentile = { name: 'p99', of: ({ p99 }) => p99 };
const P999: Percentile = { name: 'p99.9', of: ({ p999 }) => p999 };
const WORST: Percentile = { name: 'worst', of: ({ worst }) => worst };

/**
 * What is shown of cells of a suite in a unit, in few columns or in all that a page has room for.
 * Ratios have few samples, one a draw, of which the worst matters and percentiles do not.
 */
export function percentilesOf(
  { suite, unit }: { readonly suite: string; readonly unit: Unit },
  room: 'little' | 'enough',
): readonly Percentile[] {
  if (unit === 'times') return [P50, WORST];
  if (suite === 'search') return room === 'little' ? [P50, P95, P99] : [P50, P95, P99, WORST];
  return room === 'little' ? [P50, P90, P99] : [P50, P90, P99, P999];
}

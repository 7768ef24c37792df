import { DatabaseError } from '../errors.ts';
import { pointCountFault, type Series, seriesFault } from './series.ts';

/**
 * `series` at `points` equally spaced times from its first time to its last, by linear
 * interpolation between the neighbouring points. The first and the last value are exact, and no
 * value lies outside those it stands between. A series that has `points` equally spaced times
 * already is returned as it is.
 *
 * Fewer points do not smooth: what lies between two new times is lost, not averaged.
 * @param points 2 to 65,536
 * @throws RangeError for any other number of points.
 * @throws DatabaseError `INVALID_VALUE` with `field` 'times' when `points` times do not fit into
 * the span of the series as different doubles.
 * Cost: O(n + points).
 */
export function resample(series: Series, points: number): Series {
  const fault = pointCountFault('times', points);
  if (fault !== undefined || !Number.isInteger(points)) {
    throw new RangeError(fault?.message ?? `points is ${points}; it must be a whole number`);
  }
  if (series.times.length === points && seriesFault(series.times, series.values) === undefined) {
    return series;
  }
  const times = equallySpaced(series.times, points);
  return { times, values: interpolate(series, times) };
}

function equallySpaced(source: Float64Array, points: number): Float64Array {
  const first = source[0]!;
  const last = source[source.length - 1]!;
  const times = new Float64Array(points);
  for (let index = 0; index < points; index++) {
    const time = between(first, last, index / (points - 1));
    if (index > 0 && time <= times[index - 1]!) {
      throw new DatabaseError(
        'INVALID_VALUE',
        `the times from ${first} to ${last} are too close for ${points} different times between ` +
          'them; count time from nearer to 0',
        { field: 'times' },
      );
    }
    times[index] = time;
  }
  return times;
}

function interpolate(series: Series, times: Float64Array): Float64Array {
  const values = new Float64Array(times.length);
  // The segment from `left` to `left + 1` holds the time; both only move forward.
  let left = 0;
  const leftMax = series.times.length - 2;
  for (let index = 0; index < times.length; index++) {
    const time = times[index]!;
    while (left < leftMax && series.times[left + 1]! <= time) left++;
    const share = shareOf(series.times[left]!, series.times[left + 1]!, time);
    values[index] = between(series.values[left]!, series.values[left + 1]!, share);
  }
  return values;
}

/** Where `x` lies from `low` (0) to `high` (1). Requires low < high; cannot overflow. */
function shareOf(low: number, high: number, x: number): number {
  const gap = high - low;
  return gap < Infinity ? (x - low) / gap : (x / 2 - low / 2) / (high / 2 - low / 2);
}

/**
 * The number at `share` of the way from `a` (0) to `b` (1): exact at both ends, never outside
 * them, and without overflow, because each half is reached from its own end.
 */
function between(a: number, b: number, share: number): number {
  const half = b / 2 - a / 2;
  return share < 0.5 ? a + half * (2 * share) : b - half * (2 * (1 - share));
}

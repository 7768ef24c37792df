import { DatabaseError } from '../errors.ts';
import { describeValue } from './excerpt.ts';

/** Values at increasing times. `times` and `values` have one length, 2 to 65,536. */
export interface Series {
  /**
   * Finite and strictly increasing, in any unit. Equally spaced to 1e-6 of the step, unless the
   * series was created with `spacing: 'any'` because it is to be resampled.
   */
  readonly times: Float64Array;
  /** Finite. A constant series is one, but it cannot be standardised and so has no distances. */
  readonly values: Float64Array;
}

/** Least and greatest number of points of a series. One distance costs O(n log n) in it. */
export const SERIES_LIMITS: { readonly pointsMin: number; readonly pointsMax: number } = {
  pointsMin: 2,
  pointsMax: 65_536,
};

/** Greatest difference between a gap and the mean gap, as a share of the mean gap. */
const SPACING_TOLERANCE = 1e-6;

export interface CreateSeriesOptions {
  /**
   * What times must be beyond strictly increasing: 'equal', the default, means equally spaced to
   * 1e-6 of the step; 'any' takes them as they are, because the series is to be resampled.
   */
  readonly spacing?: 'equal' | 'any' | undefined;
}

/** Why times and values are not a series. */
export interface SeriesFault {
  readonly field: 'times' | 'values';
  /** Index of the point at fault, or undefined when it is the number of points. */
  readonly index: number | undefined;
  /** What is wrong, with the numbers, and what to do. */
  readonly message: string;
}

/**
 * The series of `values` at `times`; both are copied.
 *
 * Times are equally spaced when no gap differs from the mean gap by more than 1e-6 of it, or by
 * more than the rounding of doubles of that size, where that is coarser: milliseconds counted
 * from 1970 stay usable.
 * @throws DatabaseError `INVALID_VALUE` with `field` 'times' or 'values'; the message names the
 * index and what stands there.
 * Cost: O(n).
 */
export function createSeries(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  options?: CreateSeriesOptions,
): Series {
  const fault = seriesFault(times, values, options);
  if (fault !== undefined) {
    throw new DatabaseError('INVALID_VALUE', fault.message, { field: fault.field });
  }
  return { times: new Float64Array(times), values: new Float64Array(values) };
}

/**
 * The series of `values`, which are copied, at the times 0, 1, … n−1. Start and step do not enter
 * any measure, so these times serve wherever a source has none.
 * @throws DatabaseError `INVALID_VALUE` with `field` 'values', as `createSeries`.
 */
export function uniformSeries(values: ArrayLike<number>): Series {
  const fault = pointCountFault('values', values.length) ?? finiteFault('values', values);
  if (fault !== undefined) {
    throw new DatabaseError('INVALID_VALUE', fault.message, { field: fault.field });
  }
  const times = new Float64Array(values.length);
  for (let index = 0; index < times.length; index++) times[index] = index;
  return { times, values: new Float64Array(values) };
}

/** The first reason why `createSeries` refuses its arguments, or undefined when it does not. */
export function seriesFault(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  options?: CreateSeriesOptions,
): SeriesFault | undefined {
  return (
    pointCountFault('values', values.length) ??
    lengthsFault(times.length, values.length) ??
    finiteFault('times', times) ??
    finiteFault('values', values) ??
    increaseFault(times) ??
    (options?.spacing === 'any' ? undefined : spacingFault(times))
  );
}

/** Why a series cannot have `pointCount` points, or undefined when it can. */
export function pointCountFault(
  field: SeriesFault['field'],
  pointCount: number,
): SeriesFault | undefined {
  const { pointsMin, pointsMax } = SERIES_LIMITS;
  if (pointCount >= pointsMin && pointCount <= pointsMax) return undefined;
  const points = pointCount === 1 ? 'point' : 'points';
  const message = `${field} has ${pointCount} ${points}; a series has ${pointsMin} to ${pointsMax}`;
  return { field, index: undefined, message };
}

/** The first element that is not a finite number, or undefined. Elements may be of any type. */
export function finiteFault(
  field: SeriesFault['field'],
  elements: ArrayLike<unknown>,
): SeriesFault | undefined {
  for (let index = 0; index < elements.length; index++) {
    const element = elements[index];
    if (Number.isFinite(element)) continue;
    const message = `${field}[${index}] is ${describeValue(element)}; it must be a finite number`;
    return { field, index, message };
  }
  return undefined;
}

function lengthsFault(timeCount: number, valueCount: number): SeriesFault | undefined {
  if (timeCount === valueCount) return undefined;
  const counts = `times has ${timeCount} points and values has ${valueCount}`;
  const message = `${counts}; each value needs one time`;
  return { field: 'times', index: undefined, message };
}

function increaseFault(times: ArrayLike<number>): SeriesFault | undefined {
  for (let index = 1; index < times.length; index++) {
    const time = times[index]!;
    const before = times[index - 1]!;
    if (time > before) continue;
    const message = `times[${index}] is ${time} after ${before}; times must strictly increase`;
    return { field: 'times', index, message };
  }
  return undefined;
}

/** Requires strictly increasing finite `times`, at least two. Names the gap that is worst. */
function spacingFault(times: ArrayLike<number>): SeriesFault | undefined {
  if (times.length === 2) return undefined;
  const first = times[0]!;
  const last = times[times.length - 1]!;
  const gapCount = times.length - 1;
  // The span of finite doubles may overflow; the mean of two or more gaps does not.
  const span = last - first;
  const step = span < Infinity ? span / gapCount : last / gapCount - first / gapCount;
  let worst = 0;
  let worstIndex = 1;
  for (let index = 1; index < times.length; index++) {
    const difference = Math.abs(times[index]! - times[index - 1]! - step);
    if (difference > worst) {
      worst = difference;
      worstIndex = index;
    }
  }
  const rounding = Math.max(Math.abs(first), Math.abs(last)) * Number.EPSILON;
  if (worst <= SPACING_TOLERANCE * step + rounding) return undefined;
  const gap = times[worstIndex]! - times[worstIndex - 1]!;
  const message =
    `times[${worstIndex}] comes ${gap} after the time before it, where the mean gap is ${step}; times ` +
    `must be equally spaced to ${SPACING_TOLERANCE} of the step unless the series is resampled`;
  return { field: 'times', index: worstIndex, message };
}

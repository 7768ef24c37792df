import type { Guarantee, Measure, MeasureSettings } from '../measure.ts';
import type { PreparedSeries, VantageRows } from './placed.ts';
import { ShareCounter, type VantageShares } from './shares.ts';

/** What is searched with. */
export interface SurveyQuery {
  readonly values: Float64Array;
  /** Its place in the collection when it is a member, which is then no neighbour of its own. */
  readonly member: number | undefined;
}

export interface SurveyOptions {
  readonly measure: Measure;
  /** The collection, at least 2 series. */
  readonly values: readonly Float64Array[];
  readonly queries: readonly SurveyQuery[];
  /** Places of the vantage points in the collection, all different. */
  readonly vantage: ArrayLike<number>;
  /** How many of them, from the first, to use; ascending, at most as many as there are. */
  readonly vantageCounts: readonly number[];
  /** Called after each query. */
  readonly onQuery?: (() => void) | undefined;
}

/** How hard a collection is to search under one measure. */
export interface MeasureSurvey {
  readonly measure: MeasureSettings;
  readonly guarantee: Guarantee;
  readonly meanDistance: number;
  /**
   * Intrinsic dimension: mean² over twice the variance of the distances; infinite where all
   * distances are equal.
   */
  readonly dimension: number;
  /** Share, 0 to 1, that the spectral bound leaves; undefined when the measure has none. */
  readonly spectrum: number | undefined;
  readonly vantage: readonly VantageShares[];
  /** For each query, the place of its nearest neighbour in the collection. */
  readonly nearest: readonly number[];
}

/**
 * Computes all distances of all queries, and what the bounds would have saved of them. Queries that
 * are vantage points themselves do not count for the shares, as no stranger is so well placed.
 * @throws DatabaseError `INVALID_VALUE` for a series that the measure refuses.
 * Cost: queries × series distances and bounds.
 */
export function surveyMeasure(options: SurveyOptions): MeasureSurvey {
  const { measure, values, queries, vantage, vantageCounts, onQuery } = options;
  const series = prepareAll(measure, values);
  const rows = vantageRows(measure, series, vantage);
  const counter = new ShareCounter(measure, series, rows, vantageCounts);
  const points = Array.from(vantage);
  const distances = new Float64Array(series.count);
  const query = new Float64Array(measure.preparedLength);
  const own = new Float64Array(rows.width);
  let count = 0;
  let mean = 0;
  let deviations = 0;
  const nearest = queries.map(({ values: raw, member }): number => {
    measure.prepare(raw, query, 0);
    let found = member === 0 ? 1 : 0;
    for (let index = 0; index < series.count; index += 1) {
      const start = index * measure.preparedLength;
      const distance = measure.distance(query, 0, series.prepared, start);
      distances[index] = distance;
      if (index === member) continue;
      if (distance < distances[found]!) found = index;
      // Welford's update, since the deviations may be far smaller than the distances.
      count += 1;
      const difference = distance - mean;
      mean += difference / count;
      deviations += difference * (distance - mean);
    }
    if (member === undefined || !points.includes(member)) {
      for (const [at, point] of points.entries()) own[at] = distances[point]!;
      counter.add(query, own, distances[found]!, member);
    }
    onQuery?.();
    return found;
  });
  return {
    measure: measure.settings,
    guarantee: measure.guarantee,
    meanDistance: mean,
    dimension: mean ** 2 / (2 * (deviations / count)),
    spectrum: counter.spectrum,
    vantage: counter.shares,
    nearest,
  };
}

function prepareAll(measure: Measure, values: readonly Float64Array[]): PreparedSeries {
  const { preparedLength } = measure;
  const prepared = new Float64Array(preparedLength * values.length);
  for (const [index, raw] of values.entries()) {
    measure.prepare(raw, prepared, index * preparedLength);
  }
  return { count: values.length, prepared };
}

function vantageRows(
  measure: Measure,
  { count, prepared }: PreparedSeries,
  vantage: ArrayLike<number>,
): VantageRows {
  const width = vantage.length;
  const distances = new Float64Array(count * width);
  for (let index = 0; index < count; index += 1) {
    for (let point = 0; point < width; point += 1) {
      distances[index * width + point] = measure.distance(
        prepared,
        index * measure.preparedLength,
        prepared,
        vantage[point]! * measure.preparedLength,
      );
    }
  }
  const between = new Float64Array(width * width);
  for (let point = 0; point < width; point += 1) {
    const start = vantage[point]! * width;
    between.set(distances.subarray(start, start + width), point * width);
  }
  return { width, distances, between };
}

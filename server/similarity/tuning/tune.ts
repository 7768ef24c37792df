import { createRandom } from '../../series/index.ts';
import type { MeasureSettings } from '../measure.ts';
import { createMeasure } from '../measures.ts';
import { chooseVantage } from '../vantage.ts';
import { type MeasureSurvey, surveyMeasure } from './survey.ts';

/** One series of the collection to tune for. */
export interface TuneSeries {
  readonly values: Float64Array;
  /** Its class, or undefined when it has none. */
  readonly label: string | undefined;
}

export interface TuneOptions {
  /** At least 3, all of one length, none of them constant. */
  readonly series: readonly TuneSeries[];
  readonly measures: readonly MeasureSettings[];
  /** Numbers of vantage points to try, ascending; those that are too many are left out. */
  readonly vantageCounts: readonly number[];
  /** How many series to search with, each of them left out of its own search. */
  readonly queries: number;
  /** Seed of what is drawn: queries and vantage points. */
  readonly seed: number;
  /** Called before each measure, and after every query with how many are done with it. */
  readonly onProgress?: ((measure: MeasureSettings, queries: number) => void) | undefined;
}

/** A survey, without what is of no use outside. */
export interface TunedMeasure extends Omit<MeasureSurvey, 'nearest'> {
  /**
   * Share of the queries, 0 to 1, whose nearest neighbour is of another class; undefined where not
   * every series has a class, or all have the same.
   */
  readonly error: number | undefined;
}

export interface TuneReport {
  readonly series: number;
  readonly length: number;
  readonly queries: number;
  /** Different labels; 0 where not every series has one. */
  readonly classes: number;
  readonly measures: readonly TunedMeasure[];
}

/** Vantage points are kept to this share of the series, so that there are queries beside them. */
const VANTAGE_SHARE_MAX = 0.5;

/**
 * Measures how hard a collection is to search, and how well its nearest neighbours tell classes,
 * under every one of `measures`: the same queries and the same vantage points for all.
 * @throws RangeError when there are fewer than 3 series, or a setting is out of range.
 * @throws DatabaseError `INVALID_VALUE` for a series that is constant or of another length.
 * Cost: measures × queries × series distances, on the calling thread.
 */
export function tune(options: TuneOptions): TuneReport {
  const { series, measures, vantageCounts, seed, onProgress } = options;
  const count = series.length;
  if (count < 3) throw new RangeError(`${count} series are too few to tell anything; give 3`);
  const values = series.map((one) => one.values);
  const length = values[0]!.length;
  const { uniform: random } = createRandom(seed);
  const ordinals = Uint32Array.from({ length: count }, (_, index) => index);
  const most = Math.floor(count * VANTAGE_SHARE_MAX);
  const usable = vantageCounts.filter((points) => points <= most);
  const vantage = chooseVantage({ count: usable.at(-1) ?? 0, ordinals, random });
  const drawn = chooseVantage({ count: options.queries, ordinals, random });
  const queries = Array.from(drawn, (member) => ({ values: values[member]!, member }));
  const labels = classesOf(series);
  const tuned = (settings: MeasureSettings): TunedMeasure => {
    let done = 0;
    onProgress?.(settings, done);
    const { nearest, ...survey } = surveyMeasure({
      measure: createMeasure(settings, length),
      values,
      queries,
      vantage,
      vantageCounts: usable,
      onQuery: () => {
        done += 1;
        onProgress?.(settings, done);
      },
    });
    const wrong = nearest.filter((found, at) => labels?.[found] !== labels?.[drawn[at]!]).length;
    return { ...survey, error: labels === undefined ? undefined : wrong / nearest.length };
  };
  const classes = new Set(labels).size;
  return { series: count, length, queries: queries.length, classes, measures: measures.map(tuned) };
}

/** The label of every series, or undefined when they tell no classes apart. */
function classesOf(series: readonly TuneSeries[]): readonly string[] | undefined {
  const labels = series.flatMap(({ label }) => label ?? []);
  return labels.length === series.length && new Set(labels).size > 1 ? labels : undefined;
}

import type { Series } from '../../server/index.ts';
import { EXIT } from '../command-line/exit-codes.ts';
import { CommandError, PartialError } from '../command-line/failure.ts';
import type { Source } from './source.ts';

/** How a file's series are fitted to a collection. */
export interface FitOptions {
  /** Whether to interpolate a series of another length, or with unequal steps of time. */
  readonly resample: boolean;
}

/**
 * The one series in `file`, fitted to the collection of `source`.
 * @throws DatabaseError `BAD_FILE`; CommandError `INVALID_VALUE`, with file and line, when its length
 * is another and it is not to be resampled.
 */
export async function readSeriesFor(
  source: Source,
  file: string,
  { resample: wanted }: FitOptions,
): Promise<Series> {
  const { readOneSeries } = await import('../../server/index.ts');
  const row = await readOneSeries(file, { spacing: wanted ? 'any' : 'equal' });
  const fit = await createFit(source, { resample: wanted });
  return fit(row.series, `${file}:${row.line}`);
}

/** Fits one series, which stands at `place`, to the length of a collection. */
export type Fit = (series: Series, place: string) => Series;

/** How series are fitted to the collection of `source`. */
export async function createFit(source: Source, { resample: wanted }: FitOptions): Promise<Fit> {
  const { resample } = await import('../../server/index.ts');
  const length = await source.length();
  return (series, place) => {
    if (wanted) {
      try {
        return resample(series, length);
      } catch (cause) {
        const message = cause instanceof Error ? cause.message : String(cause);
        throw new PartialError(`${place}: ${message}`, { cause, progress: {} });
      }
    }
    const points = series.values.length;
    if (points === length) return series;
    throw new CommandError(
      'INVALID_VALUE',
      `${place}: the series has ${points} points and the collection holds series of ${length}; ` +
        'give --resample to interpolate it, or use another collection',
      { exitCode: EXIT.failed, field: 'ts' },
    );
  };
}

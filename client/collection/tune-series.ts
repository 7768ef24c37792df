import { statSync } from 'node:fs';
import type { Database, TuneSeries } from '../../server/index.ts';
import { EXIT } from '../command-line/exit-codes.ts';
import { CommandError, UsageError } from '../command-line/failure.ts';

/** Most points in a sample, whatever was asked for: three arrays of as many doubles or floats. */
const POINTS_MAX: number = 2 ** 25;

/** Where the series to tune for are, and how many of them to take. */
export interface TuneSource {
  /** One data directory, or files of series. */
  readonly places: readonly string[];
  /** Files with the labels of the series in a data directory, by id. */
  readonly labelFiles: readonly string[];
  /** Most series to take; they are drawn when there are more. Fewer of very long ones. */
  readonly most: number;
  readonly seed: number;
}

/** What was taken. */
export interface TuneSample {
  readonly series: readonly TuneSeries[];
  /** Series that there are. */
  readonly count: number;
}

/**
 * Draws series to tune for. Those in files bring their labels; a data directory has none, so they
 * come from files, such as those that were imported.
 * @throws UsageError for a directory among files, and for `labelFiles` beside files.
 * @throws CommandError `INVALID_VALUE` for series of different lengths; DatabaseError `BAD_FILE`,
 * `NOT_A_DATABASE`; EngineError.
 */
export async function readTuneSample(source: TuneSource): Promise<TuneSample> {
  const { places, labelFiles } = source;
  const directories = places.filter(isDirectory);
  if (directories.length === 0) {
    if (labelFiles.length > 0) {
      throw new UsageError(
        '--label goes with a data directory; series in files bring their labels',
      );
    }
    return fromFiles(source);
  }
  if (places.length > 1) {
    throw new UsageError(`${directories[0]} is a directory; give one directory, or files only`);
  }
  return fromDirectory(source, directories[0]!);
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

async function fromFiles({ places, most, seed }: TuneSource): Promise<TuneSample> {
  const { createRandom, drawSample, readSeriesFile } = await import('../../server/index.ts');
  const length = await firstLength(places[0]!);
  async function* rows(): AsyncGenerator<TuneSeries> {
    for (const path of places) {
      for await (const { label, series, line } of readSeriesFile(path)) {
        const { values } = series;
        if (values.length !== length) {
          throw new CommandError(
            'INVALID_VALUE',
            `${path}:${line}: the series has ${values.length} points and the first has ${length}; ` +
              'a collection holds series of one length',
            { exitCode: EXIT.failed },
          );
        }
        yield { values, label };
      }
    }
  }
  const { drawn, count } = await drawSample(rows(), limited(most, length), createRandom(seed));
  return { series: drawn, count };
}

async function firstLength(path: string): Promise<number> {
  const { readSeriesFile } = await import('../../server/index.ts');
  for await (const { series } of readSeriesFile(path)) return series.values.length;
  // A file without series has thrown.
  return 0;
}

function limited(most: number, length: number): number {
  return Math.max(3, Math.min(most, Math.floor(POINTS_MAX / length)));
}

async function fromDirectory(
  { labelFiles, most, seed }: TuneSource,
  path: string,
): Promise<TuneSample> {
  const { createRandom, drawSample, openDatabase } = await import('../../server/index.ts');
  const labels = await readLabels(labelFiles);
  const database: Database = await openDatabase(path, { readOnly: true });
  try {
    const { length } = database.settings;
    const random = createRandom(seed);
    const { drawn, count } = await drawSample(database.ids(), limited(most, length), random);
    const series = drawn.map((id) => ({
      values: database.get(id).series.values,
      label: labels.get(id),
    }));
    return { series, count };
  } finally {
    await database.close();
  }
}

/** The label of every id in `files`. */
async function readLabels(files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { readSeriesFile } = await import('../../server/index.ts');
  const labels = new Map<string, string>();
  for (const file of files) {
    for await (const { id, label } of readSeriesFile(file)) {
      if (label !== undefined) labels.set(id, label);
    }
  }
  return labels;
}

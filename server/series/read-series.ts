import { extname, parse } from 'node:path';
import { DatabaseError } from '../errors.ts';
import type { Column } from '../metadata/index.ts';
import { badFile } from './bad-file.ts';
import { excerpt } from './excerpt.ts';
import type { RawRow, ReadListener, RowMetadata, SeriesFormat } from './format.ts';
import { SERIES_FORMATS } from './formats.ts';
import {
  type CreateSeriesOptions,
  createSeries,
  type Series,
  seriesFault,
  uniformSeries,
} from './series.ts';
import { idFault } from './series-id.ts';

/** One series of a file. */
export interface SeriesRow {
  /**
   * The row's own id, else the file's name without extension, a hyphen, and the row's number from
   * 0: `GunPoint_TEST-17`. A legal id; that no other row has it is not promised.
   */
  readonly id: string;
  /** The row's class or target as written, or undefined when it has none. */
  readonly label: string | undefined;
  /** The row's metadata as the file has it, or undefined when it has none. */
  readonly metadata: RowMetadata | undefined;
  /**
   * Columns of metadata that the row declares for the rows of its file, or undefined; their names are
   * not yet known to be names of columns.
   */
  readonly columns: readonly Column[] | undefined;
  readonly series: Series;
  /** Line on which the row begins, from 1; the number of the row in a .npy. */
  readonly line: number;
}

/** `spacing` is what the times in a file must be; give 'any' when the series are resampled. */
export interface ReadSeriesOptions extends CreateSeriesOptions {
  /** Told of bytes as they are read. */
  readonly onRead?: ReadListener | undefined;
}

/**
 * The series in the file at `path`, in file order, each read and checked when it is asked for.
 * The extension, in any case, decides the format: see `SERIES_FORMATS`. Rows without times have
 * the times 0, 1, … n−1. The file is opened by the first step of the iteration and closed by its
 * end, however it ends. Rows may differ in length and may be constant.
 * @throws DatabaseError `BAD_FILE`, from the iteration: the extension is unknown, the file cannot
 * be read or holds no series, or a line is malformed; the message begins with path, line and
 * column as far as they apply.
 * Cost: memory for one line, at most 16 MiB, and its cells, whatever the size of the file.
 */
export async function* readSeriesFile(
  path: string,
  options?: ReadSeriesOptions,
): AsyncGenerator<SeriesRow, void, undefined> {
  const format = formatOf(path);
  const { name: stem, ext } = parse(path);
  let rowNumber = 0;
  for await (const raw of format.rows(path, options?.onRead)) {
    const id = raw.id ?? `${stem}-${rowNumber}`;
    yield finishRow(raw, id, path, options);
    rowNumber++;
  }
  if (rowNumber === 0) {
    throw badFile({ path }, `the file holds no series; ${ext} is ${format.description}`);
  }
}

/**
 * The only series in the file at `path`, which may be of any format.
 * @throws DatabaseError `BAD_FILE` as `readSeriesFile`, and when there is a second series.
 * Cost: as `readSeriesFile`; nothing after the second series is read.
 */
export async function readOneSeries(path: string, options?: ReadSeriesOptions): Promise<SeriesRow> {
  let only: SeriesRow | undefined;
  for await (const row of readSeriesFile(path, options)) {
    if (only !== undefined) {
      const advice = 'give a file with one row, or a .csv with the header time,value';
      throw badFile({ path, line: row.line }, `a second series begins; ${advice}`);
    }
    only = row;
  }
  // The iteration above throws when there is no row.
  return only!;
}

/**
 * The format of a file of this name.
 * @throws DatabaseError `BAD_FILE` when the extension is unknown.
 */
export function formatOf(path: string): SeriesFormat {
  const extension = extname(path);
  const format = SERIES_FORMATS.get(extension.toLowerCase());
  if (format !== undefined) return format;
  const known = [...SERIES_FORMATS].map(([name, { description }]) => `${name} (${description})`);
  throw badFile(
    { path },
    `the extension ${excerpt(extension)} is unknown; there are ${known.join('; ')}`,
  );
}

function finishRow(
  raw: RawRow,
  id: string,
  path: string,
  options: ReadSeriesOptions | undefined,
): SeriesRow {
  const { label, metadata, columns, line, linesPerPoint, times, values } = raw;
  const wrongId = idFault(id);
  if (wrongId !== undefined) {
    const advice = raw.id === undefined ? 'rename the file, or give its rows ids' : 'change it';
    throw badFile({ path, line }, `${wrongId}; ${advice}`);
  }
  try {
    const series =
      times === undefined ? uniformSeries(values) : createSeries(times, values, options);
    return { id, label, metadata, columns, series, line };
  } catch (cause) {
    if (!(cause instanceof DatabaseError)) throw cause;
    const point = times === undefined ? undefined : seriesFault(times, values, options)?.index;
    throw badFile({ path, line: line + linesPerPoint * (point ?? 0) }, cause.message, { cause });
  }
}

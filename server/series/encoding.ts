import type { Column } from '../metadata/index.ts';
import type { Series } from './series.ts';

/** A series and its name, as they are written to a file. */
export interface NamedSeries {
  readonly id: string;
  readonly series: Series;
  /** Cells by the names of their columns; absent where there are none. */
  readonly metadata?: Readonly<Record<string, string | number | boolean | null>> | undefined;
  /** Those of all series that are written, given with the first of them. */
  readonly columns?: readonly Column[] | undefined;
}

/** What a file is about, as far as its head tells. */
export interface FileShape {
  /** Points of every series. */
  readonly points: number;
  /** Series in the file. */
  readonly rows: number;
}

/**
 * How series are written to a file that `readSeriesFile` reads: the values come back to the bit.
 * One to write, and to enter in `encodings.ts`, for a new extension.
 */
export interface SeriesEncoding {
  /** What a file holds of a series beside its values; ids that it does not are those of its name. */
  readonly holds: readonly ('ids' | 'times' | 'metadata')[];
  /** Whether the head tells the rows. It has the same length for any number of them. */
  readonly countsRows: boolean;
  /** What the file begins with. */
  readonly head: (shape: FileShape) => string | Uint8Array;
  /**
   * What stands there for one series.
   * @throws DatabaseError `INVALID_VALUE` when it has times that the file does not hold.
   */
  readonly row: (named: NamedSeries) => string | Uint8Array;
}

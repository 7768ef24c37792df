import type { Column } from '../metadata/index.ts';

/** Metadata of a row, not yet known to have names and values that a collection takes. */
export interface RowMetadata {
  readonly values: Readonly<Record<string, string | number | boolean | null>>;
  /** Whether numbers and booleans are told from text; if not, all values are text or null. */
  readonly typed: boolean;
}

/** One series as a file has it, before its id is settled and its points are checked. */
export interface RawRow {
  /** Line on which the row begins, from 1; the number of the row where there are no lines. */
  readonly line: number;
  /** Lines from one point to the next: 0 when a row is one line, 1 when it runs down a column. */
  readonly linesPerPoint: 0 | 1;
  /** The row's own id, or undefined when it has none. */
  readonly id: string | undefined;
  /** The row's class or target as written, or undefined when it has none. */
  readonly label: string | undefined;
  /** Values of metadata by the names of columns, or undefined when the row has none. */
  readonly metadata?: RowMetadata | undefined;
  /** Columns of metadata that the row declares, whether or not it has values for them. */
  readonly columns?: readonly Column[] | undefined;
  /** Times, or undefined when the format has none; they are then 0, 1, … n−1. */
  readonly times: ArrayLike<number> | undefined;
  /** Numbers, not yet known to be finite or a legal count. */
  readonly values: ArrayLike<number>;
}

/** Told of bytes that were read of a file, some rows ahead of what was made of them. */
export type ReadListener = (bytes: number) => void;

/** A file format: the one thing to write, and to enter in `formats.ts`, for a new extension. */
export interface SeriesFormat {
  /** What a file of the format is, in a few words. */
  readonly description: string;
  /**
   * The rows of the file at `path` in file order, read as they are asked for.
   * @throws DatabaseError `BAD_FILE` with `path:line: column n:` at the first fault.
   */
  readonly rows: (path: string, onRead?: ReadListener) => AsyncIterable<RawRow>;
}

/** A series as a source has it. */
export interface SourceSeries {
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** What is searched with: a stored series, or one that is not. */
export type SourceSubject =
  | { readonly id: string }
  | {
      readonly values: readonly number[];
      /** Undefined for times that are evenly spaced. */
      readonly times: readonly number[] | undefined;
    };

export interface SourceSearch {
  readonly subject: SourceSubject;
  /** Which series may be in the answer: the text of a filter. Undefined for all. */
  readonly where: string | undefined;
  /** Whether the counts of every step are wanted. */
  readonly explain: boolean;
}

export interface SourceAnswer {
  /** Ascending by distance, then by id. */
  readonly neighbours: readonly { readonly id: string; readonly distance: number }[];
  /** How many there are, those over the limit included. */
  readonly total: number;
  readonly explain: Readonly<Record<string, unknown>> | undefined;
}

/** Which rows of metadata to give, and what of them; undefined leaves it to the source. */
export interface SourceSelection {
  readonly where: string | undefined;
  readonly fields: readonly string[] | undefined;
  readonly sort: readonly { readonly column: string; readonly descending: boolean }[];
  readonly limit: number | undefined;
  readonly offset: number | undefined;
}

export interface SourceRows {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Rows that match, whatever limit and offset leave of them. */
  readonly total: number;
}

/**
 * A collection as programs see it. What a method throws becomes the cause of a QueryError `SOURCE`,
 * but for a Fault, which says itself what it is. A signal that is aborted calls off what it was
 * given to, if the source can.
 */
export interface QuerySource {
  nearest(
    search: SourceSearch & { readonly k: number },
    signal: AbortSignal,
  ): Promise<SourceAnswer>;
  within(
    search: SourceSearch & { readonly radius: number; readonly limit: number | undefined },
    signal: AbortSignal,
  ): Promise<SourceAnswer>;
  distance(a: string, b: string, signal: AbortSignal): Promise<number>;
  series(id: string, signal: AbortSignal): Promise<SourceSeries>;
  select(selection: SourceSelection, signal: AbortSignal): Promise<SourceRows>;
  /** Resolves to false when the very same series was stored already. */
  insert(
    id: string,
    series: Exclude<SourceSubject, { readonly id: string }>,
    signal: AbortSignal,
  ): Promise<boolean>;
}

import type { Neighbour, Strategy, WireMetadata, WireSeries } from '../server/protocol/index.ts';

/** Where a server listens: a host and a port, or a Unix socket. */
export type Address =
  | {
      readonly host: string;
      /** Default 20207. */
      readonly port?: number | undefined;
    }
  | { readonly path: string };

export interface ConnectOptions {
  /** What to show to a server that asks for a token; one in the URL comes first. */
  readonly token?: string | undefined;
  /**
   * How long a call may take in all, in milliseconds: connecting anew, waiting and trying again
   * included. Default 60,000.
   */
  readonly timeoutMs?: number | undefined;
  /**
   * How long one try waits for its reply, in milliseconds. Then its connection is given up, with
   * all that is under way on it, and what may be tried again is. Default: as long as the call, so
   * that work that takes long is not begun again and again.
   */
  readonly tryTimeoutMs?: number | undefined;
  /** How long to wait for a connection, in milliseconds. Default 5,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Whether calls that failed are tried again where that is safe. Default true. */
  readonly retry?: boolean | undefined;
  /** Bytes of a reply; a longer one ends the connection. Default 16 MiB. */
  readonly replyBytesMax?: number | undefined;
}

export interface CallOptions {
  /** How long the call may take in all, in milliseconds. Default that of the connection. */
  readonly timeoutMs?: number | undefined;
}

export interface WriteOptions extends CallOptions {
  /**
   * The name of the write, from `createWriteName`. Default a new one. One that was kept says later,
   * also from another process, what became of the write: the server answers as it did.
   */
  readonly request?: string | undefined;
}

export interface InsertOptions extends WriteOptions {
  /** Values for the row of the series by the names of columns; null for none. */
  readonly metadata?: WireMetadata | undefined;
}

/** A series as a caller has it: as many times as values, all finite. */
export interface SeriesPoints {
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** A series that a server has. */
export interface StoredSeries {
  readonly id: string;
  readonly series: WireSeries;
  /** Columns that are null are left out; undefined where there are no others. */
  readonly metadata: WireMetadata | undefined;
}

/** What to search for: a stored series by its id, or one that is given. */
export type Query = { readonly id: string } | { readonly series: SeriesPoints };

export interface SearchSettings extends CallOptions {
  /** Default `auto`. A `scan` has a connection of its own, so that nothing waits behind it. */
  readonly strategy?: Strategy | undefined;
  /** Whether to answer with the counts of every step. Default false. */
  readonly explain?: boolean | undefined;
  /**
   * Which series may be in the answer: a filter on their metadata, such as
   * `(and (>= mean 1.5) (in level "A" "B"))`. Default all.
   */
  readonly where?: string | undefined;
}

export interface SelectSettings extends CallOptions {
  /** A filter, as for a search. Default all series. */
  readonly where?: string | undefined;
  /** Columns to answer with. Default all. */
  readonly fields?: readonly string[] | undefined;
  /** Columns to sort by, the first one first, with `-` before one that descends. */
  readonly sort?: readonly string[] | undefined;
  /** Most rows, default 1,000. */
  readonly limit?: number | undefined;
  /** Rows to pass by before the first, default 0. */
  readonly offset?: number | undefined;
}

/** What was selected. */
export interface SelectAnswer {
  readonly rows: readonly WireMetadata[];
  /** How many match. */
  readonly total: number;
  /** Whether rows follow behind the last one. */
  readonly truncated: boolean;
}

export interface SearchAnswer {
  /** Ascending by distance, then by id. */
  readonly neighbours: readonly Neighbour[];
  /** Whether more were found than `limit`. */
  readonly truncated: boolean;
  /** How many were found, where the server says. */
  readonly total: number | undefined;
  readonly explain: Readonly<Record<string, unknown>> | undefined;
}

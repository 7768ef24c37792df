/** Values at times, as they travel: two lists of finite numbers of one length, not yet judged. */
export interface WireSeries {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** How a search goes about it; the answer is the same. `auto` leaves it to the server. */
export type Strategy = 'auto' | 'scan' | 'filter' | 'shell' | 'ball';

/** What a search gives back: the k nearest, or all within a radius, at most `limit` of them. */
export type Extent =
  | { readonly tag: 'nearest'; readonly k: number }
  | { readonly tag: 'within'; readonly radius: number; readonly limit: number };

export interface SearchOptions {
  readonly extent: Extent;
  readonly strategy: Strategy;
  /** Whether the counts of every step are wanted beside the answer. */
  readonly explain: boolean;
  /** Milliseconds that it may take. */
  readonly timeoutMs: number;
  /** A filter on metadata; undefined for all series. Whether it is one is not asked here. */
  readonly where: string | undefined;
}

/** Cells of metadata by the names of their columns; a time is text. */
export type WireMetadata = Readonly<Record<string, string | number | boolean | null>>;

/** A column of metadata. */
export interface WireColumn {
  readonly name: string;
  readonly type: 'text' | 'number' | 'boolean' | 'time';
}

/** What is searched for by the op's own fields, and the text that the reply is to echo. */
interface Echoed {
  /** The field `request` of the message. */
  readonly requestId: string | undefined;
}

export interface WithIdRequest extends Echoed {
  readonly op: 'with_id';
  readonly id: string;
  readonly search: SearchOptions;
}

export interface WithTsRequest extends Echoed {
  readonly op: 'with_ts';
  readonly series: WireSeries;
  readonly search: SearchOptions;
}

export interface InsertTsRequest extends Echoed {
  readonly op: 'insert_ts';
  readonly id: string;
  readonly series: WireSeries;
  readonly metadata: WireMetadata | undefined;
}

export interface DeleteRequest extends Echoed {
  readonly op: 'delete';
  readonly id: string;
}

export interface GetTsRequest extends Echoed {
  readonly op: 'get_ts';
  readonly id: string;
}

export interface ListTsRequest extends Echoed {
  readonly op: 'list_ts';
  /** What comes behind this id is listed; undefined begins at the first. */
  readonly after: string | undefined;
  /** Entries of the page, at most. */
  readonly limit: number;
  /** Whether the points are wanted as well. */
  readonly series: boolean;
}

export interface DistanceRequest extends Echoed {
  readonly op: 'distance';
  readonly a: string;
  readonly b: string;
}

/** Stored series to make vantage points of: those with the ids, or a number drawn at random. */
export type VantagePick = { readonly ids: readonly string[] } | { readonly count: number };

export interface AddVantageRequest extends Echoed {
  readonly op: 'add_vantage';
  readonly pick: VantagePick;
}

export interface DropVantageRequest extends Echoed {
  readonly op: 'drop_vantage';
  readonly ids: readonly string[];
}

export interface UpsertMetaRequest extends Echoed {
  readonly op: 'upsert_meta';
  readonly id: string;
  readonly metadata: WireMetadata;
}

export interface GetMetaRequest extends Echoed {
  readonly op: 'get_meta';
  readonly id: string;
}

export interface SelectRequest extends Echoed {
  readonly op: 'select';
  readonly where: string | undefined;
  /** Columns to answer with; undefined for all. */
  readonly fields: readonly string[] | undefined;
  readonly sort: readonly { readonly column: string; readonly descending: boolean }[];
  readonly limit: number;
  readonly offset: number;
}

export interface SchemaRequest extends Echoed {
  readonly op: 'schema';
}

export interface AddColumnsRequest extends Echoed {
  readonly op: 'add_columns';
  readonly columns: readonly WireColumn[];
}

/** A program, and what it may take. */
export interface QueryRequest extends Echoed {
  readonly op: 'query';
  readonly text: string;
  readonly timeoutMs: number;
}

export interface StatsRequest extends Echoed {
  readonly op: 'stats';
}

export interface PingRequest extends Echoed {
  readonly op: 'ping';
}

export interface AuthRequest extends Echoed {
  readonly op: 'auth';
  readonly token: string;
}

/** A request whose every field has been checked: type, range and text; ids may be unknown. */
export type Request =
  | WithIdRequest
  | WithTsRequest
  | InsertTsRequest
  | DeleteRequest
  | GetTsRequest
  | ListTsRequest
  | DistanceRequest
  | AddVantageRequest
  | DropVantageRequest
  | UpsertMetaRequest
  | GetMetaRequest
  | SelectRequest
  | SchemaRequest
  | AddColumnsRequest
  | QueryRequest
  | StatsRequest
  | PingRequest
  | AuthRequest;

export type Operation = Request['op'];

/** A stored series and its distance from what was searched for. */
export interface Neighbour {
  readonly id: string;
  readonly distance: number;
}

/** A stored series, its points only where they were asked for. */
export interface Listed {
  readonly id: string;
  /** Times and values. */
  readonly ts?: readonly [ArrayLike<number>, ArrayLike<number>] | undefined;
  /** Columns that are null are left out, and all of it where there are no others. */
  readonly metadata?: WireMetadata | undefined;
}

/** The payload of a good reply, by operation. */
export interface Payloads {
  /** Ascending by distance, then by id. */
  readonly with_id: readonly Neighbour[];
  readonly with_ts: readonly Neighbour[];
  /** False when the very same series and cells were stored under the id already. */
  readonly insert_ts: { readonly inserted: boolean };
  /** False when no series had the id. */
  readonly delete: { readonly deleted: boolean };
  /** Times and values. */
  readonly get_ts: { readonly ts: readonly [ArrayLike<number>, ArrayLike<number>] };
  /** In order of their bytes. */
  readonly list_ts: readonly Listed[];
  readonly distance: { readonly distance: number };
  /** Ids of the vantage points that were none before. */
  readonly add_vantage: { readonly added: readonly string[] };
  /** Ids of the vantage points that there were. */
  readonly drop_vantage: { readonly dropped: readonly string[] };
  /** False when the row had these cells already. */
  readonly upsert_meta: { readonly updated: boolean };
  /** Every column of one series. */
  readonly get_meta: { readonly metadata: WireMetadata };
  readonly select: readonly WireMetadata[];
  readonly schema: { readonly columns: readonly WireColumn[] };
  /** Names of the columns that were not there. */
  readonly add_columns: { readonly added: readonly string[] };
  /** The value of the last form. */
  readonly query: { readonly value: unknown };
  /** Counters by name. */
  readonly stats: Readonly<Record<string, unknown>>;
  readonly ping: Readonly<Record<string, never>>;
  readonly auth: Readonly<Record<string, never>>;
}

/** What a handler answers with; operation, status and echo are added to it. */
export interface ReplyBody {
  readonly payload: Payloads[Operation];
  /** The counts of every step of a search. */
  readonly explain?: Readonly<Record<string, unknown>> | undefined;
  /** Whether a search found more than its limit, or a list goes on. */
  readonly truncated?: boolean | undefined;
  /** How many a search found, those over the limit included. */
  readonly total?: number | undefined;
}

/** Whether an error left the data as it was, changed it as asked, or left that open. */
export type Outcome = 'none' | 'done' | 'unknown';

/** A form of a program. */
export interface ProgramPlace {
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
  /** The beginning of the form. */
  readonly form: string;
}

/** The payload of a reply that is an error. */
export interface ErrorPayload {
  readonly code: string;
  readonly message: string;
  readonly field?: string | undefined;
  /** Of an error in a program, where it is. */
  readonly place?: ProgramPlace | undefined;
  readonly outcome: Outcome;
}

/** A reply as a client reads it; the payload has not been looked into. */
export interface Reply {
  /** Null when the server could not read the operation. */
  readonly op: string | null;
  readonly status: number;
  readonly payload: unknown;
  readonly requestId: string | undefined;
  readonly explain: Readonly<Record<string, unknown>> | undefined;
  readonly truncated: boolean;
  readonly total: number | undefined;
}

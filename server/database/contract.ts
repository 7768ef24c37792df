import type { Fault, FileStats, Snapshot, TreeShape } from '../../engines/index.ts';
import type { Column, Selected, Values } from '../metadata/index.ts';
import type { Series } from '../series/index.ts';
import type { Guarantee, MeasureSettings, Strategy } from '../similarity/index.ts';
import type { Turn } from '../turns/turn.ts';

/** What a data directory is, decided when it is created and stored in it. */
export interface Settings {
  /** Registered engine that holds the file. */
  readonly engine: string;
  /** Points of every series, 2 to 65,536. */
  readonly length: number;
  readonly measure: MeasureSettings;
  /** Vantage points to choose once there are enough series, 0 to 32. */
  readonly vantagePoints: number;
  /** Seed of that choice. */
  readonly seed: number;
}

export interface WriteOptions {
  /**
   * Names the write, so that it may be sent again and is done once: a UUID of version 7, made for
   * this write. For an hour, unless 100,000 others follow, it is answered as it was the first time,
   * also after a crash. Default: no name, and nothing is remembered.
   *
   * What any write with a name throws beside the rest: `CONFLICT` when the name was given to
   * another write; `FORGOTTEN` when the write may have been done, too long ago to know;
   * `INVALID_VALUE` when it is no such UUID, or one of a time to come. Nothing is done then.
   * Cost: one entry more in the commit; a write that changes nothing has a commit all the same.
   */
  readonly request?: string | undefined;
}

export interface InsertOptions extends WriteOptions {
  /** Cells for the row of the series; null for none. */
  readonly metadata?: Values | undefined;
}

/** What is searched with: a stored series, which is then no answer itself, or one that is not. */
export type Query = { readonly id: string } | { readonly series: Series };

export interface NearestOptions {
  /** On whose behalf, and until when. Default: one that all such calls share, without end. */
  readonly turn?: Turn | undefined;
  /** Number of neighbours, 1 to 10,000; default 1. */
  readonly k?: number | undefined;
  /** Default 'auto'. */
  readonly strategy?: Strategy | undefined;
  /**
   * Which series may be in the answer: a filter on their metadata, such as
   * `(and (>= mean 1.5) (in level "A" "B"))`. Default all.
   */
  readonly where?: string | undefined;
}

export interface WithinOptions {
  /** As for `nearest`. */
  readonly turn?: Turn | undefined;
  /** Greatest distance, finite and from 0. */
  readonly radius: number;
  /** Most results to return, 1 to 100,000; default 1,000. */
  readonly limit?: number | undefined;
  readonly strategy?: Strategy | undefined;
  /** As for `nearest`. */
  readonly where?: string | undefined;
}

/** A key to sort by. */
export interface SortBy {
  readonly column: string;
  /** Default false. */
  readonly descending?: boolean | undefined;
}

export interface SelectOptions {
  /** As for `nearest`. */
  readonly turn?: Turn | undefined;
  /** A filter, as for `nearest`. Default all series. */
  readonly where?: string | undefined;
  /** Columns to answer with, 1 or more, none twice. Default all. */
  readonly fields?: readonly string[] | undefined;
  /**
   * Up to 16 keys, the first one first; null is last in either direction. What they leave open is
   * decided by the bytes of the id.
   */
  readonly sort?: readonly SortBy[] | undefined;
  /** Most rows to return, 1 to 100,000; default 1,000. */
  readonly limit?: number | undefined;
  /** Rows to pass by before the first one returned, 0 to 100,000; default 0. */
  readonly offset?: number | undefined;
}

/** A stored series and its distance from the query. */
export interface Neighbour {
  readonly id: string;
  readonly distance: number;
}

/**
 * Which stored series to make vantage points: those with the ids, or `count` drawn at random. 1 to
 * 32 of them.
 */
export type VantagePick = { readonly ids: readonly string[] } | { readonly count: number };

/** Told of `done` series out of `all`, every few milliseconds. */
export type MeasureListener = (done: number, all: number) => void;

/** The exact answer of a search. */
export interface Answer {
  /** Ascending by distance, then by the bytes of the id. */
  readonly neighbours: readonly Neighbour[];
  /** How many there are within the radius; for nearest, the number returned. */
  readonly total: number;
  /** Whether `limit` cut the answer. */
  readonly truncated: boolean;
  /** The counts of every step, and the ids of the vantage points that were in use. */
  readonly explain: Readonly<Record<string, unknown>>;
}

/** A series as it was stored. */
export interface StoredSeries {
  readonly id: string;
  readonly series: Series;
}

/** A series with its metadata, in which columns that are null are left out. */
export interface StoredRow extends StoredSeries {
  readonly metadata: Values;
}

/** What a pool has to do, and how long what came before had to wait. */
export interface PoolLoad {
  readonly threads: number;
  readonly running: number;
  readonly waiting: number;
  /** Milliseconds that tasks waited for a thread, over the life of the pool. */
  readonly waitedMs: { readonly p50: number; readonly p99: number; readonly max: number };
}

export interface DatabaseStats {
  readonly settings: Settings;
  /** Series stored now. */
  readonly series: number;
  readonly guarantee: Guarantee;
  /** Ids of the series that the vantage points were copied from, in order of their slots. */
  readonly vantagePoints: readonly string[];
  /** Where distances are computed: 'inline' or 'pool of N'. */
  readonly compute: string;
  /** Undefined where distances are computed inline. */
  readonly pool: PoolLoad | undefined;
  /** Bytes that series and projections take in shared memory. */
  readonly collectionBytes: number;
  readonly file: FileStats;
}

export interface DatabaseVerification {
  readonly faults: readonly Fault[];
  readonly trees: readonly TreeShape[];
  readonly pagesChecked: number;
  readonly series: number;
  /** Stored vantage distances that were computed anew and compared. */
  readonly distancesChecked: number;
}

/** A data directory opened as a library, or a collection in memory. */
export interface Database {
  /** The directory, or undefined in memory. */
  readonly path: string | undefined;
  readonly settings: Settings;
  readonly readOnly: boolean;
  /** Series stored now. */
  readonly size: number;
  /**
   * Stores a series, and its row of metadata with it; it is durable and searchable when the promise
   * resolves. Where the very same series is stored under the id already, its row gets the cells that
   * were given. Resolves to whether anything changed.
   * @throws DatabaseError `CONFLICT`, `INVALID_ID`, `INVALID_VALUE`, `READ_ONLY`, `CLOSED`.
   */
  insert(id: string, series: Series, options?: InsertOptions): Promise<boolean>;
  /** Removes a series; resolves to whether there was one. */
  delete(id: string, options?: WriteOptions): Promise<boolean>;
  /** @throws DatabaseError `NOT_FOUND`. */
  get(id: string): StoredSeries;
  /** The distance between two stored series. @throws DatabaseError `NOT_FOUND`. */
  distance(a: string, b: string): Promise<number>;
  /** The k nearest. @throws DatabaseError `NOT_FOUND`, `INVALID_VALUE`, `BUSY`, `TIMEOUT`. */
  nearest(query: Query, options?: NearestOptions): Promise<Answer>;
  /** All within a radius. @throws as `nearest`. */
  within(query: Query, options: WithinOptions): Promise<Answer>;
  /** The ids of one commit in order of their bytes, all or those behind `after`. */
  ids(after?: string): Iterable<string>;
  /** The trees of the engine file at its newest commit, to be released by the caller. */
  snapshot(): Snapshot;
  /** As `ids`, with all there is. Cost: O(height) a series; a snapshot until it is at its end. */
  stored(after?: string): Iterable<StoredRow>;
  /** The columns of metadata: those of every collection, `id`, `mean` and `std`, then its own. */
  columns(): readonly Column[];
  /**
   * Adds columns, null in every row, in one commit. Resolves to the names of those that were not
   * there.
   * @throws DatabaseError `INVALID_VALUE` for what is no name, no type or one column too many;
   * `CONFLICT` for one that has another type; `READ_ONLY`, `CLOSED`. Nothing is added then.
   */
  addColumns(columns: readonly Column[], options?: WriteOptions): Promise<readonly string[]>;
  /**
   * Gives the row of a stored series these cells, null for none; it keeps the others. Resolves to
   * whether anything changed.
   * @throws DatabaseError `NOT_FOUND`, `INVALID_VALUE`, `READ_ONLY`, `CLOSED`.
   */
  upsertMetadata(id: string, metadata: Values, options?: WriteOptions): Promise<boolean>;
  /** The row of a stored series, every column of it. @throws DatabaseError `NOT_FOUND`. */
  metadata(id: string): Values;
  /**
   * Rows of the series that match a filter.
   * @throws DatabaseError `INVALID_VALUE`, `TIMEOUT`, `SQL_FAILED`.
   * Cost: a look at every series, and a sort of what is returned.
   */
  select(options?: SelectOptions): Promise<Selected>;
  /**
   * Chooses vantage points now, if the settings ask for some, there never were any, and there are
   * as many series. An import does it when it ends; otherwise it happens at 200 series.
   */
  chooseVantagePoints(): Promise<void>;
  /**
   * Runs `work`, which inserts, and then chooses vantage points as `chooseVantagePoints` does. They
   * are not chosen at 200 series meanwhile: trees that are loaded at the end are built in a
   * fraction of the time that as many single entries take.
   * @param onMeasured told how many of the series the vantage points were measured against so far
   */
  importing<T>(work: () => Promise<T>, onMeasured?: MeasureListener): Promise<T>;
  /**
   * Makes vantage points of stored series, in one commit, exclusive with other changes; queries go
   * on meanwhile with the set they began with. Resolves to the ids of those that were none before;
   * an id that a vantage point has is left alone, also when its series was replaced since.
   * @throws DatabaseError `NOT_FOUND`; `INVALID_VALUE`, also for more than 32 points; `READ_ONLY`,
   * `CLOSED`. Nothing is changed then.
   * Cost: a distance a series and point, and the rows of all series are written anew.
   */
  addVantage(pick: VantagePick, options?: WriteOptions): Promise<readonly string[]>;
  /**
   * Ends the vantage points with these ids, 1 to 32, in one commit; their series stay. Resolves to
   * the ids of those that there were. Without any left every search is a scan, and none are chosen
   * by themselves again.
   * @throws DatabaseError `INVALID_VALUE`, `READ_ONLY`, `CLOSED`.
   */
  dropVantage(ids: readonly string[], options?: WriteOptions): Promise<readonly string[]>;
  /**
   * Gives back the space of what was replaced and deleted; queries and inserts go on meanwhile.
   * @throws DatabaseError `READ_ONLY`; EngineError `FULL`, `IO`.
   */
  compact(): Promise<void>;
  stats(): DatabaseStats;
  /** Verifies the file, and that its trees agree with each other and with the series. */
  verify(): Promise<DatabaseVerification>;
  /** Waits for what is under way, then closes the file and frees its lock. */
  close(): Promise<void>;
}

export interface CreateOptions {
  /** Default 'red-black'. */
  readonly engine?: string | undefined;
  readonly length: number;
  /** Default the kernel with γ = 10. */
  readonly measure?: MeasureSettings | undefined;
  /** Default 20. */
  readonly vantagePoints?: number | undefined;
  /** Default 1. */
  readonly seed?: number | undefined;
}

export interface OpenDatabaseOptions {
  /** Default false. */
  readonly readOnly?: boolean | undefined;
  /** Threads that compute distances; 0 computes on the event loop. Default 0. */
  readonly workers?: number | undefined;
  /**
   * Searches that take up to about as many microseconds are computed on the event loop though
   * there are threads; 0 sends all to them. Default 100, about what sending one takes.
   */
  readonly crossoverUs?: number | undefined;
  /**
   * What answers `select`: the columns in memory, an embedded Postgres in the data directory, or a
   * database of a server, by its URL; the answers are the same. An embedded one is started, and a
   * server connected to, by the first `select`. Default 'memory'.
   */
  readonly metadata?:
    | 'memory'
    | 'pglite'
    | `postgres://${string}`
    | `postgresql://${string}`
    | undefined;
  /** Memory for pages, in bytes; default 128 MiB. */
  readonly cacheBytes?: number | undefined;
}

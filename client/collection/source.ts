import type {
  Column,
  Database,
  MeasureListener,
  Series,
  SortBy,
  StoredSeries,
  Values,
  VantagePick,
} from '../../server/index.ts';
import type { Strategy } from '../../server/protocol/index.ts';
import type { Client } from '../connection.ts';

/** How long to wait until vantage points are added, in milliseconds. */
const ADD_TIMEOUT_MS = 3_600_000;

/** A series as it leaves a collection. */
export interface ExportedSeries extends StoredSeries {
  readonly metadata: Values | undefined;
}

/** What is searched with. */
export type Subject = { readonly id: string } | { readonly series: Series };

/** How to search; undefined leaves it to the source. */
export interface SearchChoice {
  readonly strategy: Strategy | undefined;
  readonly explain: boolean;
  /** A filter on the metadata of what may be in the answer. */
  readonly where?: string | undefined;
}

/** Which rows of metadata to select; undefined leaves it to the source. */
export interface SelectChoice {
  readonly where: string | undefined;
  readonly fields: readonly string[] | undefined;
  /** Names of columns, with `-` before one that descends. */
  readonly sort: readonly string[] | undefined;
  readonly limit: number | undefined;
  readonly offset: number | undefined;
}

/** Rows of metadata, and how many there are whatever limit and offset leave. */
export interface Selected {
  readonly rows: readonly Values[];
  readonly total: number;
}

/** The answer of a search, the same from every source but for the times in `explain`. */
export interface Found {
  /** Ascending by distance, then by id. */
  readonly neighbours: readonly { readonly id: string; readonly distance: number }[];
  /** How many there are; for the nearest, how many are returned. */
  readonly total: number;
  /** Whether a limit cut the answer. */
  readonly truncated: boolean;
  /** The counts of every step, when they were asked for. */
  readonly explain: Readonly<Record<string, unknown>> | undefined;
}

/**
 * A collection as commands see it: a server, or a data directory in this process. Errors keep the
 * family they have there: RemoteError and ConnectionError, or DatabaseError and EngineError.
 */
export interface Source {
  /** Whether calls travel, so that many should be under way at a time. */
  readonly remote: boolean;
  nearest(subject: Subject, options: SearchChoice & { readonly k: number }): Promise<Found>;
  within(
    subject: Subject,
    options: SearchChoice & { readonly radius: number; readonly limit: number | undefined },
  ): Promise<Found>;
  distance(a: string, b: string): Promise<number>;
  get(id: string): Promise<Pick<Series, 'times' | 'values'>>;
  /** Resolves to false when the very same series was stored already, with this metadata. */
  insert(id: string, series: Series, metadata?: Values): Promise<boolean>;
  /** The columns of metadata. */
  columns(): Promise<readonly Column[]>;
  /** Resolves to the names of the columns that were not there. */
  addColumns(columns: readonly Column[]): Promise<readonly string[]>;
  metadata(id: string): Promise<Values>;
  /** Sets values, null for none; resolves to whether anything changed. */
  upsertMetadata(id: string, metadata: Values): Promise<boolean>;
  select(choice: SelectChoice): Promise<Selected>;
  /** Resolves to whether there was one. */
  delete(id: string): Promise<boolean>;
  /** The ids behind `after`, or all, in order of their bytes. */
  ids(after?: string): Iterable<string> | AsyncIterable<string>;
  /** Every series with its metadata, in order of the bytes of their ids. */
  stored(): Iterable<ExportedSeries> | AsyncIterable<ExportedSeries>;
  /** Points of every series of the collection. */
  length(): Promise<number>;
  /** Counters by name, at the bottom those of the engine file. */
  stats(): Promise<Readonly<Record<string, unknown>>>;
  /** Resolves to the ids of those that were no vantage points before. */
  addVantage(pick: VantagePick): Promise<readonly string[]>;
  /** Resolves to the ids of those that were vantage points. */
  dropVantage(ids: readonly string[]): Promise<readonly string[]>;
  /** Runs `work`, which inserts; a directory chooses its first vantage points at its end. */
  importing<T>(work: () => Promise<T>, onMeasured?: MeasureListener): Promise<T>;
  close(): Promise<void>;
}

/** The collection behind a connection; closing it closes the connection. */
export function remoteSource(client: Client): Source {
  return {
    remote: true,
    nearest: async (subject, options) => withTotal(await client.nearest(subject, options)),
    within: async (subject, { limit, ...options }) =>
      withTotal(
        await client.within(subject, limit === undefined ? options : { ...options, limit }),
      ),
    distance: (a, b) => client.distance(a, b),
    get: (id) => client.get(id),
    insert: (id, series, metadata) => client.insert(id, series, { metadata }),
    columns: () => client.columns(),
    addColumns: (columns) => client.addColumns(columns),
    metadata: (id) => client.metadata(id),
    upsertMetadata: (id, metadata) => client.upsertMetadata(id, metadata),
    select: (choice) => client.select(choice),
    delete: (id) => client.delete(id),
    ids: (after) => client.ids({ after }),
    stored: () => client.series(),
    length: async () => lengthIn(await client.stats()),
    stats: () => client.stats(),
    // The time it takes grows with the collection, and somebody waits for it on purpose.
    addVantage: (pick) => client.addVantage(pick, { timeoutMs: ADD_TIMEOUT_MS }),
    dropVantage: (ids) => client.dropVantage(ids),
    importing: (work) => work(),
    close: () => client.close(),
  };
}

/** A database of this process; closing the source closes it. */
export function localSource(database: Database): Source {
  return {
    remote: false,
    nearest: async (subject, { explain, ...options }) =>
      withExplain(await database.nearest(subject, options), explain),
    within: async (subject, { explain, ...options }) =>
      withExplain(await database.within(subject, options), explain),
    distance: (a, b) => database.distance(a, b),
    get: async (id) => database.get(id).series,
    insert: (id, series, metadata) => database.insert(id, series, { metadata }),
    columns: async () => database.columns(),
    addColumns: (columns) => database.addColumns(columns),
    metadata: async (id) => database.metadata(id),
    upsertMetadata: (id, metadata) => database.upsertMetadata(id, metadata),
    select: ({ sort, ...choice }) => database.select({ ...choice, sort: sort?.map(sortBy) }),
    delete: (id) => database.delete(id),
    ids: (after) => database.ids(after),
    stored: () => database.stored(),
    length: async () => database.settings.length,
    stats: async () => ({ ...database.stats() }),
    addVantage: (pick) => database.addVantage(pick),
    dropVantage: (ids) => database.dropVantage(ids),
    importing: (work, onMeasured) => database.importing(work, onMeasured),
    close: () => database.close(),
  };
}

function sortBy(key: string): SortBy {
  const descending = key.startsWith('-');
  return { column: descending ? key.slice(1) : key, descending };
}

function withTotal(answer: Omit<Found, 'total'> & { readonly total: number | undefined }): Found {
  return { ...answer, total: answer.total ?? answer.neighbours.length };
}

function withExplain(answer: Found, wanted: boolean): Found {
  return { ...answer, explain: wanted ? answer.explain : undefined };
}

/** The length in the counters of a server, which are believed only as far as they are checked. */
function lengthIn(stats: Readonly<Record<string, unknown>>): number {
  const { length } = Object(stats['settings']) as Readonly<Record<string, unknown>>;
  if (typeof length === 'number') return length;
  throw new TypeError('the server does not tell the length of its series');
}

import {
  DEFAULT_URL,
  type ListedSeries,
  type Operation,
  type Reply,
  readBoolean,
  readColumnList,
  readCounters,
  readList,
  readMetadataOf,
  readMetadataRows,
  readNeighbours,
  readNumber,
  readPoints,
  readTexts,
  readValue,
  type VantagePick,
  WIRE_LIMITS,
  type WireColumn,
  type WireMetadata,
  type WireSeries,
} from '../server/protocol/index.ts';
import { Calls } from './calls/calls.ts';
import { dial } from './calls/dial.ts';
import {
  type InsertManyOptions,
  type InsertResult,
  type InsertRow,
  insertMany,
} from './insert-many.ts';
import { type ListOptions, type Page, walkPages } from './listing.ts';
import type {
  Address,
  CallOptions,
  ConnectOptions,
  InsertOptions,
  Query,
  SearchAnswer,
  SearchSettings,
  SelectAnswer,
  SelectSettings,
  SeriesPoints,
  StoredSeries,
  WriteOptions,
} from './options.ts';
import { parseUrl } from './url.ts';

export { ConnectionError, type ConnectionErrorCode, RemoteError } from './errors.ts';
export type { ListOptions } from './listing.ts';
export type * from './options.ts';

/** Ids in a page. */
const PAGE: number = WIRE_LIMITS.pageMax;

/**
 * A client of one server. Calls may be made without waiting for one another: they are sent in order
 * and answered in order, but for vantage points and scans, which have a connection of their own.
 *
 * A connection that is lost is made anew. A call is made again, after a random wait that grows,
 * when its connection was lost or the server was busy, stopping or restarting, until its deadline;
 * a write has the same name every time, so that it is done once. What the server refused is not
 * asked again.
 *
 * Every method throws RemoteError when the server answers with an error, ConnectionError when there
 * is no answer until the deadline, TypeError for numbers that are not finite, and RangeError for
 * what is longer than a server takes.
 */
export class Client {
  readonly #calls: Calls;
  readonly #timeoutMs: number;

  /** `connect` makes one. */
  constructor(calls: Calls, timeoutMs: number) {
    this.#calls = calls;
    this.#timeoutMs = timeoutMs;
  }

  /** Sends any operation and resolves to the reply as it came; fields undefined are left out. */
  async ask(
    op: Operation,
    fields: Readonly<Record<string, unknown>> = {},
    options: WriteOptions = {},
  ): Promise<Reply> {
    return this.#call(op, fields, options, (reply) => reply);
  }

  /** The `k` series nearest to the query; by default the nearest one. */
  async nearest(
    query: Query,
    options: SearchSettings & { readonly k?: number } = {},
  ): Promise<SearchAnswer> {
    return this.#search(query, options);
  }

  /** All series within `radius` of the query, at most `limit` (default 1,000). */
  async within(
    query: Query,
    options: SearchSettings & { readonly radius: number; readonly limit?: number },
  ): Promise<SearchAnswer> {
    return this.#search(query, options);
  }

  /**
   * Stores a series, and its metadata with it; it is durable and searchable then. Resolves to false
   * when the very same one was stored already and its metadata does not change.
   */
  async insert(id: string, series: SeriesPoints, options: InsertOptions = {}): Promise<boolean> {
    const { metadata, ...write } = options;
    return this.#call('insert_ts', { id, ts: points(series), metadata }, write, (reply) =>
      readBoolean(reply.payload, 'inserted'),
    );
  }

  /**
   * Stores many series, 64 at a time unless told otherwise, and resolves to what became of each, in
   * their order. One that is refused does not stop the others. The results stand in memory; for
   * rows without an end, `onProgress` has each as it comes.
   * @throws RangeError for a window under 1; what `rows` throws, when all before it are settled.
   */
  async insertMany(
    rows: Iterable<InsertRow> | AsyncIterable<InsertRow>,
    options: InsertManyOptions = {},
  ): Promise<readonly InsertResult[]> {
    return insertMany(rows, (id, series, own) => this.insert(id, series, own), options);
  }

  /** Removes a series; resolves to whether there was one. */
  async delete(id: string, options: WriteOptions = {}): Promise<boolean> {
    return this.#call('delete', { id }, options, (reply) => readBoolean(reply.payload, 'deleted'));
  }

  /** The series stored under `id`; RemoteError with status 3 when there is none. */
  async get(id: string, options: CallOptions = {}): Promise<WireSeries> {
    return this.#call('get_ts', { id }, options, (reply) => readPoints(reply.payload));
  }

  /**
   * The ids of all series in order of their bytes, asked for a page at a time. A series that is
   * stored from beginning to end is listed once; one that comes or goes meanwhile may be.
   */
  async *ids(options: ListOptions = {}): AsyncGenerator<string, void, undefined> {
    for await (const { id } of this.#list(options, false)) yield id;
  }

  /** As `ids`, with the series and their metadata. */
  async *series(options: ListOptions = {}): AsyncGenerator<StoredSeries, void, undefined> {
    for await (const { id, series, metadata } of this.#list(options, true)) {
      if (series !== undefined) yield { id, series, metadata };
    }
  }

  /** The distance between two stored series. */
  async distance(a: string, b: string, options: CallOptions = {}): Promise<number> {
    return this.#call('distance', { a, b }, options, (reply) =>
      readNumber(reply.payload, 'distance'),
    );
  }

  /**
   * Makes vantage points of stored series; resolves to the ids of those that were none. It takes
   * as long as a distance to every series, so `timeoutMs` is how long to wait for this one.
   */
  async addVantage(pick: VantagePick, options: WriteOptions = {}): Promise<readonly string[]> {
    return this.#call('add_vantage', { ...pick }, options, (reply) =>
      readTexts(reply.payload, 'added'),
    );
  }

  /** Ends vantage points, whose series stay; resolves to the ids of those that there were. */
  async dropVantage(
    ids: readonly string[],
    options: WriteOptions = {},
  ): Promise<readonly string[]> {
    return this.#call('drop_vantage', { ids }, options, (reply) =>
      readTexts(reply.payload, 'dropped'),
    );
  }

  /** Sets values of a stored series, null for none; resolves to whether anything changed. */
  async upsertMetadata(
    id: string,
    metadata: WireMetadata,
    options: WriteOptions = {},
  ): Promise<boolean> {
    return this.#call('upsert_meta', { id, metadata }, options, (reply) =>
      readBoolean(reply.payload, 'updated'),
    );
  }

  /** The metadata of a stored series; RemoteError with status 3 when there is none. */
  async metadata(id: string, options: CallOptions = {}): Promise<WireMetadata> {
    return this.#call('get_meta', { id }, options, (reply) => readMetadataOf(reply.payload));
  }

  /** The metadata of the series that match a filter, sorted. */
  async select({ timeoutMs, ...fields }: SelectSettings = {}): Promise<SelectAnswer> {
    return this.#call('select', fields, { timeoutMs }, (reply) => {
      const rows = readMetadataRows(reply.payload);
      return { rows, total: reply.total ?? rows.length, truncated: reply.truncated };
    });
  }

  /** The columns of metadata. */
  async columns(options: CallOptions = {}): Promise<readonly WireColumn[]> {
    return this.#call('schema', {}, options, (reply) => readColumnList(reply.payload));
  }

  /** Adds columns of metadata; resolves to the names of those that were not there. */
  async addColumns(
    columns: readonly WireColumn[],
    options: WriteOptions = {},
  ): Promise<readonly string[]> {
    return this.#call('add_columns', { columns }, options, (reply) =>
      readTexts(reply.payload, 'added'),
    );
  }

  /**
   * Evaluates a program on the server and resolves to the value of its last form, as JSON has it.
   * Nothing is kept for the next one, and it may not insert. RemoteError has the `place` of a fault.
   * The server gives it up after `timeoutMs` too, or else after a minute.
   */
  async query(text: string, options: CallOptions = {}): Promise<unknown> {
    const { timeoutMs } = options;
    const timeout = timeoutMs === undefined ? undefined : timeoutOf(timeoutMs);
    return this.#call('query', { text, timeout }, options, (reply) => readValue(reply.payload));
  }

  /** What the server counts of itself. */
  async stats(options: CallOptions = {}): Promise<Readonly<Record<string, unknown>>> {
    return this.#call('stats', {}, options, (reply) => readCounters(reply.payload));
  }

  /** Resolves when the server has answered. */
  async ping(options: CallOptions = {}): Promise<void> {
    return this.#call('ping', {}, options, () => undefined);
  }

  /**
   * Begins nothing more, waits for the replies under way, and closes. What fails meanwhile is not
   * tried again. Twice is allowed.
   */
  async close(): Promise<void> {
    await this.#calls.close();
  }

  #list(options: ListOptions, withSeries: boolean): AsyncIterable<ListedSeries> {
    const { after: begin, ...call } = options;
    const ask = (after: string | undefined): Promise<Page> => {
      const fields = { after, series: withSeries, limit: withSeries ? undefined : PAGE };
      return this.#call('list_ts', fields, call, ({ payload, truncated: more }) => {
        const entries = readList(payload, { after, withSeries });
        if (!more || entries.length > 0) return { entries, more };
        throw new TypeError('a page that the list goes on behind has an entry');
      });
    };
    return walkPages(ask, begin);
  }

  async #search(query: Query, options: SearchSettings): Promise<SearchAnswer> {
    const { timeoutMs, ...settings } = options;
    const byId = 'id' in query;
    const subject = byId ? { id: query.id } : { ts: points(query.series) };
    const fields = { ...settings, ...subject };
    return this.#call(byId ? 'with_id' : 'with_ts', fields, { timeoutMs }, (reply) => ({
      neighbours: readNeighbours(reply.payload),
      truncated: reply.truncated,
      total: reply.total,
      explain: reply.explain,
    }));
  }

  async #call<Answer>(
    op: Operation,
    fields: Readonly<Record<string, unknown>>,
    { timeoutMs = this.#timeoutMs, request }: WriteOptions,
    read: (reply: Reply) => Answer,
  ): Promise<Answer> {
    return this.#calls.make({ op, fields, timeoutMs, request, read });
  }
}

/** Milliseconds as a request has them. */
function timeoutOf(timeoutMs: number): number {
  return Math.min(Math.max(1, Math.ceil(timeoutMs)), WIRE_LIMITS.timeoutMsMax);
}

/**
 * Connects to the server at a URL, `vantage://host:port` or `vantage+unix:///path`, or at an
 * address, and shows the token if there is one. `vantage://token@host:port` has it in the URL.
 * @throws ConnectionError `UNREACHABLE` when nobody answers in time: this first time is not tried
 * again.
 * @throws RemoteError when the server does not take the token.
 * @throws TypeError when the URL is not one; no message has the token.
 */
export async function connect(
  target: string | Address = DEFAULT_URL,
  options: ConnectOptions = {},
): Promise<Client> {
  const { address, token = options.token } =
    typeof target === 'string' ? parseUrl(target) : { address: target };
  const {
    timeoutMs = 60_000,
    tryTimeoutMs = Number.POSITIVE_INFINITY,
    connectTimeoutMs = 5_000,
    retry = true,
    replyBytesMax = WIRE_LIMITS.frameBytesMax,
  } = options;
  const calls = new Calls({
    dial: () => dial({ address, token, connectTimeoutMs, replyBytesMax }),
    tryTimeoutMs,
    retry,
    now: () => performance.now(),
    random: Math.random,
  });
  await calls.connect();
  return new Client(calls, timeoutMs);
}

function points(series: SeriesPoints): readonly [Float64Array, Float64Array] {
  return [Float64Array.from(series.times), Float64Array.from(series.values)];
}

import { connect as connectSocket, type Socket } from 'node:net';
import {
  DEFAULT_PORT,
  DEFAULT_URL,
  type Neighbour,
  type Operation,
  type Reply,
  readBoolean,
  readCounters,
  readNeighbours,
  readNumber,
  readPoints,
  readTexts,
  type Strategy,
  type VantagePick,
  WIRE_LIMITS,
  type WireSeries,
} from '../server/protocol/index.ts';
import { ConnectionError } from './errors.ts';
import { Pipeline } from './pipeline.ts';
import { formatUrl, parseUrl } from './url.ts';

export { ConnectionError, type ConnectionErrorCode, RemoteError } from './errors.ts';

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
  /** How long a call waits for its reply, in milliseconds. Default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** How long to wait for the connection, in milliseconds. Default 5,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Bytes of a reply; a longer one ends the connection. Default 16 MiB. */
  readonly replyBytesMax?: number | undefined;
}

/** What to search for: a stored series by its id, or one that is given. */
export type Query =
  | { readonly id: string }
  | { readonly series: { readonly times: ArrayLike<number>; readonly values: ArrayLike<number> } };

export interface SearchSettings {
  /** Default `auto`. */
  readonly strategy?: Strategy | undefined;
  /** Whether to answer with the counts of every step. Default false. */
  readonly explain?: boolean | undefined;
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

/**
 * A connection to a server. Calls may be made without waiting for one another: they are sent in
 * order and answered in order.
 *
 * Every method throws RemoteError when the server answers with an error, ConnectionError when
 * there is no answer, and TypeError for numbers that are not finite.
 */
export class Client {
  readonly #pipeline: Pipeline;
  readonly #timeoutMs: number;

  /** Takes over a socket, which may be connecting still; `connect` is the usual way. */
  constructor(socket: Socket, options: ConnectOptions = {}) {
    const { replyBytesMax = WIRE_LIMITS.frameBytesMax, timeoutMs = 60_000 } = options;
    this.#pipeline = new Pipeline(socket, { replyBytesMax });
    this.#timeoutMs = timeoutMs;
  }

  /** Sends any operation and resolves to the reply as it came; fields undefined are left out. */
  async ask(
    op: Operation,
    fields: Readonly<Record<string, unknown>> = {},
    options: { readonly timeoutMs?: number } = {},
  ): Promise<Reply> {
    const { timeoutMs = this.#timeoutMs } = options;
    return this.#pipeline.ask(op, fields, { timeoutMs, read: (reply) => reply });
  }

  /** The `k` series nearest to the query; by default the nearest one. */
  async nearest(
    query: Query,
    options: SearchSettings & { readonly k?: number } = {},
  ): Promise<SearchAnswer> {
    return this.#search(query, { ...options });
  }

  /** All series within `radius` of the query, at most `limit` (default 1,000). */
  async within(
    query: Query,
    options: SearchSettings & { readonly radius: number; readonly limit?: number },
  ): Promise<SearchAnswer> {
    return this.#search(query, { ...options });
  }

  /** Stores a series; resolves to false when the very same one was stored already. */
  async insert(
    id: string,
    series: { readonly times: ArrayLike<number>; readonly values: ArrayLike<number> },
  ): Promise<boolean> {
    const fields = { id, ts: points(series) };
    return this.#call('insert_ts', fields, (reply) => readBoolean(reply.payload, 'inserted'));
  }

  /** Removes a series; resolves to whether there was one. */
  async delete(id: string): Promise<boolean> {
    return this.#call('delete', { id }, (reply) => readBoolean(reply.payload, 'deleted'));
  }

  /** The series stored under `id`; RemoteError with status 3 when there is none. */
  async get(id: string): Promise<WireSeries> {
    return this.#call('get_ts', { id }, (reply) => readPoints(reply.payload));
  }

  /** The distance between two stored series. */
  async distance(a: string, b: string): Promise<number> {
    return this.#call('distance', { a, b }, (reply) => readNumber(reply.payload, 'distance'));
  }

  /**
   * Makes vantage points of stored series; resolves to the ids of those that were none. It takes
   * as long as a distance to every series, so `timeoutMs` is how long to wait for this one.
   */
  async addVantage(
    pick: VantagePick,
    { timeoutMs = this.#timeoutMs }: { readonly timeoutMs?: number } = {},
  ): Promise<readonly string[]> {
    return this.#pipeline.ask(
      'add_vantage',
      { ...pick },
      { timeoutMs, read: (reply) => readTexts(reply.payload, 'added') },
    );
  }

  /** Ends vantage points, whose series stay; resolves to the ids of those that there were. */
  async dropVantage(ids: readonly string[]): Promise<readonly string[]> {
    return this.#call('drop_vantage', { ids }, (reply) => readTexts(reply.payload, 'dropped'));
  }

  /** What the server counts of itself. */
  async stats(): Promise<Readonly<Record<string, unknown>>> {
    return this.#call('stats', {}, (reply) => readCounters(reply.payload));
  }

  /** Resolves when the server has answered. */
  async ping(): Promise<void> {
    return this.#call('ping', {}, () => undefined);
  }

  /** Sends nothing more, waits for the replies under way, and closes. Twice is allowed. */
  async close(): Promise<void> {
    await this.#pipeline.close();
  }

  async #search(query: Query, options: Readonly<Record<string, unknown>>): Promise<SearchAnswer> {
    const byId = 'id' in query;
    const subject = byId ? { id: query.id } : { ts: points(query.series) };
    return this.#call(byId ? 'with_id' : 'with_ts', { ...options, ...subject }, (reply) => ({
      neighbours: readNeighbours(reply.payload),
      truncated: reply.truncated,
      total: reply.total,
      explain: reply.explain,
    }));
  }

  async #call<Answer>(
    op: Operation,
    fields: Readonly<Record<string, unknown>>,
    read: (reply: Reply) => Answer,
  ): Promise<Answer> {
    return this.#pipeline.ask(op, fields, { timeoutMs: this.#timeoutMs, read });
  }
}

/**
 * Connects to the server at a URL, `vantage://host:port` or `vantage+unix:///path`, or at an
 * address, and shows the token if there is one. `vantage://token@host:port` has it in the URL.
 * @throws ConnectionError `UNREACHABLE` when nobody answers in time.
 * @throws RemoteError when the server does not take the token.
 * @throws TypeError when the URL is not one; no message has the token.
 */
export async function connect(
  target: string | Address = DEFAULT_URL,
  options: ConnectOptions = {},
): Promise<Client> {
  const { address, token = options.token } =
    typeof target === 'string' ? parseUrl(target) : { address: target };
  const socket = dial(address);
  const client = new Client(socket, options);
  const { connectTimeoutMs = 5_000 } = options;
  await connected(socket, address, connectTimeoutMs);
  if (token === undefined || token === '') return client;
  try {
    await client.ask('auth', { token }, { timeoutMs: connectTimeoutMs });
    return client;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function dial(address: Address): Socket {
  if ('path' in address) return connectSocket({ path: address.path });
  const { host, port = DEFAULT_PORT } = address;
  return connectSocket({ host, port, noDelay: true, keepAlive: true });
}

/** Resolves when `socket` is connected. */
async function connected(socket: Socket, address: Address, timeoutMs: number): Promise<void> {
  const timer = setTimeout(() => {
    socket.destroy(new Error(`no answer within ${timeoutMs} ms`));
  }, timeoutMs);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
  } catch (error) {
    const reason = error instanceof Error && error.message !== '' ? error.message : 'no answer';
    const advice = 'start one with "vantage serve", or name another with --url';
    const message = `no server at ${formatUrl(address)} (${reason}); ${advice}`;
    throw new ConnectionError('UNREACHABLE', message, { cause: error, outcome: 'none' });
  } finally {
    clearTimeout(timer);
  }
}

function points(series: {
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}): readonly [Float64Array, Float64Array] {
  return [Float64Array.from(series.times), Float64Array.from(series.values)];
}

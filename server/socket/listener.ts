import { createServer, type Server, type Socket } from 'node:net';
import { type Access, OPEN_ACCESS, Strangers } from '../access/index.ts';
import type { Handler } from '../answer.ts';
import type { ServerEvents } from '../events.ts';
import { DEFAULT_HOST, DEFAULT_PORT, ProtocolError } from '../protocol/index.ts';
import { RequestReader } from '../reading/index.ts';
import type { RequestCost } from '../request-cost.ts';
import { ByteBudget } from '../turns/byte-budget.ts';
import { TurnAllowance } from '../turns/turn-allowance.ts';
import { addressOfClient } from './admission.ts';
import { addressOf, bindPort } from './bind.ts';
import { Connection } from './connection.ts';
import { CONNECTION_LIMITS, type ConnectionLimits } from './connection-limits.ts';
import { shuttingDown } from './request-line.ts';
import { bindPath } from './unix-socket.ts';

const CONNECTIONS_MAX = 1024;
/** Clients that are being told BUSY at a time; further ones are closed without a word. */
const REFUSALS_MAX = 256;
/** Bytes a socket buffers of its own, each way. */
const SOCKET_BYTES = 64 * 1024;
const KEEP_ALIVE_MS = 30_000;
/** Time that requests under way have when the server stops. */
export const GRACE_MS: number = 10_000;

export interface ListenOptions extends ServerEvents {
  readonly handler: Handler;
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** 0 takes a free port. Default 20207. */
  readonly port?: number | undefined;
  /** Listens on a Unix socket at this path instead. */
  readonly path?: string | undefined;
  /** Default: everybody may do everything. */
  readonly access?: Access | undefined;
  /** Clients at a time; one more is told BUSY. Default 1024. */
  readonly connectionsMax?: number | undefined;
  /** Reads what clients send; closed by whoever gave it. Default one of its own. */
  readonly reader?: RequestReader | undefined;
  /** Bytes of requests that all connections hold together. Default 224 MiB of its own. */
  readonly input?: ByteBudget | undefined;
  /** Bytes of replies that all connections hold together. Default 224 MiB of its own. */
  readonly output?: ByteBudget | undefined;
  /** Of long requests and replies of all connections together. Default one of its own. */
  readonly allowance?: TurnAllowance | undefined;
  /** Default: none to speak of. */
  readonly cost?: RequestCost | undefined;
  /** Where they differ from `CONNECTION_LIMITS`. */
  readonly limits?: Partial<ConnectionLimits> | undefined;
}

/** A server that accepts clients. */
export interface Listener {
  /** Its IP address, or the path of its Unix socket. */
  readonly host: string;
  /** Its port; 0 for a Unix socket. */
  readonly port: number;
  /** Clients that are connected now. */
  connectionCount(): number;
  /**
   * Stops: accepts nobody, lets requests under way finish, answers later ones SHUTTING_DOWN,
   * closes idle connections, and after `graceMs` (default 10,000) all others. Resolves when the
   * port is free, every socket closed and every handler settled. A second call may cut the grace
   * of the first short.
   */
  close(options?: { readonly graceMs?: number }): Promise<void>;
}

/**
 * Listens for clients and gives their requests to `handler`.
 * @throws ListenError
 */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { connectionsMax = CONNECTIONS_MAX, access = OPEN_ACCESS } = options;
  const limits = { ...CONNECTION_LIMITS, ...options.limits };
  const strangers = new Strangers(limits.authConnectionsMax);
  const reader = options.reader ?? new RequestReader();
  const connectionOptions = {
    reader,
    handler: options.handler,
    access,
    strangers,
    limits,
    input: options.input ?? new ByteBudget(),
    output: options.output ?? new ByteBudget(),
    allowance: options.allowance ?? new TurnAllowance(),
    cost: options.cost ?? (() => 0),
    events: options,
  };
  const connections = new Set<Connection>();
  const refused = new Set<Connection>();

  let stopped: Promise<void> | undefined;
  const accept = (socket: Socket): void => {
    const refusal =
      stopped === undefined
        ? (busyAt(connections.size, connectionsMax) ?? crowdedAt(socket, strangers))
        : shuttingDown();
    const connection = new Connection(socket, connectionOptions);
    const members = refusal === undefined ? connections : refused;
    if (refusal !== undefined) connection.refuse(refusal);
    if (members === refused && refused.size >= REFUSALS_MAX) connection.destroy();
    members.add(connection);
    void connection.closed.then(() => members.delete(connection));
  };
  const server = createServer(
    {
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
      highWaterMark: SOCKET_BYTES,
    },
    accept,
  );
  const { host, port, release } = await bind(server, options);
  server.on('error', (error) => options.onFault?.(error)); // A failed accept, for want of descriptors: the next may succeed.

  const stop = async (): Promise<void> => {
    release();
    const portFree = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const connection of connections) connection.drain();
    await Promise.all([...connections, ...refused].map((connection) => connection.closed));
    await portFree;
    if (options.reader === undefined) await reader.close();
  };
  return {
    host,
    port,
    connectionCount: () => connections.size,
    async close({ graceMs = GRACE_MS } = {}) {
      stopped ??= stop();
      const force = setTimeout(() => {
        for (const connection of [...connections, ...refused]) connection.destroy();
      }, graceMs);
      try {
        await stopped;
      } finally {
        clearTimeout(force);
      }
    },
  };
}

function busyAt(connectionCount: number, connectionsMax: number): ProtocolError | undefined {
  if (connectionCount < connectionsMax) return undefined;
  const taken = `the server has all the ${connectionsMax} connections that it takes`;
  return new ProtocolError('BUSY', `${taken}; try again later`);
}

function crowdedAt(socket: Socket, strangers: Strangers): ProtocolError | undefined {
  if (!strangers.isFull(addressOfClient(socket))) return undefined;
  const crowd = 'as many clients of your address as may have shown no token yet';
  return new ProtocolError('BUSY', `${crowd}; try again later`);
}

/** Has `server` listen where the options say; `release` takes back what closing does not. */
async function bind(
  server: Server,
  { host = DEFAULT_HOST, port = DEFAULT_PORT, path }: ListenOptions,
): Promise<{ readonly host: string; readonly port: number; readonly release: () => void }> {
  if (path !== undefined) return { host: path, port: 0, release: await bindPath(server, path) };
  const address = await addressOf(host);
  const bound = await bindPort(server, address, port, '--port');
  return { host: address, port: bound, release: () => undefined };
}

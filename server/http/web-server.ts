import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { RequestNames, type ServerEvents } from '../events.ts';
import { ProtocolError } from '../protocol/index.ts';
import { bindPort } from '../socket/bind.ts';
import { headersOf } from './data-routes.ts';
import { type Exchange, sendError } from './exchange.ts';
import { HTTP_LIMITS, type HttpLimits } from './http-limits.ts';
import { endAtPace } from './paced-answer.ts';
import { match, type Route } from './router.ts';
import { refusalOf } from './same-site.ts';

/** How often Node looks for requests that are late. */
const LATE_CHECK_MS = 500;
/** Connections over the most that are told so at a time; further ones are closed without a word. */
const REFUSALS_MAX = 64;

export interface WebOptions {
  readonly routes: readonly Route[];
  readonly events: ServerEvents;
  /** IP address. */
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Names of this server, beside localhost and its addresses. */
  readonly names: readonly string[];
  /** Where they differ from `HTTP_LIMITS`. */
  readonly limits?: Partial<HttpLimits> | undefined;
}

/** The web side of a server. */
export interface WebServer {
  readonly port: number;
  connectionCount(): number;
  /** Accepts nobody, lets requests under way finish, and after `graceMs` closes the rest. */
  close(graceMs: number): Promise<void>;
}

/** A client, and what ends each of its requests that are under way. */
interface Client {
  readonly names: RequestNames;
  readonly address: string;
  readonly overMost: boolean;
  readonly underWay: Set<() => void>;
}

/**
 * Serves routes over HTTP/1.1.
 * @throws ListenError
 */
export async function openWeb(options: WebOptions): Promise<WebServer> {
  const limits = { ...HTTP_LIMITS, ...options.limits };
  const clients = new Map<Socket, Client>();
  let closing = false;
  const server = createServer(
    {
      maxHeaderSize: limits.headBytesMax,
      headersTimeout: limits.headMsMax,
      requestTimeout: limits.requestMsMax,
      keepAliveTimeout: limits.idleMsMax,
      connectionsCheckingInterval: Math.min(LATE_CHECK_MS, limits.headMsMax),
      noDelay: true,
    },
    (request, response) => {
      const client = clients.get(request.socket);
      if (client === undefined) {
        request.socket.destroy();
        return;
      }
      response.once('close', () => {
        // A connection that has become idle would be kept for a next request.
        if (closing) setImmediate(() => server.closeIdleConnections());
      });
      void respond(request, response, client, { ...options, limits });
    },
  );
  server.maxConnections = limits.connectionsMax + REFUSALS_MAX;
  server.on('connection', (socket: Socket) => {
    const overMost = clients.size >= limits.connectionsMax;
    const address = socket.remoteAddress ?? 'local';
    if (overMost) options.events.onRefused?.(busy(limits.connectionsMax), address);
    const underWay = new Set<() => void>();
    clients.set(socket, { names: new RequestNames(), address, overMost, underWay });
    socket.on('close', () => {
      clients.delete(socket);
      // An answer that is behind others is not told by Node that its client has gone.
      for (const end of underWay) end();
    });
  });
  server.on('error', (error) => options.events.onFault?.(error));
  const port = await bindPort(server, options.host, options.port, '--web');
  return {
    port,
    connectionCount: () => clients.size,
    async close(graceMs) {
      closing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // One that has said nothing is not idle to Node, which waits for its first request.
      for (const [socket, { underWay }] of clients) {
        if (underWay.size === 0 && socket.bytesRead === 0) socket.destroy();
      }
      const force = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(force);
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  client: Client,
  options: WebOptions & { readonly limits: HttpLimits },
): Promise<void> {
  const { limits, events, routes } = options;
  if (client.underWay.size >= limits.pipelineMax) {
    request.socket.destroy();
    return;
  }
  response.on('error', () => undefined); // 'close' follows, and is all that matters.
  const exchange = exchangeOf(request, response, client, options);
  try {
    if (!refuse(exchange, client, options)) await route(exchange, routes);
  } catch (error) {
    events.onFault?.(error, exchange.name);
    response.destroy();
  }
}

function exchangeOf(
  request: IncomingMessage,
  response: ServerResponse,
  { names, address, underWay }: Client,
  { limits, events }: { readonly limits: HttpLimits; readonly events: ServerEvents },
): Exchange {
  const actions: (() => void)[] = [];
  let hasEnded = false;
  const end = (): void => {
    hasEnded = true;
    underWay.delete(end);
    for (const action of actions.splice(0)) action();
  };
  underWay.add(end);
  response.once('close', end);
  const cutOff = (why: string): void => {
    events.onRefused?.(new ProtocolError('TIMEOUT', why), address);
    request.socket.destroy();
  };
  const url = request.url ?? '';
  const at = url.indexOf('?');
  return {
    request,
    response,
    path: at === -1 ? url : url.slice(0, at),
    query: new URLSearchParams(at === -1 ? '' : url.slice(at + 1)),
    name: names.next(),
    client: address,
    endWith: (body) => endAtPace(response, body, limits, cutOff),
    get hasEnded() {
      return hasEnded;
    },
    onEnd(action) {
      if (hasEnded) action();
      else actions.push(action);
    },
  };
}

/** Answers a request that is not for this server, or one too many; tells whether it did. */
function refuse(
  exchange: Exchange,
  { overMost, address }: Client,
  { names, limits, events }: WebOptions & { readonly limits: HttpLimits },
): boolean {
  if (overMost) {
    const headers = { ...headersOf(503), Connection: 'close' };
    sendError(exchange, busy(limits.connectionsMax), { httpStatus: 503, headers });
    return true;
  }
  const refusal = refusalOf(exchange.request.headers, names);
  if (refusal === undefined) return false;
  const error = new ProtocolError('UNAUTHORIZED', refusal.message);
  events.onRefused?.(error, address);
  sendError(exchange, error, { httpStatus: refusal.httpStatus });
  return true;
}

async function route(exchange: Exchange, routes: readonly Route[]): Promise<void> {
  const { request, path } = exchange;
  const found = match(routes, request.method ?? '', path);
  switch (found.tag) {
    case 'found':
      await found.handler(exchange);
      return;
    case 'wrong-method': {
      const Allow = found.allowed.join(', ');
      const error = new ProtocolError('UNKNOWN_OPERATION', `this path takes ${Allow}`);
      sendError(exchange, error, { httpStatus: 405, headers: { Allow } });
      return;
    }
    case 'unknown': {
      const told = routes.filter((one) => !one.path.startsWith('/page/'));
      const paths = told.map((one) => one.path).join(', ');
      const error = new ProtocolError('UNKNOWN_OPERATION', `the path is none of ${paths}`);
      sendError(exchange, error, { httpStatus: 404 });
      return;
    }
    default:
      unreachable(found);
  }
}

function busy(connectionsMax: number): ProtocolError {
  const taken = `the server has all the ${connectionsMax} connections that it takes`;
  return new ProtocolError('BUSY', `${taken}; try again later`);
}

function unreachable(found: never): never {
  throw new TypeError(`unknown match ${JSON.stringify(found)}`);
}

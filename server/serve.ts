import { type Access, OPEN_ACCESS, readTokens, tokenAccess } from './access/index.ts';
import type { Database } from './database/index.ts';
import { dispatcher } from './dispatch.ts';
import type { ServerEvents } from './events.ts';
import { openHttp, type WebServer } from './http/index.ts';
import { LiveWindow, type Look, ServerMetrics } from './metrics/index.ts';
import { DEFAULT_HOST } from './protocol/index.ts';
import { RequestReader } from './reading/index.ts';
import { requestCost } from './request-cost.ts';
import { addressOf, inUrl, isLoopback } from './socket/bind.ts';
import { ListenError } from './socket/listen-error.ts';
import { GRACE_MS, type Listener, listen } from './socket/listener.ts';
import { ByteBudget } from './turns/byte-budget.ts';
import { TurnAllowance } from './turns/turn-allowance.ts';

/** Least time that the web side has to finish, when the wire took all there was. */
const WEB_GRACE_MS_MIN = 500;

export interface ServeOptions extends ServerEvents {
  /** Default 127.0.0.1; anything but this machine itself needs `tokens`. */
  readonly host?: string | undefined;
  /** 0 takes a free port. Default 20207. */
  readonly port?: number | undefined;
  /** Path of a Unix socket to listen on instead, for the owner of this process alone. */
  readonly socketPath?: string | undefined;
  /** Clients of the wire at a time; one more is told BUSY. Default 1024. */
  readonly connectionsMax?: number | undefined;
  /** The tokens that clients have to show one of; default is to ask for none. */
  readonly tokens?: TokenFile | undefined;
  /** Serves HTTP as well, at the same host. */
  readonly web?: WebPlace | undefined;
}

export interface WebPlace {
  /** 0 takes a free port. */
  readonly port: number;
  /** A name that browsers know the server by, beside localhost, `host` and addresses. */
  readonly name?: string | undefined;
  /** Folder with reports of benchmarks in JSON, for the page to show. */
  readonly reports?: string | undefined;
}

/** A token file that was read. */
export interface TokenFile {
  readonly text: string;
  /** What messages call it. */
  readonly name: string;
}

/** A database that answers on a socket. */
export interface RunningServer {
  /** IP address, or path of the Unix socket. */
  readonly host: string;
  /** 0 for a Unix socket. */
  readonly port: number;
  /** What a client connects to. */
  readonly url: string;
  /** Where HTTP is served, if it is. */
  readonly webUrl: string | undefined;
  /** Drains the connections; the database stays open. */
  close(): Promise<void>;
}

/**
 * Serves `database` until the server is closed.
 * @throws ListenError when the place cannot be had, or would be open to other machines without
 * tokens; TokenFileError.
 */
export async function serve(
  database: Database,
  options: ServeOptions = {},
): Promise<RunningServer> {
  const { tokens, port, socketPath, connectionsMax, web } = options;
  const access =
    tokens === undefined ? OPEN_ACCESS : tokenAccess(readTokens(tokens.text, tokens.name));
  const host = await addressOf(options.host ?? DEFAULT_HOST);
  refuseOpenHouse(host, access);
  const metrics = new ServerMetrics();
  const events = counted(options, metrics, () => live);
  const handler = dispatcher(database, (explain) => metrics.searched(explain));
  const reader = new RequestReader();
  const input = new ByteBudget();
  const output = new ByteBudget();
  const allowance = new TurnAllowance();
  const cost = requestCost(database);
  const shared = { ...events, access, reader, input, output, allowance, cost, handler, host };
  const listener = await listen({ ...shared, port, path: socketPath, connectionsMax });
  let draining = false;
  let webServer: WebServer | undefined;
  let live: LiveWindow | undefined;
  const connections = (): { wire: number; http: number } => ({
    wire: listener.connectionCount(),
    http: webServer?.connectionCount() ?? 0,
  });
  const close = async (): Promise<void> => {
    draining = true;
    const begun = performance.now();
    await listener.close();
    await webServer?.close(Math.max(WEB_GRACE_MS_MIN, GRACE_MS - (performance.now() - begun)));
    await reader.close();
    metrics.close();
    live?.close();
  };
  if (web !== undefined) {
    const window = new LiveWindow(() => lookAt(database, connections()));
    live = window;
    try {
      webServer = await openHttp({
        ...shared,
        database,
        live: (since) => window.since(since),
        events,
        port: web.port,
        reports: web.reports,
        names: [options.host, web.name].filter((name) => name !== undefined),
        isDraining: () => draining,
        isReadOnly: () => database.readOnly,
        columns: () => database.columns(),
        metrics: () =>
          metrics.print({
            database: database.stats(),
            readOnly: database.readOnly,
            draining,
            connections: connections(),
            inputBytes: input.bytesHeld,
            outputBytes: output.bytesHeld,
          }),
      });
    } catch (error) {
      await close();
      throw error;
    }
  }
  return {
    host: listener.host,
    port: listener.port,
    url: urlOf(listener, socketPath),
    webUrl: webServer === undefined ? undefined : `http://${inUrl(host)}:${webServer.port}`,
    close,
  };
}

/** What is told of a server once a second. */
function lookAt(
  database: Database,
  { wire, http }: { readonly wire: number; readonly http: number },
): ReturnType<Look> {
  const { running, waiting } = database.stats().pool ?? { running: 0, waiting: 0 };
  return { running, waiting, connections: wire + http };
}

/**
 * The events, each told to the metrics as well.
 * @param live the window of the web side, where there is one
 */
function counted(
  { onFault, onRefused, onAnswered }: ServerEvents,
  metrics: ServerMetrics,
  live: () => LiveWindow | undefined,
): ServerEvents {
  return {
    onFault(error, request) {
      metrics.fault();
      onFault?.(error, request);
    },
    onRefused(error, client) {
      metrics.refused();
      onRefused?.(error, client);
    },
    onAnswered(request) {
      metrics.answered(request);
      live()?.answered(request.ms);
      onAnswered?.(request);
    },
  };
}

/** Whoever reaches a server may change everything, unless it asks for tokens. */
function refuseOpenHouse(host: string, access: Access): void {
  if (access !== OPEN_ACCESS || isLoopback(host)) return;
  throw new ListenError(
    'TOKENS_REQUIRED',
    `${host} can be reached from other machines, so clients have to show a token: ` +
      'run "vantage token --file tokens", add --token-file tokens, and put a proxy that does TLS ' +
      'in front; or leave out --host',
  );
}

function urlOf({ host, port }: Listener, socketPath: string | undefined): string {
  if (socketPath === undefined) return `vantage://${inUrl(host)}:${port}`;
  return `vantage+unix://${socketPath.split('/').map(encodeURIComponent).join('/')}`;
}

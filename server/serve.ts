import { type Access, OPEN_ACCESS, readTokens, tokenAccess } from './access/index.ts';
import type { FaultListener } from './answer.ts';
import { addressOf, inUrl, isLoopback } from './bind.ts';
import type { Database } from './database/index.ts';
import { dispatcher } from './dispatch.ts';
import { ListenError } from './listen-error.ts';
import { type Listener, listen } from './listener.ts';
import { DEFAULT_HOST } from './protocol/index.ts';

export interface ServeOptions {
  /** Default 127.0.0.1; anything but this machine itself needs `tokens`. */
  readonly host?: string | undefined;
  /** 0 takes a free port. Default 20207. */
  readonly port?: number | undefined;
  /** Path of a Unix socket to listen on instead, for the owner of this process alone. */
  readonly socketPath?: string | undefined;
  /** The tokens that clients have to show one of; default is to ask for none. */
  readonly tokens?: TokenFile | undefined;
  /** Told of every error of which a client learns less than its message. */
  readonly onFault?: FaultListener | undefined;
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
  const { tokens, port, socketPath, onFault } = options;
  const access =
    tokens === undefined ? OPEN_ACCESS : tokenAccess(readTokens(tokens.text, tokens.name));
  const host = await addressOf(options.host ?? DEFAULT_HOST);
  refuseOpenHouse(host, access);
  const listener = await listen({
    host,
    port,
    path: socketPath,
    access,
    handler: dispatcher(database),
    onFault,
  });
  const url = urlOf(listener, socketPath);
  return { host: listener.host, port: listener.port, url, close: () => listener.close() };
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

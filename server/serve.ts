import type { FaultListener } from './answer.ts';
import type { Database } from './database/index.ts';
import { dispatcher } from './dispatch.ts';
import { listen } from './listener.ts';

export interface ServeOptions {
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** 0 takes a free port. Default 20207. */
  readonly port?: number | undefined;
  /** Told of every error of which a client learns less than its message. */
  readonly onFault?: FaultListener | undefined;
}

/** A database that answers on a socket. */
export interface RunningServer {
  readonly host: string;
  readonly port: number;
  /** What a client connects to. */
  readonly url: string;
  /** Drains the connections; the database stays open. */
  close(): Promise<void>;
}

/**
 * Serves `database` until the server is closed.
 * @throws ListenError when the port cannot be had.
 */
export async function serve(
  database: Database,
  options: ServeOptions = {},
): Promise<RunningServer> {
  const listener = await listen({ ...options, handler: dispatcher(database) });
  const { host, port } = listener;
  const address = host.includes(':') ? `[${host}]` : host;
  return { host, port, url: `vantage://${address}:${port}`, close: () => listener.close() };
}

import { connect as connectSocket, type Socket } from 'node:net';
import { DEFAULT_PORT } from '../../server/protocol/index.ts';
import { ConnectionError } from '../errors.ts';
import type { Address } from '../options.ts';
import { formatUrl } from '../url.ts';
import { Pipeline } from './pipeline.ts';

export interface DialOptions {
  readonly address: Address;
  /** What to show to the server, if anything. */
  readonly token: string | undefined;
  /** How long to wait for the connection, and for the answer to the token, in milliseconds. */
  readonly connectTimeoutMs: number;
  readonly replyBytesMax: number;
}

/**
 * Connects to a server and shows it the token.
 * @throws ConnectionError `UNREACHABLE` when nobody answers in time, and what `Pipeline.ask` throws.
 * @throws RemoteError when the server does not take the token.
 */
export async function dial(options: DialOptions): Promise<Pipeline> {
  const { address, token, connectTimeoutMs, replyBytesMax } = options;
  const socket = openSocket(address);
  const pipeline = new Pipeline(socket, { replyBytesMax });
  await connected(socket, address, connectTimeoutMs);
  if (token === undefined || token === '') return pipeline;
  try {
    await pipeline.ask('auth', { token }, { timeoutMs: connectTimeoutMs, read: String });
    return pipeline;
  } catch (error) {
    socket.destroy();
    // Whatever waits for this connection has not been sent.
    if (!(error instanceof ConnectionError)) throw error;
    throw new ConnectionError(error.code, error.message, { cause: error, outcome: 'none' });
  }
}

function openSocket(address: Address): Socket {
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

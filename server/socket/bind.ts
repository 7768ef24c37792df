import { lookup } from 'node:dns/promises';
import { BlockList, isIPv6, type Server } from 'node:net';
import { ListenError } from './listen-error.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether only this machine can reach `address`, which is an IP address. */
export function isLoopback(address: string): boolean {
  return loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/**
 * The IP address that `host`, a name or an address, stands for.
 * @throws ListenError `HOST_UNKNOWN`.
 */
export async function addressOf(host: string): Promise<string> {
  try {
    // No name is no address, but Node would take it for all addresses there are.
    if (host.trim() === '') throw new TypeError('the host is empty');
    return (await lookup(host)).address;
  } catch (error) {
    throw hostUnknown(host, error);
  }
}

/**
 * Has `server` listen on a port, 0 for a free one; resolves to the port.
 * @param option what sets the port on the command line, for messages
 * @throws ListenError
 */
export async function bindPort(
  server: Server,
  host: string,
  port: number,
  option: '--port' | '--web',
): Promise<number> {
  try {
    await listening(server, { host, port });
  } catch (error) {
    throw explain(error, host, port, option);
  }
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : port;
}

/** Has `server` listen; rejects with the error of the system. */
export async function listening(
  server: Server,
  place: { readonly host: string; readonly port: number } | { readonly path: string },
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(place, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** The address as it stands in a URL. */
export function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function explain(error: unknown, host: string, port: number, option: string): ListenError {
  const cause = { cause: error };
  const code = codeOf(error);
  const other = `give another with ${option}, or ${option} 0 for a free one`;
  switch (code) {
    case 'EADDRINUSE':
      return new ListenError('PORT_IN_USE', `port ${port} on ${host} is in use: ${other}`, cause);
    case 'EACCES':
      return new ListenError('PORT_FORBIDDEN', `port ${port} is not allowed: ${other}`, cause);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return hostUnknown(host, error);
    default:
      return new ListenError('LISTEN_FAILED', `cannot listen on ${host}:${port} (${code})`, cause);
  }
}

function hostUnknown(host: string, cause: unknown): ListenError {
  const message = `${host} is not an address of this machine: give another with --host`;
  return new ListenError('HOST_UNKNOWN', message, { cause });
}

/** The code of an error of the operating system, or the empty text. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

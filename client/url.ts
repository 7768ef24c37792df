import { DEFAULT_PORT } from '../server/protocol/index.ts';
import type { Address } from './options.ts';

/** What a URL names. */
export interface ParsedUrl {
  readonly address: Address;
  /** Before the `@`, where there is one. */
  readonly token?: string | undefined;
}

/**
 * The address, and the token, in a URL of the form `vantage://token@host:port` or
 * `vantage+unix:///path`.
 * @throws TypeError when it is none; the message does not repeat it, for it may hold a token.
 */
export function parseUrl(text: string): ParsedUrl {
  const parsed = URL.canParse(text) ? partsOf(new URL(text)) : undefined;
  if (parsed !== undefined) return parsed;
  const forms = 'vantage://host:port or vantage+unix:///path';
  throw new TypeError(`${JSON.stringify(withoutToken(text))} is not a URL of the form ${forms}`);
}

/** The URL of an address. */
export function formatUrl(address: Address): string {
  if ('path' in address) {
    return `vantage+unix://${address.path.split('/').map(encodeURIComponent).join('/')}`;
  }
  const { host, port = DEFAULT_PORT } = address;
  return `vantage://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function partsOf(url: URL): ParsedUrl | undefined {
  try {
    const address = addressIn(url);
    const token = url.username === '' ? undefined : decodeURIComponent(url.username);
    return address === undefined ? undefined : { address, token };
  } catch {
    return undefined; // A percent sign that escapes nothing.
  }
}

function addressIn(url: URL): Address | undefined {
  if (`${url.password}${url.search}${url.hash}` !== '') return undefined;
  if (url.protocol === 'vantage+unix:') {
    const isPath = url.host === '' && url.pathname.startsWith('/');
    return isPath ? { path: decodeURIComponent(url.pathname) } : undefined;
  }
  if (url.protocol !== 'vantage:' || url.hostname === '') return undefined;
  if (!['', '/'].includes(url.pathname)) return undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: url.port === '' ? undefined : Number(url.port) };
}

/** `text`, a URL or what was meant as one, without what stands before its last `@`. */
export function withoutToken(text: string): string {
  return text.replace(/^([a-z+]+:\/\/).*@/is, '$1');
}

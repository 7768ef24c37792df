import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/** Why a request is not for this server, with the status that says so. */
export interface Refusal {
  readonly httpStatus: 403 | 421;
  readonly message: string;
}

/**
 * Keeps pages of other sites out, which a browser on this machine may be showing. A page whose
 * name was made to point here (DNS rebinding) is known by the name in `Host`: it is neither an
 * address nor one of `names`. A page that writes to here is known by its `Origin`.
 * @param names names of this server, beside localhost
 */
export function refusalOf(
  headers: IncomingHttpHeaders,
  names: readonly string[],
): Refusal | undefined {
  const host = headers.host?.toLowerCase();
  const name = host === undefined ? undefined : nameIn(host);
  const known = name !== undefined && (isIP(name) !== 0 || name === 'localhost');
  if (!known && !names.some((one) => one.toLowerCase() === name)) {
    return { httpStatus: 421, message: 'the Host of the request is not a name of this server' };
  }
  const { origin } = headers;
  if (origin === undefined || isOrigin(origin, host)) return undefined;
  return { httpStatus: 403, message: 'the request comes from a page of another site' };
}

/** The name or the address in a `Host`, without the port; undefined when it is neither. */
function nameIn(host: string): string | undefined {
  return /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/.exec(host)?.slice(1).find(Boolean);
}

/** Whether `origin` is that of the server itself; a proxy may have put TLS in between. */
function isOrigin(origin: string, host: string | undefined): boolean {
  return origin === `http://${host}` || origin === `https://${host}`;
}

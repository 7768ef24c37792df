import { randomUUID } from 'node:crypto';

/**
 * A name for one write: a UUID of version 7 (RFC 9562), made at `nowMs`, by default now, in
 * milliseconds of the Unix epoch. The server remembers what it answered to a name for an hour from
 * that time, unless 100,000 others follow.
 */
export function createWriteName(nowMs: number = Date.now()): string {
  const time = nowMs.toString(16).padStart(12, '0');
  // Behind the version a random UUID has what this one wants: the variant, and 74 random bits.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

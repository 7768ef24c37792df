import { randomBytes } from 'node:crypto';

/**
 * A name for one write: a UUID of version 7 (RFC 9562), made at `nowMs`, by default now, in
 * milliseconds of the Unix epoch. The server remembers what it answered to a name for an hour from
 * that time, unless 100,000 others follow.
 */
export function createWriteName(nowMs: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6); // The version.
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8); // The variant.
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/**
 * The name that a client gives to one write: a UUID of version 7 (RFC 9562), whose first 48 bits
 * are when it was made. So a write that is not remembered can be told from one that is forgotten.
 */
export interface WriteId {
  /** In lower case. */
  readonly text: string;
  /** Its 16 bytes: ids in order of their bytes are in order of their time. */
  readonly bytes: Uint8Array;
  /** When its client made it, in milliseconds of the Unix epoch. */
  readonly ms: number;
}

const VERSION_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Bytes of an id. */
export const WRITE_ID_BYTES = 16;

/** The id in `text`, or undefined when that is no UUID of version 7. */
export function readWriteId(text: string): WriteId | undefined {
  if (!VERSION_7.test(text)) return undefined;
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
  return { text: text.toLowerCase(), bytes, ms: writeIdMs(bytes) };
}

/** When the id in `bytes` was made, in milliseconds of the Unix epoch. */
export function writeIdMs(bytes: Uint8Array): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readUIntBE(0, 6);
}

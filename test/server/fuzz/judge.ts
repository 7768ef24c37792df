import { readErrorPayload, readReply } from '../../../server/protocol/index.ts';

/** A place in a source, a line of a stack, or a path. */
const INSIDE = /\.[jt]s:\d+|node:internal|^\s*at \w|(?:\/[\w.-]+){2,}/m;

/**
 * The code of the error that a reply is, or OK.
 * @throws Error when it is no sound reply, tells of an error that the server does not know, or of
 * its insides.
 */
export function judge(reply: Uint8Array): string {
  const { status, payload } = readReply(reply);
  if (status === 0) return 'OK';
  const { code, message } = readErrorPayload(payload);
  if (status === 1 || code === 'UNKNOWN_ERROR') throw new Error(`an unknown error: ${message}`);
  if (INSIDE.test(message)) throw new Error(`tells of its insides: ${message}`);
  return code;
}

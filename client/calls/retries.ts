import { ConnectionError, RemoteError } from '../errors.ts';

/** The first wait is up to this long, in milliseconds, each further one up to twice the last. */
const WAIT_MS_FIRST = 50;
const WAIT_MS_MAX = 2_000;

/** Tries that may end in what is not a reply: a second peer like that is no server. */
const BAD_REPLIES_MAX = 3;

/**
 * Errors of a server that did not begin a request and may do so later: it was busy or stopping,
 * the thread that computed died, or the frame came too slowly.
 */
const PASSING: ReadonlySet<string> = new Set([
  'BUSY',
  'SHUTTING_DOWN',
  'CLOSED',
  'WORKER_LOST',
  'FRAME_TIMEOUT',
]);

/** What a call that failed so far has met. */
export interface Failures {
  /** Tries that failed, at least 1. */
  readonly count: number;
  /** Those of them that ended in what is not a reply. */
  readonly badReplies: number;
}

/**
 * Whether a call that failed with `error` may be made again: the connection is gone, so that
 * nothing is known, or the server says that it has not begun it and why that may pass. Every
 * other error of a server is its answer.
 * Requires: the call reads, or is a write with a name, which is done once however often it is made.
 */
export function mayPass(error: unknown, { badReplies }: Failures): boolean {
  if (error instanceof RemoteError) return error.outcome === 'none' && PASSING.has(error.code);
  if (!(error instanceof ConnectionError)) return false;
  return error.code !== 'BAD_REPLY' || badReplies < BAD_REPLIES_MAX;
}

/**
 * How long to wait before the next try, in milliseconds: anything up to a bound that doubles, so
 * that clients that failed together do not come back together ("full jitter").
 * @param random from 0 up to 1
 */
export function waitMs({ count }: Failures, random: number): number {
  return random * Math.min(WAIT_MS_MAX, WAIT_MS_FIRST * 2 ** (count - 1));
}

/**
 * The error of a call of which a try may have been carried out, whatever was answered to the last.
 */
export function inDoubt(error: unknown): unknown {
  if (error instanceof RemoteError) {
    if (error.outcome !== 'none') return error;
    const { status, code, message, field } = error;
    return new RemoteError(status, { code, message, field, outcome: 'unknown' }, { cause: error });
  }
  if (!(error instanceof ConnectionError) || error.outcome !== 'none') return error;
  return new ConnectionError(error.code, error.message, { cause: error, outcome: 'unknown' });
}

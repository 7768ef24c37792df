import { WIRE_LIMITS } from '../protocol/index.ts';
import type { PaceLimits } from '../turns/reader-pace.ts';

/** What one connection may take of the server. */
export interface ConnectionLimits extends PaceLimits {
  /** Bytes of a frame from the client. */
  readonly frameBytesMax: number;
  /** Time from the first byte of a frame to its last. */
  readonly frameMsMax: number;
  /** Bytes of a frame from a client that has yet to show a token. */
  readonly authFrameBytesMax: number;
  /** How long a client has to show one, from when it connected. */
  readonly authMsMax: number;
  /** Wrong tokens after which the connection ends. */
  readonly authTriesMax: number;
  /** Bytes of replies to a client without a token after which the connection ends. */
  readonly authOutputBytesMax: number;
  /** Clients of one address that have yet to show a token; one more is told BUSY. */
  readonly authConnectionsMax: number;
  /** Requests whose replies are not yet on their way; the socket is not read beyond. */
  readonly requestsMax: number;
  /** Bytes of requests that are not answered yet, with which no further frame is read. */
  readonly inputBytesMax: number;
  /** Bytes of replies, expected or not yet taken, with which no further request begins. */
  readonly outputBytesMax: number;
  /** How long the client has to close its side after the server closed its own. */
  readonly lingerMsMax: number;
}

/** The limits that hold unless told otherwise. */
export const CONNECTION_LIMITS: ConnectionLimits = {
  frameBytesMax: WIRE_LIMITS.frameBytesMax,
  frameMsMax: 10_000,
  authFrameBytesMax: 4_096,
  authMsMax: 5_000,
  authTriesMax: 3,
  // With the reply that reaches it and the one that says so, 4 KiB.
  authOutputBytesMax: 2_048,
  authConnectionsMax: 100,
  requestsMax: 64,
  inputBytesMax: WIRE_LIMITS.frameBytesMax,
  outputBytesMax: WIRE_LIMITS.replyBytesMax,
  stallMsMax: 30_000,
  // 17 KiB a second, half of what a line of 256 kbit/s takes.
  paceBytesMin: 2 * 1024 * 1024,
  paceMsMax: 120_000,
  lingerMsMax: 1_000,
};

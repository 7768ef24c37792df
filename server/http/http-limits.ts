import { CONNECTION_LIMITS } from '../socket/connection-limits.ts';
import type { PaceLimits } from '../turns/reader-pace.ts';

/** What the clients of the web side may take of the server. */
export interface HttpLimits extends PaceLimits {
  /** Connections at a time; a request on a further one is answered 503. */
  readonly connectionsMax: number;
  /** Bytes of the head of a request. */
  readonly headBytesMax: number;
  /** Bytes of a body. */
  readonly bodyBytesMax: number;
  /** Time from the first byte of a request to the last of its head. */
  readonly headMsMax: number;
  /** Time from the first byte of a request to its last. */
  readonly requestMsMax: number;
  /** How long a connection may be idle between requests. */
  readonly idleMsMax: number;
  /** Requests of one connection that are under way; a client that sends more is cut off. */
  readonly pipelineMax: number;
}

export const HTTP_LIMITS: HttpLimits = {
  connectionsMax: 256,
  headBytesMax: 8 * 1024,
  bodyBytesMax: CONNECTION_LIMITS.frameBytesMax,
  headMsMax: 5_000,
  requestMsMax: CONNECTION_LIMITS.frameMsMax,
  idleMsMax: 30_000,
  stallMsMax: CONNECTION_LIMITS.stallMsMax,
  paceBytesMin: CONNECTION_LIMITS.paceBytesMin,
  paceMsMax: CONNECTION_LIMITS.paceMsMax,
  pipelineMax: 16,
};

import type { IncomingMessage, ServerResponse } from 'node:http';
import { describeError, encodeFailure, FRAME_HEADER_BYTES } from '../protocol/index.ts';
import type { AssetType } from '../web/index.ts';

/** What every answer says to a browser: nothing of it is to run, be kept or be guessed at. */
const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** A request and the way to answer it, once. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Path without the query, not decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names it in the log. */
  readonly name: string;
  /** Address of the client. */
  readonly client: string;
  /** Ends the answer, whose head is written, with its body. */
  endWith(body: Uint8Array): void;
  /** Whether the answer has gone, or its client has: nothing more can be said. */
  readonly hasEnded: boolean;
  /** Calls `action` once the answer has gone, or its client has; at once if that is so. */
  onEnd(action: () => void): void;
}

export interface Content {
  readonly httpStatus: number;
  readonly type: 'application/json' | 'text/plain; version=0.0.4; charset=utf-8' | AssetType;
  readonly body: Uint8Array | string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Answers; of a HEAD with the headers only. */
export function send({ response, name, endWith }: Exchange, content: Content): void {
  const { httpStatus, type, headers } = content;
  const body = typeof content.body === 'string' ? Buffer.from(content.body) : content.body;
  response.writeHead(httpStatus, {
    ...SAFE_HEADERS,
    ...headers,
    'Content-Type': type,
    'Content-Length': body.length,
    'X-Request-Id': name,
  });
  endWith(body);
}

/** Answers with a frame of the wire, less its length. */
export function sendFrame(
  exchange: Exchange,
  frame: Uint8Array,
  answer: Pick<Content, 'httpStatus' | 'headers'>,
): void {
  send(exchange, { ...answer, type: 'application/json', body: frame.subarray(FRAME_HEADER_BYTES) });
}

/** Answers with an error that is not about an operation of the wire, in the form of all others. */
export function sendError(
  exchange: Exchange,
  error: unknown,
  answer: Pick<Content, 'httpStatus' | 'headers'>,
): void {
  const failed = { op: null, requestId: undefined };
  sendFrame(exchange, encodeFailure(failed, describeError(error, null)), answer);
}

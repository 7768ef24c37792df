import type { ServerEvents } from './events.ts';
import {
  describeError,
  encodeFailure,
  encodeReply,
  type FailedRequest,
  type ReplyBody,
  type Request,
  STATUS,
  type Status,
} from './protocol/index.ts';

/** What a handler knows beside the request. */
export interface RequestContext {
  /** Aborted when nobody can receive the answer any more: the connection is gone. */
  readonly signal: AbortSignal;
  /** The client: the work of all takes turns. */
  readonly source: object;
}

/**
 * Carries out one request. The requests of a connection begin in their order and run side by
 * side. What it rejects with is answered as `describeError` says. Requires: it settles soon after
 * the signal is aborted, for nothing that closes waits for less.
 */
export type Handler = (request: Request, context: RequestContext) => Promise<ReplyBody>;

export interface AnswerOptions {
  /** Name of the request in the log. */
  readonly name: string;
  readonly events: ServerEvents;
}

/** A reply on its way. */
export interface Answered {
  readonly frame: Buffer;
  readonly status: Status;
}

/** Has `handler` carry out `request`; resolves to its reply, and never rejects. */
export async function answer(
  request: Request,
  context: RequestContext,
  { handler, name, events }: AnswerOptions & { readonly handler: Handler },
): Promise<Answered> {
  const begun = performance.now();
  let carriedOut = false;
  try {
    const body = await handler(request, context);
    carriedOut = true;
    const frame = encodeReply(request, body);
    const ms = performance.now() - begun;
    events.onAnswered?.({ name, op: request.op, status: STATUS.OK, ms });
    return { frame, status: STATUS.OK };
  } catch (error) {
    return answerError(request, error, { name, events, carriedOut, begun });
  }
}

/**
 * The reply that answers `request` with `error`.
 * @param options.begun when the request was, by `performance.now()`; default now
 */
export function answerError(
  request: FailedRequest,
  error: unknown,
  options: AnswerOptions & { readonly carriedOut?: boolean; readonly begun?: number },
): Answered {
  const { name, events, begun } = options;
  const failure = describeError(error, request.op, options.carriedOut);
  if (!(error instanceof Error) || error.message !== failure.payload.message) {
    events.onFault?.(error, name);
  }
  const ms = begun === undefined ? 0 : performance.now() - begun;
  events.onAnswered?.({ name, op: request.op, status: failure.status, ms });
  return { frame: encodeFailure(request, failure), status: failure.status };
}

import { readWriteId } from './database/index.ts';
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
 * side. What it throws or rejects with is answered as `describeError` says. What needs no waiting is
 * returned as it is: a promise costs as much as an answer to a ping. Requires: a promise settles
 * soon after the signal is aborted, for nothing that closes waits for less.
 */
export type Handler = (request: Request, context: RequestContext) => ReplyBody | Promise<ReplyBody>;

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

/**
 * Has `handler` carry out `request`; gives its reply, at once where the handler does, and neither
 * throws nor rejects.
 */
export function answer(
  request: Request,
  context: RequestContext,
  { handler, name, events }: AnswerOptions & { readonly handler: Handler },
): Answered | Promise<Answered> {
  const options = { name, events, context, begun: performance.now() };
  try {
    const body = handler(request, context);
    if (body instanceof Promise) return answerLater(request, body, options);
    return answerWith(request, body, options);
  } catch (error) {
    return answerError(request, error, options);
  }
}

type BegunOptions = AnswerOptions & {
  readonly begun: number;
  readonly context: RequestContext;
};

async function answerLater(
  request: Request,
  body: Promise<ReplyBody>,
  options: BegunOptions,
): Promise<Answered> {
  try {
    return answerWith(request, await body, options);
  } catch (error) {
    return answerError(request, error, options);
  }
}

/** The reply that answers `request` with `body`, or with why that cannot be written. */
function answerWith(request: Request, body: ReplyBody, options: BegunOptions): Answered {
  const { name, events, begun } = options;
  try {
    const frame = encodeReply(request, body);
    const ms = performance.now() - begun;
    events.onAnswered?.({ name, op: request.op, status: STATUS.OK, ms });
    return { frame, status: STATUS.OK };
  } catch (error) {
    return answerError(request, error, { ...options, carriedOut: true });
  }
}

/**
 * The reply that answers `request` with `error`; the events are told of one that is a fault.
 * @param options.begun when the request was, by `performance.now()`; default now
 * @param options.context what its handler was given, where one was
 */
export function answerError(
  request: FailedRequest,
  error: unknown,
  options: AnswerOptions & Partial<BegunOptions> & { readonly carriedOut?: boolean },
): Answered {
  const { name, events, begun, context, carriedOut } = options;
  const { requestId } = request;
  const named = requestId !== undefined && readWriteId(requestId) !== undefined;
  const failure = describeError(error, request.op, { carriedOut, named });
  const isTold = error instanceof Error && error.message === failure.payload.message;
  if (!isTold && !isCalledOff(error, context)) events.onFault?.(error, name);
  const ms = begun === undefined ? 0 : performance.now() - begun;
  events.onAnswered?.({ name, op: request.op, status: failure.status, ms });
  return { frame: encodeFailure(request, failure), status: failure.status };
}

/** Whether `error` says no more than that the client has gone. */
function isCalledOff(error: unknown, context: RequestContext | undefined): boolean {
  return context?.signal.aborted === true && error === context.signal.reason;
}

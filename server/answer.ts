import {
  describeError,
  encodeFailure,
  encodeReply,
  type FailedRequest,
  type ReplyBody,
  type Request,
} from './protocol/index.ts';

/** What a handler knows beside the request. */
export interface RequestContext {
  /** Aborted when nobody can receive the answer any more: the connection is gone. */
  readonly signal: AbortSignal;
}

/**
 * Carries out one request. The requests of a connection begin in their order and run side by
 * side. What it rejects with is answered as `describeError` says. Requires: it settles soon after
 * the signal is aborted, for nothing that closes waits for less.
 */
export type Handler = (request: Request, context: RequestContext) => Promise<ReplyBody>;

/** Told of every error of which the client learns less than its message. */
export type FaultListener = (error: unknown) => void;

export interface AnswerOptions {
  readonly handler: Handler;
  readonly onFault: FaultListener;
}

/** Has `request` carried out; resolves to the frame of its reply, and never rejects. */
export async function answer(
  request: Request,
  context: RequestContext,
  options: AnswerOptions,
): Promise<Buffer> {
  let carriedOut = false;
  try {
    const body = await options.handler(request, context);
    carriedOut = true;
    return encodeReply(request, body);
  } catch (error) {
    return answerError(request, error, { onFault: options.onFault, carriedOut });
  }
}

/** The frame that answers `request` with `error`. */
export function answerError(
  request: FailedRequest,
  error: unknown,
  options: { readonly onFault: FaultListener; readonly carriedOut?: boolean },
): Buffer {
  const failure = describeError(error, request.op, options.carriedOut);
  if (!(error instanceof Error) || error.message !== failure.payload.message) {
    options.onFault(error);
  }
  return encodeFailure(request, failure);
}

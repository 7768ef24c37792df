import { permit } from '../access/index.ts';
import { describeError } from '../protocol/index.ts';
import { shuttingDown } from '../socket/request-line.ts';
import { type DataOptions, headersOf, roleOf } from './data-routes.ts';
import { type Exchange, send, sendError } from './exchange.ts';
import { httpStatusOf } from './http-status.ts';
import type { RouteHandler } from './router.ts';

export type AllowOptions = Pick<DataOptions, 'access' | 'events' | 'isDraining'>;

/**
 * `handler` for those who may read, while the server is not draining. An error of a client is
 * answered in the form of all others; one after the answer, or after its client has gone, is not.
 */
export function allowed(options: AllowOptions, handler: RouteHandler): RouteHandler {
  return async (exchange) => {
    try {
      permit(roleOf(exchange, options), 'stats');
      if (options.isDraining()) throw shuttingDown();
      await handler(exchange);
    } catch (error) {
      const { response, name, hasEnded } = exchange;
      if (hasEnded || response.headersSent) return;
      const { status, payload } = describeError(error, null);
      if (!(error instanceof Error) || error.message !== payload.message) {
        options.events.onFault?.(error, name);
      }
      const httpStatus = httpStatusOf(status);
      sendError(exchange, error, { httpStatus, headers: headersOf(httpStatus) });
    }
  };
}

/** Answers with a JSON document. */
export function sendDocument(exchange: Exchange, document: unknown): void {
  const body = JSON.stringify(document);
  send(exchange, { httpStatus: 200, type: 'application/json', body });
}

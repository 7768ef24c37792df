import { permit } from '../access/index.ts';
import { describeError, ProtocolError } from '../protocol/index.ts';
import { type DataOptions, headersOf, roleOf } from './data-routes.ts';
import { type Exchange, send, sendError } from './exchange.ts';
import { httpStatusOf } from './http-status.ts';
import type { Route } from './router.ts';

export interface StatusOptions extends Pick<DataOptions, 'access' | 'events' | 'isDraining'> {
  readonly isReadOnly: () => boolean;
  /** Text for Prometheus. */
  readonly metrics: () => string;
}

/** The routes for whoever looks after the server. Only the metrics need a token. */
export function statusRoutes(options: StatusOptions): readonly Route[] {
  const { isDraining, isReadOnly, metrics } = options;
  return [
    { path: '/healthz', methods: { GET: (exchange) => sendJson(exchange, 200, { alive: true }) } },
    {
      path: '/readyz',
      methods: {
        GET: (exchange) => {
          const draining = isDraining();
          const readOnly = isReadOnly();
          const ready = !draining && !readOnly;
          sendJson(exchange, ready ? 200 : 503, { ready, draining, readOnly });
        },
      },
    },
    {
      path: '/metrics',
      methods: {
        GET: (exchange) => {
          const error = refusalOf(exchange, options);
          if (error !== undefined) {
            const httpStatus = httpStatusOf(describeError(error, null).status);
            sendError(exchange, error, { httpStatus, headers: headersOf(httpStatus) });
            return;
          }
          const type = 'text/plain; version=0.0.4; charset=utf-8';
          send(exchange, { httpStatus: 200, type, body: metrics() });
        },
      },
    },
  ];
}

function refusalOf(exchange: Exchange, options: StatusOptions): ProtocolError | undefined {
  try {
    permit(roleOf(exchange, options), 'stats');
    return undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return error;
    throw error;
  }
}

function sendJson(exchange: Exchange, httpStatus: number, document: unknown): void {
  const body = `${JSON.stringify(document)}\n`;
  send(exchange, { httpStatus, type: 'application/json', body, headers: headersOf(httpStatus) });
}

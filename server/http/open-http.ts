import { type DataOptions, dataRoutes } from './data-routes.ts';
import { HTTP_LIMITS } from './http-limits.ts';
import { type PageOptions, pageRoutes } from './page-routes.ts';
import { type StatusOptions, statusRoutes } from './status-routes.ts';
import { openWeb, type WebOptions, type WebServer } from './web-server.ts';

export type HttpOptions = Omit<DataOptions, 'bodyBytesMax'> &
  StatusOptions &
  PageOptions &
  Omit<WebOptions, 'routes'>;

/**
 * Serves a collection, and what is to be known of its server, over HTTP, and a page to look at both.
 * @throws ListenError
 */
export async function openHttp(options: HttpOptions): Promise<WebServer> {
  const { bodyBytesMax } = { ...HTTP_LIMITS, ...options.limits };
  const routes = [
    ...dataRoutes({ ...options, bodyBytesMax }),
    ...statusRoutes(options),
    ...pageRoutes(options),
  ];
  return openWeb({ ...options, routes });
}

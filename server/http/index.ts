export { type HttpOptions, openHttp } from './open-http.ts';
export type { WebServer } from './web-server.ts';

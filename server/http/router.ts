import type { Exchange } from './exchange.ts';

export type RouteHandler = (exchange: Exchange) => void | Promise<void>;

/** A path, and what is done with it by which method. */
export interface Route {
  /** Absolute; a last segment `*` stands for any one segment that is not empty. */
  readonly path: string;
  readonly methods: Readonly<Partial<Record<'GET' | 'POST', RouteHandler>>>;
}

/** The handler of a request, or why there is none. */
export type Match =
  | { readonly tag: 'found'; readonly handler: RouteHandler }
  | { readonly tag: 'wrong-method'; readonly allowed: readonly string[] }
  | { readonly tag: 'unknown' };

/** Finds the handler; HEAD is answered as GET is. Paths are compared as they are, not resolved. */
export function match(routes: readonly Route[], method: string, path: string): Match {
  const route = routes.find((one) => isAt(one.path, path));
  if (route === undefined) return { tag: 'unknown' };
  const wanted = method === 'HEAD' ? 'GET' : method;
  const found = Object.entries(route.methods).find(([name]) => name === wanted);
  if (found !== undefined) return { tag: 'found', handler: found[1] };
  const names = Object.keys(route.methods);
  return { tag: 'wrong-method', allowed: names.includes('GET') ? ['HEAD', ...names] : names };
}

function isAt(pattern: string, path: string): boolean {
  if (!pattern.endsWith('/*')) return pattern === path;
  const folder = pattern.slice(0, -1);
  return (
    path.length > folder.length &&
    path.lastIndexOf('/') === folder.length - 1 &&
    path.startsWith(folder)
  );
}

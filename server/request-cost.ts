import type { Database } from './database/index.ts';
import type { Request } from './protocol/index.ts';

/**
 * Numbers that the event loop computes with to answer a request, at most: points of series, and
 * cells of the columns of metadata. What only the size of its reply bounds has none.
 */
export type RequestCost = (request: Request) => number;

/** The cost of requests of `database` as it is when they come. */
export function requestCost(database: Database): RequestCost {
  const { length } = database.settings;
  const isInline = database.stats().pool === undefined;
  return (request) => {
    if (request.op === 'distance') return 2 * length;
    if (request.op !== 'with_id' && request.op !== 'with_ts') return 0;
    const { size } = database;
    const filtered = request.search.where === undefined ? 0 : size;
    return length + filtered + (isInline ? size * length : 0);
  };
}

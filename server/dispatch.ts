import type { Handler } from './answer.ts';
import type { Answer, Database, DatabaseStats, Query } from './database/index.ts';
import type { ReplyBody, Request, SearchOptions, WireSeries } from './protocol/index.ts';
import { createSeries, type Series } from './series/index.ts';

/** Told of the counts of each search. */
type SearchListener = (explain: Answer['explain']) => void;

/** The handler that carries out requests on `database`. */
export function dispatcher(
  database: Database,
  onSearched: SearchListener = () => undefined,
): Handler {
  return (request) => dispatch(database, request, onSearched);
}

async function dispatch(
  database: Database,
  request: Request,
  onSearched: SearchListener,
): Promise<ReplyBody> {
  switch (request.op) {
    case 'with_id':
      return searchReply(database, { id: request.id }, request.search, onSearched);
    case 'with_ts': {
      const query = { series: seriesOf(request.series) };
      return searchReply(database, query, request.search, onSearched);
    }
    case 'insert_ts': {
      const inserted = await database.insert(request.id, seriesOf(request.series));
      return { payload: { inserted } };
    }
    case 'delete':
      return { payload: { deleted: await database.delete(request.id) } };
    case 'get_ts': {
      const { times, values } = database.get(request.id).series;
      return { payload: { ts: [times, values] } };
    }
    case 'distance':
      return { payload: { distance: await database.distance(request.a, request.b) } };
    case 'add_vantage':
      return { payload: { added: await database.addVantage(request.pick) } };
    case 'drop_vantage':
      return { payload: { dropped: await database.dropVantage(request.ids) } };
    case 'stats':
      return { payload: statsPayload(database.stats()) };
    case 'ping':
    case 'auth': // Whoever gets here was let in.
      return { payload: {} };
    default:
      return unreachable(request);
  }
}

async function searchReply(
  database: Database,
  query: Query,
  { extent, strategy, explain }: SearchOptions,
  onSearched: SearchListener,
): Promise<ReplyBody> {
  const answer = await searchFor(database, query, extent, strategy);
  onSearched(answer.explain);
  return {
    payload: answer.neighbours,
    explain: explain ? answer.explain : undefined,
    truncated: answer.truncated,
    total: answer.total,
  };
}

function searchFor(
  database: Database,
  query: Query,
  extent: SearchOptions['extent'],
  strategy: SearchOptions['strategy'],
): Promise<Answer> {
  switch (extent.tag) {
    case 'nearest':
      return database.nearest(query, { k: extent.k, strategy });
    case 'within':
      return database.within(query, { radius: extent.radius, limit: extent.limit, strategy });
    default:
      return unreachable(extent);
  }
}

/** Values that have travelled are judged here, once. */
function seriesOf({ times, values }: WireSeries): Series {
  return createSeries(times, values);
}

/** Paths of the server's machine are no business of its clients. */
function statsPayload(stats: DatabaseStats): Readonly<Record<string, unknown>> {
  return { ...stats };
}

function unreachable(value: never): never {
  throw new TypeError(`unknown request ${JSON.stringify(value)}`);
}

import type { Handler, RequestContext } from './answer.ts';
import {
  type Answer,
  type Database,
  type DatabaseStats,
  type Query,
  readWriteId,
  type WriteOptions,
} from './database/index.ts';
import {
  type Listed,
  ProtocolError,
  type ReplyBody,
  type Request,
  type SearchOptions,
  WIRE_LIMITS,
  type WireSeries,
} from './protocol/index.ts';
import { databaseQuerySource, Programs } from './query/index.ts';
import { createSeries, type Series } from './series/index.ts';

/** Keys and values of a selection: what a client takes, but for the envelope. */
const SELECT_VALUES_MAX = WIRE_LIMITS.replyValuesMax - 100;

/** Bytes of a point in a reply, about. */
const POINT_BYTES = 40;

/** Told of the counts of each search. */
type SearchListener = (explain: Answer['explain']) => void;

/** The handler that carries out requests on `database`. */
export function dispatcher(
  database: Database,
  onSearched: SearchListener = () => undefined,
): Handler {
  const programs = new Programs();
  return (request, context) => {
    if (request.op !== 'query') return dispatch(database, request, context, onSearched);
    const { source: client, signal } = context;
    const until = performance.now() + request.timeoutMs;
    const turn = { source: client, signal, until };
    const source = databaseQuerySource(database, { turn, writes: false, onSearched });
    return queryReply(programs.run(request.text, source, turn));
  };
}

async function queryReply(value: Promise<unknown>): Promise<ReplyBody> {
  return { payload: { value: await value } };
}

function dispatch(
  database: Database,
  request: Exclude<Request, { readonly op: 'query' }>,
  context: RequestContext,
  onSearched: SearchListener,
): ReplyBody | Promise<ReplyBody> {
  switch (request.op) {
    case 'with_id': {
      const { id, search } = request;
      return searchReply(database, { query: { id }, search, context }, onSearched);
    }
    case 'with_ts': {
      const query = { series: seriesOf(request.series) };
      return searchReply(database, { query, search: request.search, context }, onSearched);
    }
    case 'get_ts': {
      const { times, values } = database.get(request.id).series;
      return { payload: { ts: [times, values] } };
    }
    case 'list_ts':
      return listReply(database, request);
    case 'get_meta':
      return { payload: { metadata: database.metadata(request.id) } };
    case 'schema':
      return { payload: { columns: database.columns() } };
    case 'stats':
      return { payload: statsPayload(database.stats()) };
    case 'ping':
    case 'auth': // Whoever gets here was let in.
      return { payload: {} };
    case 'insert_ts':
    case 'delete':
    case 'distance':
    case 'add_vantage':
    case 'drop_vantage':
    case 'upsert_meta':
    case 'add_columns':
    case 'select':
      return dispatchLater(database, request, context);
    default:
      return unreachable(request);
  }
}

/** One page: as many as were asked for, or as their points allow, and at least one. */
function listReply(
  database: Database,
  { after, limit, series: withSeries }: Extract<Request, { readonly op: 'list_ts' }>,
): ReplyBody {
  const payload: Listed[] = [];
  if (!withSeries) {
    for (const id of database.ids(after)) {
      if (payload.length === limit) return { payload, truncated: true };
      payload.push({ id });
    }
    return { payload, truncated: false };
  }
  let points = 0;
  for (const { id, series, metadata: row } of database.stored(after)) {
    const metadata = Object.keys(row).length === 0 ? undefined : row;
    points += series.values.length + pointsFor(metadata);
    const full = payload.length === limit || points > WIRE_LIMITS.pagePointsMax;
    if (full && payload.length > 0) return { payload, truncated: true };
    payload.push({ id, ts: [series.times, series.values], metadata });
  }
  return { payload, truncated: false };
}

/** How many points take about as many bytes of a reply. */
function pointsFor(metadata: Listed['metadata']): number {
  return metadata === undefined ? 0 : Math.ceil(JSON.stringify(metadata).length / POINT_BYTES);
}

type LaterRequest = Extract<
  Request,
  {
    readonly op:
      | 'insert_ts'
      | 'delete'
      | 'distance'
      | 'add_vantage'
      | 'drop_vantage'
      | 'upsert_meta'
      | 'add_columns'
      | 'select';
  }
>;

async function dispatchLater(
  database: Database,
  request: LaterRequest,
  context: RequestContext,
): Promise<ReplyBody> {
  switch (request.op) {
    case 'insert_ts': {
      const { id, series, metadata } = request;
      const options = { ...nameOf(request), metadata };
      const inserted = await database.insert(id, seriesOf(series), options);
      return { payload: { inserted } };
    }
    case 'delete':
      return { payload: { deleted: await database.delete(request.id, nameOf(request)) } };
    case 'distance':
      return { payload: { distance: await database.distance(request.a, request.b) } };
    case 'add_vantage':
      return { payload: { added: await database.addVantage(request.pick, nameOf(request)) } };
    case 'drop_vantage':
      return { payload: { dropped: await database.dropVantage(request.ids, nameOf(request)) } };
    case 'upsert_meta': {
      const { id, metadata } = request;
      return { payload: { updated: await database.upsertMetadata(id, metadata, nameOf(request)) } };
    }
    case 'add_columns':
      return { payload: { added: await database.addColumns(request.columns, nameOf(request)) } };
    case 'select':
      return selectReply(database, request, context);
    default:
      return unreachable(request);
  }
}

/** @throws ProtocolError `REPLY_TOO_LARGE` for more values than a client takes. */
async function selectReply(
  database: Database,
  { where, fields, sort, limit, offset }: Extract<Request, { readonly op: 'select' }>,
  { source, signal }: RequestContext,
): Promise<ReplyBody> {
  const turn = { source, signal, until: performance.now() + WIRE_LIMITS.timeoutMsDefault };
  const rowValues = 1 + 2 * (fields ?? database.columns()).length;
  const rowsMax = Math.floor(SELECT_VALUES_MAX / rowValues);
  // One row more than fits tells that not all do, whatever else there would be.
  const most = Math.min(limit, rowsMax + 1);
  const { rows, total } = await database.select({ turn, where, fields, sort, limit: most, offset });
  if (rows.length > rowsMax) {
    const wanted = Math.min(limit, total - offset);
    throw new ProtocolError(
      'REPLY_TOO_LARGE',
      `the answer has ${wanted} rows of ${rowValues} keys and values; name fewer fields, or a ` +
        `limit of up to ${rowsMax}`,
    );
  }
  return { payload: rows, truncated: total > offset + rows.length, total };
}

/** A search, and who asked for it. */
interface Asked {
  readonly query: Query;
  readonly search: SearchOptions;
  readonly context: RequestContext;
}

async function searchReply(
  database: Database,
  asked: Asked,
  onSearched: SearchListener,
): Promise<ReplyBody> {
  const answer = await searchFor(database, asked);
  onSearched(answer.explain);
  return {
    payload: answer.neighbours,
    explain: asked.search.explain ? answer.explain : undefined,
    truncated: answer.truncated,
    total: answer.total,
  };
}

function searchFor(
  database: Database,
  { query, search: { extent, strategy, timeoutMs, where }, context }: Asked,
): Promise<Answer> {
  const { source, signal } = context;
  const turn = { source, signal, until: performance.now() + timeoutMs };
  switch (extent.tag) {
    case 'nearest':
      return database.nearest(query, { k: extent.k, strategy, turn, where });
    case 'within': {
      const { radius, limit } = extent;
      return database.within(query, { radius, limit, strategy, turn, where });
    }
    default:
      return unreachable(extent);
  }
}

/** Only some texts name a write; the others are an echo for the client to go by. */
function nameOf({ requestId }: Request): WriteOptions {
  const named = requestId !== undefined && readWriteId(requestId) !== undefined;
  return named ? { request: requestId } : {};
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

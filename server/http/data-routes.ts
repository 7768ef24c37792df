import { type Access, permit, type Role } from '../access/index.ts';
import { type Answered, answer, answerError, type Handler } from '../answer.ts';
import type { ServerEvents } from '../events.ts';
import {
  type Fields,
  type Operation,
  ProtocolError,
  type Reading,
  readRequestFor,
  replyBytesBound,
  STATUS,
  type WireColumn,
} from '../protocol/index.ts';
import type { RequestReader } from '../reading/index.ts';
import type { RequestCost } from '../request-cost.ts';
import { shuttingDown } from '../socket/request-line.ts';
import type { ByteBudget } from '../turns/byte-budget.ts';
import { isLong, type TurnAllowance } from '../turns/turn-allowance.ts';
import { type Exchange, sendFrame } from './exchange.ts';
import { httpStatusOf } from './http-status.ts';
import { queryFields } from './query-fields.ts';
import { readBody } from './read-body.ts';
import type { Route } from './router.ts';
import { isListing, selectFields } from './select-query.ts';

export interface DataOptions {
  readonly handler: Handler;
  readonly access: Access;
  /** Shared with the wire. */
  readonly reader: RequestReader;
  /** Of requests, and of replies; shared with the wire. */
  readonly input: ByteBudget;
  readonly output: ByteBudget;
  /** Of long requests; shared with the wire. */
  readonly allowance: TurnAllowance;
  readonly cost: RequestCost;
  readonly events: ServerEvents;
  readonly bodyBytesMax: number;
  readonly isDraining: () => boolean;
  /** The columns of metadata. */
  readonly columns: () => readonly WireColumn[];
}

/** The routes that are about series. Each is an operation of the wire, and answers what that does. */
export function dataRoutes(options: DataOptions): readonly Route[] {
  const asking =
    (op: Operation, message: (exchange: Exchange) => Fields | Promise<Uint8Array>) =>
    (exchange: Exchange): Promise<void> =>
      ask(exchange, op, message, options);
  const body = ({ request }: Exchange): Promise<Uint8Array> => {
    const { bodyBytesMax, input } = options;
    if (isJson(request.headers['content-type'])) return readBody(request, bodyBytesMax, input);
    throw new ProtocolError('NOT_JSON', 'the Content-Type of a body is application/json');
  };
  const list = (exchange: Exchange): Promise<void> =>
    isListing(exchange.query)
      ? ask(exchange, 'list_ts', ({ query }) => queryFields(query), options)
      : ask(exchange, 'select', ({ query }) => selectFields(query, options.columns()), options);
  return [
    {
      path: '/timeseries',
      methods: { GET: list, POST: asking('insert_ts', body) },
    },
    { path: '/timeseries/*', methods: { GET: asking('get_ts', pathFields) } },
    {
      path: '/simquery',
      methods: {
        GET: asking('with_id', ({ query }) => queryFields(query)),
        POST: asking('with_ts', body),
      },
    },
    { path: '/query', methods: { POST: asking('query', body) } },
  ];
}

async function ask(
  exchange: Exchange,
  op: Operation,
  message: (exchange: Exchange) => Fields | Promise<Uint8Array>,
  options: DataOptions,
): Promise<void> {
  const held = { bytes: 0 };
  try {
    await askHolding(exchange, op, message, { ...options, held });
  } finally {
    options.input.release(held.bytes);
  }
}

/** As `ask`; notes the bytes of the body, which are held until it has settled, in `held`. */
async function askHolding(
  exchange: Exchange,
  op: Operation,
  message: (exchange: Exchange) => Fields | Promise<Uint8Array>,
  options: DataOptions & { readonly held: { bytes: number } },
): Promise<void> {
  const { name } = exchange;
  const { events, isDraining, reader, held } = options;
  let role: Role | undefined;
  let reading: Reading;
  try {
    // Nobody who may not ask gets to send a body.
    role = roleOf(exchange, options);
    permit(role, op);
    if (isDraining()) throw shuttingDown();
    const read = await message(exchange);
    if (read instanceof Uint8Array) held.bytes = read.length;
    reading = read instanceof Uint8Array ? await reader.read(read, op) : readRequestFor(op, read);
  } catch (error) {
    reading = { tag: 'failure', error, op, requestId: undefined };
  }
  if (exchange.hasEnded) return;
  if (reading.tag === 'failure') {
    const { frame, status } = answerError(reading, reading.error, { name, events });
    const forbidden = status === STATUS.UNAUTHORIZED && role !== undefined;
    const httpStatus = forbidden ? 403 : httpStatusOf(status);
    sendFrame(exchange, frame, { httpStatus, headers: headersOf(httpStatus) });
    return;
  }
  await carryOut(exchange, reading, options);
}

async function carryOut(
  exchange: Exchange,
  { request }: Extract<Reading, { readonly tag: 'request' }>,
  { handler, output, allowance, cost, events }: DataOptions,
): Promise<void> {
  const { name } = exchange;
  const bytes = replyBytesBound(request);
  if (!output.claim(bytes)) {
    const busy = new ProtocolError('BUSY', 'too many answers are under way; try again later');
    const { frame } = answerError(request, busy, { name, events });
    sendFrame(exchange, frame, { httpStatus: 503, headers: headersOf(503) });
    return;
  }
  const gone = new AbortController();
  exchange.onEnd(() => {
    output.release(bytes);
    gone.abort();
  });
  const long = isLong({ bytes, numbers: cost(request) });
  const context = { signal: gone.signal, source: exchange.request.socket };
  const work = (): Answered | Promise<Answered> | undefined =>
    gone.signal.aborted ? undefined : answer(request, context, { handler, name, events });
  const answered = await (long ? allowance.inTurn(work) : work());
  if (answered === undefined) return;
  const { frame, status } = answered;
  const httpStatus = httpStatusOf(status);
  sendFrame(exchange, frame, { httpStatus, headers: headersOf(httpStatus) });
}

/**
 * What the client may do, by the token in `Authorization: Bearer`.
 * @throws ProtocolError `UNAUTHORIZED`, `BUSY`.
 */
export function roleOf(
  { request, client }: Exchange,
  { access, events }: Pick<DataOptions, 'access' | 'events'>,
): Role | undefined {
  if (access.roleWithoutToken !== undefined) return access.roleWithoutToken;
  const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) return undefined;
  try {
    return access.roleOf(token, client);
  } catch (error) {
    events.onRefused?.(error, client);
    throw error;
  }
}

/** What statuses of HTTP are obliged to say beside themselves. */
export function headersOf(httpStatus: number): Readonly<Record<string, string>> {
  if (httpStatus === 401) return { 'WWW-Authenticate': 'Bearer' };
  return httpStatus === 503 ? { 'Retry-After': '1' } : {};
}

function pathFields({ path }: Exchange): Fields {
  const segment = path.slice(path.lastIndexOf('/') + 1);
  try {
    return new Map([['id', decodeURIComponent(segment)]]);
  } catch (cause) {
    const message = 'the id in the path is not UTF-8 with percent signs';
    throw new ProtocolError('INVALID_VALUE', message, { cause, field: 'id' });
  }
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';')[0]?.trim().toLowerCase() === 'application/json';
}

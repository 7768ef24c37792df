import { clip } from '../clip.ts';
import { ProtocolError } from './errors.ts';
import {
  type Fields,
  OwnFields,
  readFlag,
  readId,
  readIds,
  readLimit,
  readPick,
  readProgram,
  readRequestId,
  readSearch,
  readSeries,
  readTimeout,
  readToken,
  readWhere,
} from './fields.ts';
import { isRecord, parseJson } from './json.ts';
import { WIRE_LIMITS } from './limits.ts';
import type { Operation, Request } from './messages.ts';
import { readColumns, readMetadata, readSelection } from './metadata-fields.ts';

/** The fields of one operation beside `op` and `request`. */
export interface OperationFields {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Whether it may change what is stored. */
  readonly writes: boolean;
}

const SEARCH_FIELDS: readonly string[] = [
  'k',
  'radius',
  'limit',
  'where',
  'strategy',
  'explain',
  'timeout',
];

/** Every operation of the wire. */
export const OPERATIONS: Readonly<Record<Operation, OperationFields>> = {
  with_id: { required: ['id'], optional: SEARCH_FIELDS, writes: false },
  with_ts: { required: ['ts'], optional: SEARCH_FIELDS, writes: false },
  insert_ts: { required: ['id', 'ts'], optional: ['metadata'], writes: true },
  delete: { required: ['id'], optional: [], writes: true },
  get_ts: { required: ['id'], optional: [], writes: false },
  list_ts: { required: [], optional: ['after', 'limit', 'series'], writes: false },
  distance: { required: ['a', 'b'], optional: [], writes: false },
  add_vantage: { required: [], optional: ['ids', 'count'], writes: true },
  drop_vantage: { required: ['ids'], optional: [], writes: true },
  upsert_meta: { required: ['id', 'metadata'], optional: [], writes: true },
  get_meta: { required: ['id'], optional: [], writes: false },
  select: {
    required: [],
    optional: ['where', 'fields', 'sort', 'limit', 'offset'],
    writes: false,
  },
  schema: { required: [], optional: [], writes: false },
  add_columns: { required: ['columns'], optional: [], writes: true },
  query: { required: ['text'], optional: ['timeout'], writes: false },
  stats: { required: [], optional: [], writes: false },
  ping: { required: [], optional: [], writes: false },
  auth: { required: ['token'], optional: [], writes: false },
};

/** What a frame's body turned out to be. */
export type Reading =
  | { readonly tag: 'request'; readonly request: Request }
  | {
      readonly tag: 'failure';
      /** A ProtocolError, or else a fault of the reading itself. */
      readonly error: unknown;
      /** What the message named as its operation, known or not; null when it cannot be read. */
      readonly op: string | null;
      readonly requestId: string | undefined;
    };

/**
 * Reads the body of a frame as a request; every fault is a result, none is thrown.
 * Cost: O(bytes).
 */
export function readRequest(body: Uint8Array): Reading {
  return read(() => readFields(body));
}

/**
 * As `readRequest`, of a message that leaves its operation to where it was sent: its fields, or a
 * body with them.
 */
export function readRequestFor(op: Operation, message: Fields | Uint8Array): Reading {
  return read(() => {
    const fields = message instanceof Uint8Array ? readFields(message) : message;
    if (fields.has('op')) {
      throw new ProtocolError('UNKNOWN_FIELD', `${op} is asked for, and has no field op`, {
        field: 'op',
      });
    }
    const whole = new Map<string, unknown>([['op', op]]);
    for (const name of fields.keys()) whole.set(name, fields.get(name));
    return whole;
  }, op);
}

function read(readMessage: () => Fields, opKnown: Operation | null = null): Reading {
  let op: string | null = opKnown;
  let requestId: string | undefined;
  try {
    const fields = readMessage();
    op = readableName(fields.get('op'));
    requestId = readRequestId(fields);
    return { tag: 'request', request: { requestId, ...readOperation(fields) } };
  } catch (error) {
    return { tag: 'failure', error, op, requestId };
  }
}

function readFields(body: Uint8Array): Fields {
  const { depthMax, requestValuesMax, numbersMax } = WIRE_LIMITS;
  const message = parseJson(body, { depthMax, valuesMax: requestValuesMax, numbersMax });
  if (!isRecord(message)) {
    throw new ProtocolError('NOT_AN_OBJECT', 'a request is one JSON object');
  }
  return new OwnFields(message);
}

/** Names come back in replies, so a long one is not a name. */
function readableName(op: unknown): string | null {
  if (typeof op !== 'string') return null;
  return Buffer.byteLength(op) <= WIRE_LIMITS.requestIdBytesMax ? op : null;
}

/** A request without its echo; distributes over the union, as `Omit` does not. */
type Bare<Kind> = Kind extends Request ? Omit<Kind, 'requestId'> : never;

function readOperation(fields: Fields): Bare<Request> {
  const op = fields.get('op');
  if (!isOperation(op)) {
    const fault = fields.has('op') ? 'op is none of them' : 'op is missing';
    const names = Object.keys(OPERATIONS).join(', ');
    throw new ProtocolError('UNKNOWN_OPERATION', `${fault}: ${names}`, { field: 'op' });
  }
  const { required, optional } = OPERATIONS[op];
  for (const name of fields.keys()) {
    if (name === 'op' || name === 'request') continue;
    if (required.includes(name) || optional.includes(name)) continue;
    const field = clip(name, WIRE_LIMITS.requestIdBytesMax);
    throw new ProtocolError('UNKNOWN_FIELD', `${op} has no field ${JSON.stringify(field)}`, {
      field,
    });
  }
  switch (op) {
    case 'with_id':
      return { op, id: readId(fields, 'id'), search: readSearch(fields) };
    case 'with_ts':
      return { op, series: readSeries(fields), search: readSearch(fields) };
    case 'insert_ts':
      return {
        op,
        id: readId(fields, 'id'),
        series: readSeries(fields),
        metadata: fields.has('metadata') ? readMetadata(fields) : undefined,
      };
    case 'delete':
    case 'get_ts':
    case 'get_meta':
      return { op, id: readId(fields, 'id') };
    case 'list_ts': {
      const after = fields.has('after') ? readId(fields, 'after') : undefined;
      return { op, after, limit: readLimit(fields), series: readFlag(fields, 'series') };
    }
    case 'distance':
      return { op, a: readId(fields, 'a'), b: readId(fields, 'b') };
    case 'add_vantage':
      return { op, pick: readPick(fields) };
    case 'drop_vantage':
      return { op, ids: readIds(fields) };
    case 'upsert_meta':
      return { op, id: readId(fields, 'id'), metadata: readMetadata(fields) };
    case 'select':
      return { op, where: readWhere(fields), ...readSelection(fields) };
    case 'add_columns':
      return { op, columns: readColumns(fields) };
    case 'query':
      return { op, text: readProgram(fields), timeoutMs: readTimeout(fields) };
    case 'schema':
    case 'stats':
    case 'ping':
      return { op };
    case 'auth':
      return { op, token: readToken(fields) };
    default:
      return unreachable(op);
  }
}

/** Whether `op` names an operation. */
export function isOperation(op: unknown): op is Operation {
  return typeof op === 'string' && Object.hasOwn(OPERATIONS, op);
}

function unreachable(op: never): never {
  throw new TypeError(`operation ${String(op)} is not read`);
}

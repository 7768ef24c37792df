import { ProtocolError } from './errors.ts';
import type { Failure } from './failures.ts';
import { encodeFrame } from './frames.ts';
import { isRecord, jsonPieces, parseJson, writeJson } from './json.ts';
import { WIRE_LIMITS } from './limits.ts';
import type { Reply, ReplyBody, Request } from './messages.ts';
import { STATUS, type Status } from './status.ts';

/** An id in JSON, every character escaped, with the keys around it and a distance. */
const RESULT_BYTES_MAX = 2 * WIRE_LIMITS.idBytesMax + '{"id":"","distance":},'.length + 24;
/** A double in JSON and its comma. */
const NUMBER_BYTES_MAX = 25;
/** The points of a series, or of a page of series: one of as many points, or less in all. */
const POINTS_BYTES_MAX = 2 * WIRE_LIMITS.pointsMax * NUMBER_BYTES_MAX;
/** The points and the metadata of a page, which may be of one series. */
const PAGE_BYTES_MAX = POINTS_BYTES_MAX + 2 ** 21;
/** The envelope, and an answer of a few numbers or an error. */
const PLAIN_BYTES_MAX = 8 * 1024;
/** What a server counts of itself, or of the steps of one search. */
const COUNTERS_BYTES_MAX = 64 * 1024;

/**
 * The frame of a good reply to `request`, in bytes the caller owns.
 * @throws ProtocolError `REPLY_TOO_LARGE`.
 * @throws TypeError when the body holds what JSON cannot, NaN for one.
 */
export function encodeReply(request: Request, body: ReplyBody): Buffer {
  const frame = encodeFrame(envelope(`"${request.op}"`, request.requestId, STATUS.OK, body));
  if (frame.length <= WIRE_LIMITS.replyBytesMax) return frame;
  const most = `a reply has at most ${WIRE_LIMITS.replyBytesMax}`;
  throw new ProtocolError('REPLY_TOO_LARGE', `the answer has ${frame.length} bytes; ${most}`);
}

/** What an error reply says beside the error. */
export interface FailedRequest {
  readonly op: string | null;
  readonly requestId: string | undefined;
}

/** The frame of an error reply. */
export function encodeFailure(request: FailedRequest, failure: Failure): Buffer {
  const { op, requestId } = request;
  return encodeFrame(envelope(JSON.stringify(op), requestId, failure.status, failure));
}

/**
 * The text of a reply, in pieces. Its own object is written field by field, as most replies have little
 * else.
 * @param op in JSON
 */
function envelope(
  op: string,
  requestId: string | undefined,
  status: Status,
  {
    payload,
    explain,
    truncated,
    total,
  }: Pick<ReplyBody, 'explain' | 'truncated' | 'total'> & {
    readonly payload: unknown;
  },
): readonly string[] {
  const pieces = jsonPieces(payload, 1);
  pieces[0] = `{"op":${op},"status":${status},"payload":${pieces[0]}`;
  let rest = '';
  if (requestId !== undefined) rest += `,"request":${JSON.stringify(requestId)}`;
  if (explain !== undefined) rest += `,"explain":${writeJson(explain)}`;
  if (truncated !== undefined) rest += `,"truncated":${truncated}`;
  if (total !== undefined) rest += `,"total":${writeJson(total)}`;
  pieces[pieces.length - 1] += `${rest}}`;
  return pieces;
}

/** Bytes that the reply to `request` may have, told before it is answered. */
export function replyBytesBound(request: Request): number {
  return Math.min(WIRE_LIMITS.replyBytesMax, PLAIN_BYTES_MAX + payloadBytesBound(request));
}

function payloadBytesBound(request: Request): number {
  switch (request.op) {
    case 'with_id':
    case 'with_ts': {
      const { extent, explain } = request.search;
      const results = extent.tag === 'nearest' ? extent.k : extent.limit;
      return results * RESULT_BYTES_MAX + (explain ? COUNTERS_BYTES_MAX : 0);
    }
    case 'get_ts':
      return POINTS_BYTES_MAX;
    case 'list_ts':
      return request.limit * RESULT_BYTES_MAX + (request.series ? PAGE_BYTES_MAX : 0);
    case 'stats':
      return COUNTERS_BYTES_MAX;
    case 'add_vantage':
    case 'drop_vantage':
      return WIRE_LIMITS.vantagePointsMax * RESULT_BYTES_MAX;
    case 'query':
    case 'select':
    case 'get_meta':
    case 'schema':
    case 'add_columns':
      return WIRE_LIMITS.replyBytesMax;
    case 'upsert_meta':
    case 'insert_ts':
    case 'delete':
    case 'distance':
    case 'ping':
    case 'auth':
      return 0;
    default:
      return unreachable(request);
  }
}

/**
 * Reads the body of a frame as a reply; fields it does not know are left alone.
 * @throws ProtocolError the errors of `parseJson`, `NOT_AN_OBJECT`, `INVALID_VALUE`.
 */
export function readReply(body: Uint8Array): Reply {
  const { depthMax, replyValuesMax, numbersMax } = WIRE_LIMITS;
  const message = parseJson(body, { depthMax, valuesMax: replyValuesMax, numbersMax });
  if (!isRecord(message)) throw new ProtocolError('NOT_AN_OBJECT', 'a reply is one JSON object');
  const fields = new Map(Object.entries(message));
  const op = fields.get('op');
  if (op !== null && typeof op !== 'string') throw invalid('op', 'is a text or null');
  const status = fields.get('status');
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 0) {
    throw invalid('status', 'is a whole number');
  }
  if (!fields.has('payload')) throw invalid('payload', 'is missing');
  const requestId = fields.get('request');
  if (requestId !== undefined && typeof requestId !== 'string') {
    throw invalid('request', 'is a text');
  }
  const explain = fields.get('explain');
  if (explain !== undefined && !isRecord(explain)) throw invalid('explain', 'is an object');
  const truncated = fields.get('truncated') ?? false;
  if (typeof truncated !== 'boolean') throw invalid('truncated', 'is a boolean');
  const total = fields.get('total');
  if (total !== undefined && !(typeof total === 'number' && Number.isInteger(total))) {
    throw invalid('total', 'is a whole number');
  }
  return { op, status, payload: fields.get('payload'), requestId, explain, truncated, total };
}

function invalid(field: string, fault: string): ProtocolError {
  return new ProtocolError('INVALID_VALUE', `the reply's ${field} ${fault}`, { field });
}

function unreachable(request: never): never {
  throw new TypeError(`no bound for ${JSON.stringify(request)}`);
}

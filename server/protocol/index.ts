export { endsConnection, ProtocolError, type ProtocolErrorCode } from './errors.ts';
export { describeError, type Failure } from './failures.ts';
export { encodeFrame, FrameDecoder } from './frames.ts';
export { isRecord, parseJson, writeJson } from './json.ts';
export { DEFAULT_HOST, DEFAULT_PORT, DEFAULT_URL, WIRE_LIMITS } from './limits.ts';
export type {
  ErrorPayload,
  Extent,
  Neighbour,
  Operation,
  Outcome,
  Payloads,
  Reply,
  ReplyBody,
  Request,
  SearchOptions,
  Strategy,
  WireSeries,
} from './messages.ts';
export {
  readBoolean,
  readCounters,
  readErrorPayload,
  readNeighbours,
  readNumber,
  readPoints,
} from './payloads.ts';
export {
  encodeFailure,
  encodeReply,
  type FailedRequest,
  readReply,
  replyBytesBound,
} from './replies.ts';
export { OPERATIONS, type Reading, readRequest } from './requests.ts';
export { STATUS, type Status, type StatusName } from './status.ts';

export { printableJson } from '../printable.ts';
export { endsConnection, ProtocolError } from './errors.ts';
export { describeError } from './failures.ts';
export type { Fields } from './fields.ts';
export { encodeFrame, FRAME_HEADER_BYTES, FrameDecoder } from './frames.ts';
export { isRecord, parseJson, writeJson } from './json.ts';
export { DEFAULT_HOST, DEFAULT_PORT, DEFAULT_URL, WIRE_LIMITS } from './limits.ts';
export type {
  ErrorPayload,
  Listed,
  Neighbour,
  Operation,
  Outcome,
  ProgramPlace,
  Reply,
  ReplyBody,
  Request,
  SearchOptions,
  Strategy,
  VantagePick,
  WireColumn,
  WireMetadata,
  WireSeries,
} from './messages.ts';
export {
  type ListedSeries,
  readBoolean,
  readColumnList,
  readCounters,
  readErrorPayload,
  readList,
  readMetadataOf,
  readMetadataRows,
  readNeighbours,
  readNumber,
  readPoints,
  readTexts,
  readValue,
} from './payloads.ts';
export {
  encodeFailure,
  encodeReply,
  type FailedRequest,
  readReply,
  replyBytesBound,
} from './replies.ts';
export { OPERATIONS, type Reading, readRequest, readRequestFor } from './requests.ts';
export { STATUS, type Status, type StatusName } from './status.ts';

export { createWriteName } from './calls/write-name.ts';
export {
  type Address,
  type CallOptions,
  Client,
  ConnectionError,
  type ConnectionErrorCode,
  type ConnectOptions,
  connect,
  type Query,
  RemoteError,
  type SearchAnswer,
  type SearchSettings,
  type SeriesPoints,
  type WriteOptions,
} from './connection.ts';
export type {
  InsertManyOptions,
  InsertProgress,
  InsertResult,
  InsertRow,
} from './insert-many.ts';

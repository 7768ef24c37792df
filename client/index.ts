export {
  type Address,
  Client,
  connect,
  ConnectionError,
  type ConnectionErrorCode,
  type ConnectOptions,
  type Query,
  RemoteError,
  type SearchAnswer,
  type SearchSettings,
} from './connection.ts';

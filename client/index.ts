export {
  type Address,
  Client,
  ConnectionError,
  type ConnectionErrorCode,
  type ConnectOptions,
  connect,
  type Query,
  RemoteError,
  type SearchAnswer,
  type SearchSettings,
} from './connection.ts';

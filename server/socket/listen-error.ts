/** Every code with which a server fails to listen. */
export type ListenErrorCode =
  /** Another process, or listener, has the port or the path. */
  | 'PORT_IN_USE'
  /** The operating system keeps the port, or the folder of the path, for others. */
  | 'PORT_FORBIDDEN'
  /** The host is not an address of this machine. */
  | 'HOST_UNKNOWN'
  /** Other machines could connect, and no tokens are asked for. */
  | 'TOKENS_REQUIRED'
  /** Any other refusal; `cause` has it. */
  | 'LISTEN_FAILED';

/** The server cannot listen where it was told to. Callers may test `code` only. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code: ListenErrorCode;

  constructor(code: ListenErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

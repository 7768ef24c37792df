/** Every code with which the wire itself answers, and when; `failures.ts` gives each its status. */
export type ProtocolErrorCode =
  /** The length of a frame is under 5. */
  | 'FRAME_LENGTH'
  /** The length of a frame is over the limit. */
  | 'FRAME_TOO_LARGE'
  /** The stream ended inside a frame. */
  | 'FRAME_TRUNCATED'
  /** A frame was not complete within its time. */
  | 'FRAME_TIMEOUT'
  /** A body is not UTF-8, or begins with a byte order mark. */
  | 'NOT_UTF8'
  /** A body is not JSON, or a text in it has half a surrogate pair. */
  | 'NOT_JSON'
  /** A body is JSON and not an object. */
  | 'NOT_AN_OBJECT'
  /** A key stands twice in one object, or is one that objects of JavaScript inherit. */
  | 'FORBIDDEN_KEY'
  /** Arrays and objects are nested deeper than the limit. */
  | 'TOO_DEEP'
  /** More keys, texts, objects and arrays than the limit, or more numbers in arrays. */
  | 'TOO_MANY_VALUES'
  /** A number is too great for a double. */
  | 'NUMBER_OVERFLOW'
  /** `op` is absent, or not the name of an operation. */
  | 'UNKNOWN_OPERATION'
  /** The operation has no field of that name. */
  | 'UNKNOWN_FIELD'
  /** The operation needs a field that is absent. */
  | 'MISSING_FIELD'
  /** The value of a field is of the wrong type, or outside what is allowed. */
  | 'INVALID_VALUE'
  /** No token was shown, one that the server does not take, or one for less than is asked for. */
  | 'UNAUTHORIZED'
  /** The answer is over the limit of a reply. */
  | 'REPLY_TOO_LARGE'
  /** The server has all the connections, or all the work, that it takes at a time. */
  | 'BUSY'
  /** The request took longer than it was allowed. */
  | 'TIMEOUT'
  /** The server is stopping and begins nothing new. */
  | 'SHUTTING_DOWN';

/** What arrived cannot be read, or may not be answered. Callers may test `code` only. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: ProtocolErrorCode;
  /** The field of the request at fault, where there is one. */
  readonly field: string | undefined;

  constructor(
    code: ProtocolErrorCode,
    message: string,
    options?: ErrorOptions & { readonly field?: string },
  ) {
    super(message, options);
    this.code = code;
    this.field = options?.field;
  }
}

/**
 * Whether an error of this code that answers no request, its `op` null, is the last frame of its
 * connection: the next frame could no longer be found, or the server never meant to read one. No
 * request behind it was begun.
 */
export function endsConnection(code: string): boolean {
  const last = code === 'BUSY' || code === 'SHUTTING_DOWN' || code === 'UNAUTHORIZED';
  return last || code.startsWith('FRAME_');
}

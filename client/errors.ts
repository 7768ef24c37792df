import type { ErrorPayload, Outcome, ProgramPlace } from '../server/protocol/index.ts';

/** Every code with which the connection itself fails, and when. */
export type ConnectionErrorCode =
  /** Nobody answers at the address. */
  | 'UNREACHABLE'
  /** The connection ended, by either side, before the reply. */
  | 'CLOSED'
  /** No reply within the deadline of the call, or of its last try; the connection is gone with it. */
  | 'TIMEOUT'
  /** What arrived is not the reply to what was asked; the connection is gone with it. */
  | 'BAD_REPLY';

/** The connection failed, and the call with it. Callers may test `code` and `outcome` only. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly code: ConnectionErrorCode;
  /** `none` when the request was never sent, else `unknown`: a read does nothing in either case. */
  readonly outcome: Outcome;

  constructor(
    code: ConnectionErrorCode,
    message: string,
    options: ErrorOptions & { readonly outcome: Outcome },
  ) {
    super(message, options);
    this.code = code;
    this.outcome = options.outcome;
  }
}

/** The server answered with an error. Callers may test all but the message. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';
  /** As in the tables of PROTOCOL.md; a later server may know more. */
  readonly code: string;
  /** The status of the reply, over 0. */
  readonly status: number;
  /** The field of the request at fault, where there is one. */
  readonly field: string | undefined;
  /** The form of a program at fault, where there is one. */
  readonly place: ProgramPlace | undefined;
  /** Whether the request changed nothing, did what it asked for, or may have. */
  readonly outcome: Outcome;

  constructor(status: number, payload: ErrorPayload, options?: ErrorOptions) {
    super(payload.message, options);
    this.code = payload.code;
    this.status = status;
    this.field = payload.field;
    this.place = payload.place;
    this.outcome = payload.outcome;
  }
}

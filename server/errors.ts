/** Every code a data directory can answer with, and when. Callers may test `code` only. */
export type DatabaseErrorCode =
  /** No series has the id. */
  | 'NOT_FOUND'
  /** A series with the id is stored, and its bytes differ; or the request was another write. */
  | 'CONFLICT'
  /** A write that may have been done was sent again, too late to know. */
  | 'FORGOTTEN'
  /** An id is not 1 to 255 bytes of UTF-8 without control characters. */
  | 'INVALID_ID'
  /** A number, series or option is outside what is allowed; `field` says which. */
  | 'INVALID_VALUE'
  /** The path is not a data directory. */
  | 'NOT_A_DATABASE'
  /** The data directory to be created exists already. */
  | 'EXISTS'
  /** The directory was written by a later version of this program. */
  | 'NEWER_FORMAT'
  /** The database was opened read-only, or became so after a failed sync. */
  | 'READ_ONLY'
  /** The database is closed or closing. */
  | 'CLOSED'
  /** A file to import cannot be read, or a line of it cannot; the message has file and line. */
  | 'BAD_FILE'
  /** The thread that computed the answer, or read the request, died; asking again is safe. */
  | 'WORKER_LOST'
  /** Two threads died of the same computation; it is not tried again. */
  | 'FATAL_TASK'
  /** As many computations wait as may; asking again later is safe. */
  | 'BUSY'
  /** The answer took longer than it might. */
  | 'TIMEOUT'
  /** The SQL database that shows the metadata cannot be had; nothing is lost with it. */
  | 'SQL_FAILED';

/** A request to a data directory cannot be met. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: DatabaseErrorCode;
  /** The field or argument at fault, where there is one. */
  readonly field: string | undefined;

  constructor(
    code: DatabaseErrorCode,
    message: string,
    options?: ErrorOptions & { readonly field?: string },
  ) {
    super(message, options);
    this.code = code;
    this.field = options?.field;
  }
}

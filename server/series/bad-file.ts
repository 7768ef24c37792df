import { getSystemErrorMap } from 'node:util';
import { DatabaseError } from '../errors.ts';
import { printable } from '../printable.ts';

/** What an error about a file points at. */
export interface Place {
  readonly path: string;
  /** Line number, from 1; absent when the whole file is at fault. */
  readonly line?: number | undefined;
  /** Number of the cell or value in its line, from 1; absent when the whole line is at fault. */
  readonly column?: number | undefined;
}

/**
 * The `BAD_FILE` error for `problem` at `place`, its message beginning `path:line: column n:` as
 * far as the place is known. `problem` says what is wrong and what to do, with foreign text
 * already passed through `excerpt`.
 */
export function badFile(place: Place, problem: string, options?: ErrorOptions): DatabaseError {
  const line = place.line === undefined ? '' : `:${place.line}`;
  const column = place.column === undefined ? '' : ` column ${place.column}:`;
  const message = `${printable(place.path)}${line}:${column} ${problem}`;
  return new DatabaseError('BAD_FILE', message, options);
}

/** The `BAD_FILE` error for a file that the operating system did not let us read. */
export function unreadableFile(path: string, cause: unknown): DatabaseError {
  const { code, message } = describeCause(cause);
  const advice =
    code === 'EISDIR' ? 'give the files in it, one by one' : 'check the path and its permissions';
  return badFile({ path }, `cannot be read: ${message}; ${advice}`, { cause });
}

function describeCause(cause: unknown): { readonly code: string; readonly message: string } {
  if (!(cause instanceof Error)) return { code: '', message: printable(String(cause)) };
  const { code = '', errno } = cause as NodeJS.ErrnoException;
  const known = errno === undefined ? undefined : getSystemErrorMap().get(errno);
  return {
    code,
    message: known === undefined ? printable(cause.message) : `${known[1]} (${code})`,
  };
}

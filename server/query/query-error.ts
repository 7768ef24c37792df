import { excerptOf, FormError, type FormErrorCode, placeOf, type Span } from '../forms/index.ts';

/** Every code with which a program fails, and when; those of the reader among them. */
export type QueryErrorCode =
  | FormErrorCode
  /** A name stands for nothing. */
  | 'UNKNOWN_NAME'
  /** What is called is no function. */
  | 'NOT_A_FUNCTION'
  /** A function or form has too few or too many arguments, or one that it does not know. */
  | 'ARGUMENTS'
  /** An argument is of the wrong type. */
  | 'TYPE'
  /** An argument is outside what is allowed, or the result is no finite number. */
  | 'VALUE'
  /** The program takes more steps than it may. */
  | 'STEPS'
  /** Calls inside one another deeper than the limit. */
  | 'DEPTH'
  /** The program makes more data than it may, or a list or text that is too long. */
  | 'MEMORY'
  /** The result is too large or nested too deep, or cannot be written. */
  | 'RESULT'
  /** The program may not write. */
  | 'READ_ONLY'
  /** The collection failed; `cause` is its error. */
  | 'SOURCE'
  /** The program was not done in time. */
  | 'TIMEOUT'
  /** The program was called off. */
  | 'INTERRUPTED';

/** What a function says when it fails; the machine knows where. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: QueryErrorCode;

  constructor(code: QueryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What a source throws when a program may not insert. */
export function refusedInsert(advice: string): Fault {
  return new Fault('READ_ONLY', `this program may not insert; ${advice}`);
}

/** A program cannot be read or carried out. Callers may test all but the message. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly code: QueryErrorCode;
  /** From 1, in the text that has the form. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
  /** The beginning of the form at fault. */
  readonly form: string;
  /** What is wrong, without the place. */
  readonly fault: string;

  constructor(
    code: QueryErrorCode,
    fault: string,
    { text, span, cause }: { readonly text: string; readonly span: Span; readonly cause?: unknown },
  ) {
    const { line, column } = placeOf(text, span.start);
    const form = excerptOf(text, span);
    const where = form === '' ? '' : `, in ${form}`;
    super(
      `line ${line}, column ${column}: ${fault}${where}`,
      cause === undefined ? undefined : { cause },
    );
    this.code = code;
    this.fault = fault;
    this.line = line;
    this.column = column;
    this.form = form;
  }
}

/** `error` of the reader as one of a program; any other as it is. */
export function fromReader(error: unknown, text: string): unknown {
  if (!(error instanceof FormError)) return error;
  return new QueryError(error.code, error.message, { text, span: error.span });
}

/** The error of a value of a whole program that cannot be shown as it is. */
export function unwritable(fault: string): QueryError {
  return new QueryError('RESULT', fault, { text: '', span: { start: 0, end: 0 } });
}

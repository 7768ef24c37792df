import { clip } from '../clip.ts';
import { DatabaseError, type DatabaseErrorCode } from '../errors.ts';
import type { QueryError, QueryErrorCode } from '../query/index.ts';
import { ProtocolError, type ProtocolErrorCode } from './errors.ts';
import type { ErrorPayload, Outcome } from './messages.ts';
import { isOperation, OPERATIONS } from './requests.ts';
import { STATUS, type Status, type StatusName } from './status.ts';

/** An error as a reply says it. */
export interface Failure {
  readonly status: Status;
  readonly payload: ErrorPayload;
}

/** The status of each error of the wire. */
const PROTOCOL_STATUS: Readonly<Record<ProtocolErrorCode, StatusName>> = {
  FRAME_LENGTH: 'MALFORMED',
  FRAME_TOO_LARGE: 'TOO_LARGE',
  FRAME_TRUNCATED: 'MALFORMED',
  FRAME_TIMEOUT: 'TIMEOUT',
  NOT_UTF8: 'MALFORMED',
  NOT_JSON: 'MALFORMED',
  NOT_AN_OBJECT: 'MALFORMED',
  FORBIDDEN_KEY: 'MALFORMED',
  TOO_DEEP: 'TOO_LARGE',
  TOO_MANY_VALUES: 'TOO_LARGE',
  NUMBER_OVERFLOW: 'INVALID_VALUE',
  UNKNOWN_OPERATION: 'INVALID_OPERATION',
  UNKNOWN_FIELD: 'INVALID_VALUE',
  MISSING_FIELD: 'INVALID_VALUE',
  INVALID_VALUE: 'INVALID_VALUE',
  UNAUTHORIZED: 'UNAUTHORIZED',
  REPLY_TOO_LARGE: 'TOO_LARGE',
  BUSY: 'BUSY',
  TIMEOUT: 'TIMEOUT',
  SHUTTING_DOWN: 'SHUTTING_DOWN',
};

/**
 * What a client is told of an error that is not of its own making: the error's own message may
 * name files, and is for the log of the server. Null: the message is about the request, and sent.
 */
interface Rule {
  readonly status: StatusName;
  readonly message: string | null;
  readonly outcome: Outcome;
}

const MISPLACED: Rule = {
  status: 'UNKNOWN_ERROR',
  message: 'the server met an error that has no place in an answer; its log has the cause',
  outcome: 'none',
};

/** The rule of each error of a data directory. */
const DATABASE_RULES: Readonly<Record<DatabaseErrorCode, Rule>> = {
  NOT_FOUND: { status: 'INVALID_KEY', message: null, outcome: 'none' },
  CONFLICT: { status: 'CONFLICT', message: null, outcome: 'none' },
  FORGOTTEN: { status: 'CONFLICT', message: null, outcome: 'unknown' },
  INVALID_ID: { status: 'INVALID_VALUE', message: null, outcome: 'none' },
  INVALID_VALUE: { status: 'INVALID_VALUE', message: null, outcome: 'none' },
  READ_ONLY: {
    status: 'READ_ONLY',
    message: 'the collection is read-only; reading goes on',
    outcome: 'none',
  },
  CLOSED: { status: 'SHUTTING_DOWN', message: 'the collection is closing', outcome: 'none' },
  WORKER_LOST: {
    status: 'WORKER_LOST',
    message: 'the thread that computed the answer, or read the request, died; asking again is safe',
    outcome: 'none',
  },
  FATAL_TASK: {
    status: 'UNKNOWN_ERROR',
    message: 'two threads of the server died of this request; ask otherwise, or restart the server',
    outcome: 'none',
  },
  BUSY: { status: 'BUSY', message: null, outcome: 'none' },
  TIMEOUT: { status: 'TIMEOUT', message: null, outcome: 'unknown' },
  SQL_FAILED: {
    status: 'UNKNOWN_ERROR',
    message: 'the SQL database of the metadata did not answer; the log of the server has the cause',
    outcome: 'none',
  },
  NOT_A_DATABASE: MISPLACED,
  EXISTS: MISPLACED,
  NEWER_FORMAT: MISPLACED,
  BAD_FILE: MISPLACED,
};

/** The rule of each error of an engine that a client can do something about, by its code. */
const ENGINE_RULES: Readonly<Record<string, Rule>> = {
  CORRUPT: {
    status: 'CORRUPT',
    message: 'a file of the collection is damaged; run "vantage verify" where the server is',
    outcome: 'none',
  },
  READ_ONLY: DATABASE_RULES.READ_ONLY,
  CLOSED: DATABASE_RULES.CLOSED,
  FULL: {
    status: 'UNKNOWN_ERROR',
    message: 'the disk of the server is full; nothing was written, and reading goes on',
    outcome: 'none',
  },
  IO: {
    status: 'UNKNOWN_ERROR',
    message: 'the server could not write to its disk; nothing was written',
    outcome: 'none',
  },
  UNKNOWN_OUTCOME: {
    status: 'UNKNOWN_ERROR',
    message: 'the disk of the server failed in a sync; what was written may or may not be kept',
    outcome: 'unknown',
  },
  KEY_SIZE: { status: 'TOO_LARGE', message: 'a key is too long to be stored', outcome: 'none' },
  VALUE_SIZE: {
    status: 'TOO_LARGE',
    message: 'a value is too long to be stored',
    outcome: 'none',
  },
};

/** The status of each error of a program that is its own fault, or that it meets by its limits. */
const PROGRAM_STATUS: Readonly<Record<Exclude<QueryErrorCode, 'SOURCE'>, StatusName>> = {
  SYNTAX: 'PROGRAM_ERROR',
  INCOMPLETE: 'PROGRAM_ERROR',
  TOO_LARGE: 'TOO_LARGE',
  TOO_DEEP: 'TOO_LARGE',
  UNKNOWN_NAME: 'PROGRAM_ERROR',
  NOT_A_FUNCTION: 'PROGRAM_ERROR',
  ARGUMENTS: 'PROGRAM_ERROR',
  TYPE: 'PROGRAM_ERROR',
  VALUE: 'PROGRAM_ERROR',
  STEPS: 'TOO_LARGE',
  DEPTH: 'TOO_LARGE',
  MEMORY: 'TOO_LARGE',
  RESULT: 'TOO_LARGE',
  READ_ONLY: 'READ_ONLY',
  TIMEOUT: 'TIMEOUT',
  INTERRUPTED: 'TIMEOUT',
};

const TIMEOUT: Rule = {
  status: 'TIMEOUT',
  message: 'the request was given up before it was answered',
  outcome: 'unknown',
};

const UNKNOWN: Rule = {
  status: 'UNKNOWN_ERROR',
  message: 'the server met an error it does not know; its log has the cause',
  outcome: 'unknown',
};

const MESSAGE_UNITS_MAX = 1000;

/**
 * The one mapping from errors to what a reply says of them. Errors are known by class, and those
 * of engines by name and code; of an error it does not know it tells nothing but that it was.
 * @param op The operation it happened in, or null when none was read. Only one that writes can
 * have another outcome than `none`.
 * @param options.carriedOut Whether the operation had been done, and only its answer failed.
 * @param options.named Whether it is a write with a name. Where nothing can be written, one that is not
 * remembered may still have been done: a sync that failed may have kept it.
 */
export function describeError(
  error: unknown,
  op: string | null,
  options: { readonly carriedOut?: boolean | undefined; readonly named?: boolean } = {},
): Failure {
  const { carriedOut = false, named = false } = options;
  const failure = describe(error);
  if (!isOperation(op) || !OPERATIONS[op].writes) return withOutcome(failure, 'none');
  if (carriedOut) return withOutcome(failure, 'done');
  return named && failure.payload.code === 'READ_ONLY' ? withOutcome(failure, 'unknown') : failure;
}

function describe(error: unknown): Failure {
  if (error instanceof ProtocolError) {
    const outcome = error.code === 'TIMEOUT' ? 'unknown' : 'none';
    return byRule({ status: PROTOCOL_STATUS[error.code], message: null, outcome }, error);
  }
  if (error instanceof Error && error.name === 'QueryError') return ofProgram(error as QueryError);
  if (error instanceof DatabaseError) return byRule(DATABASE_RULES[error.code], error);
  if (error instanceof Error && error.name === 'EngineError' && 'code' in error) {
    const code = String(error.code);
    const rule = Object.hasOwn(ENGINE_RULES, code) ? ENGINE_RULES[code] : undefined;
    if (rule !== undefined) return byRule(rule, { code, message: '' });
  }
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
    return byRule(TIMEOUT, { code: 'TIMEOUT', message: '' });
  }
  return byRule(UNKNOWN, { code: 'UNKNOWN_ERROR', message: '' });
}

/**
 * An error in a program, with its place. One that the collection answered it with is told as that
 * of the collection.
 */
function ofProgram(error: QueryError): Failure {
  const { line, column, form, code } = error;
  const place = { line, column, form };
  if (code !== 'SOURCE') {
    const status = PROGRAM_STATUS[code];
    const { payload } = byRule({ status, message: null, outcome: 'none' }, error);
    return { status: STATUS[status], payload: { ...payload, place } };
  }
  const cause = describe(error.cause);
  const { message } = cause.payload;
  const isTold = error.cause instanceof Error && error.cause.message === message;
  const told = isTold ? error.message : `line ${line}, column ${column}: ${message}`;
  const clipped = clip(told, MESSAGE_UNITS_MAX);
  return { status: cause.status, payload: { ...cause.payload, message: clipped, place } };
}

function byRule(
  rule: Rule,
  error: { readonly code: string; readonly message: string; readonly field?: string | undefined },
): Failure {
  const message = clip(rule.message ?? error.message, MESSAGE_UNITS_MAX);
  const payload = { code: error.code, message, field: fieldOf(error), outcome: rule.outcome };
  return { status: STATUS[rule.status], payload };
}

/** The field of the request; the times and values of a series are both in `ts`. */
function fieldOf({ field }: { readonly field?: string | undefined }): string | undefined {
  return field === 'times' || field === 'values' ? 'ts' : field;
}

function withOutcome(failure: Failure, outcome: Outcome): Failure {
  return { status: failure.status, payload: { ...failure.payload, outcome } };
}

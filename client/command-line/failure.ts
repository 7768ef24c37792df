import type { QueryError } from '../../server/index.ts';
import type { ProgramPlace } from '../../server/protocol/index.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.ts';

/** An error as a command reports it. */
export interface Failure {
  readonly exitCode: ExitCode;
  /** `USAGE`, `INTERNAL` for a fault of this program, else the error's own. */
  readonly code: string;
  /** Foreign text in it is not yet printable. */
  readonly message: string;
  /** The argument or field at fault, where there is one. */
  readonly field: string | undefined;
  /** The place in a program at fault, where there is one. */
  readonly place?: ProgramPlace | undefined;
  /** How far the command came, for its JSON document. */
  readonly progress: Readonly<Record<string, unknown>>;
  /** Where a fault of this program happened. */
  readonly stack: string | undefined;
}

/** The command line asks for what it may not, or contradicts itself; nothing was begun. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A command cannot do what it was asked for, and no library below it says so. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: string;
  readonly exitCode: ExitCode;
  /** The argument or field at fault, where there is one. */
  readonly field: string | undefined;

  constructor(
    code: string,
    message: string,
    options: ErrorOptions & { readonly exitCode: ExitCode; readonly field?: string },
  ) {
    super(message, options);
    this.code = code;
    this.exitCode = options.exitCode;
    this.field = options.field;
  }
}

/** A command failed part-way: the error that stopped it, in a sentence that says how far it came. */
export class PartialError extends Error {
  override readonly name = 'PartialError';
  /** Counters of what was done before. */
  readonly progress: Readonly<Record<string, unknown>>;

  constructor(
    message: string,
    options: { readonly cause: unknown; readonly progress: Readonly<Record<string, unknown>> },
  ) {
    super(message, { cause: options.cause });
    this.progress = options.progress;
  }
}

/** The error families whose messages are written for users, by class name. */
const FAMILIES: ReadonlySet<string> = new Set([
  'DatabaseError',
  'EngineError',
  'ProtocolError',
  'ListenError',
  'TokenFileError',
  'RemoteError',
  'ConnectionError',
  'BenchError',
]);

/**
 * How `error` is reported. Errors are known by name, since their classes are loaded only by the
 * commands that need them. An error that is neither ours nor the operating system's is a fault of
 * this program and keeps its stack.
 */
export function describeFailure(error: unknown): Failure {
  if (error instanceof PartialError) {
    const { message, progress } = error;
    return { ...describeFailure(error.cause), message, progress };
  }
  if (error instanceof Error && error.name === 'QueryError') return ofProgram(error as QueryError);
  const { name, message, stack, code, status, field } = partsOf(error);
  const plain = { message, field, progress: {}, stack: undefined };
  if (error instanceof CommandError)
    return { ...plain, exitCode: error.exitCode, code: error.code };
  if (isUsage(error)) return { ...plain, exitCode: EXIT.usage, code: 'USAGE' };
  if (FAMILIES.has(name) && code !== undefined) {
    return { ...plain, exitCode: exitCodeOf({ name, code, status }), code };
  }
  if (isSystemError(error)) return { ...plain, exitCode: EXIT.failed, code: code ?? 'SYSTEM' };
  return { ...plain, exitCode: EXIT.failed, code: 'INTERNAL', stack };
}

/**
 * An error in a program. What the collection answered with keeps its code and exit code, which tell
 * a script more.
 */
function ofProgram({ code, message, cause, line, column, form }: QueryError): Failure {
  const place = { line, column, form };
  if (code === 'SOURCE') return { ...describeFailure(cause), message, place };
  const plain = { message, field: undefined, progress: {}, stack: undefined };
  return { ...plain, exitCode: EXIT.failed, code, place };
}

function partsOf(error: unknown): {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly field: string | undefined;
} {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const { code, status, field } = Object(error) as Readonly<Record<string, unknown>>;
  return {
    name,
    message,
    stack,
    code: typeof code === 'string' ? code : undefined,
    status: typeof status === 'number' ? status : undefined,
    field: typeof field === 'string' ? field : undefined,
  };
}

/** Whether the command line is at fault: clipanion marks its errors that say so. */
function isUsage(error: unknown): boolean {
  return error instanceof UsageError || (error instanceof Error && 'clipanion' in error);
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'errno' in error;
}

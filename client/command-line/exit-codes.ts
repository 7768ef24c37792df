import { STATUS } from '../../server/protocol/index.ts';

/** What the command line tells the shell. */
export const EXIT: {
  readonly ok: 0;
  /** The operation failed, for a reason that none of the others names. */
  readonly failed: 1;
  /** The command was not understood, or an argument is not allowed; nothing was begun. */
  readonly usage: 2;
  /** No series has the id. */
  readonly notFound: 3;
  /** No server answers, or the connection was lost. */
  readonly unreachable: 4;
  /** Refused: busy, locked, read-only, or not permitted. */
  readonly refused: 5;
  /** Stored data is damaged. */
  readonly corrupt: 6;
  /** A check found a difference. */
  readonly checkFailed: 7;
} = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  unreachable: 4,
  refused: 5,
  corrupt: 6,
  checkFailed: 7,
};

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Codes that mean the same whichever of our errors carries them. */
const BY_CODE: ReadonlyMap<string, ExitCode> = new Map<string, ExitCode>([
  ['READ_ONLY', EXIT.refused],
  ['LOCKED', EXIT.refused],
  ['PERMISSION', EXIT.refused],
  ['PORT_IN_USE', EXIT.refused],
  ['TOKENS_REQUIRED', EXIT.usage],
  ['BAD_TOKEN_FILE', EXIT.usage],
  ['PORT_FORBIDDEN', EXIT.refused],
  ['CORRUPT', EXIT.corrupt],
  ['DISAGREEMENT', EXIT.checkFailed],
  ['NO_BUILD', EXIT.usage],
  ['NO_REPORT', EXIT.usage],
  ['NOT_COMPARABLE', EXIT.refused],
]);

/** What a server said; a later server may have codes of its own, but these statuses. */
const BY_STATUS: ReadonlyMap<number, ExitCode> = new Map<number, ExitCode>([
  [STATUS.INVALID_KEY, EXIT.notFound],
  [STATUS.BUSY, EXIT.refused],
  [STATUS.UNAUTHORIZED, EXIT.refused],
  [STATUS.READ_ONLY, EXIT.refused],
  [STATUS.SHUTTING_DOWN, EXIT.refused],
  [STATUS.CORRUPT, EXIT.corrupt],
]);

/** The parts of an error that an exit code depends on. */
export interface CodedError {
  /** Name of the error's class. */
  readonly name: string;
  readonly code: string;
  /** Status of the reply, where the error was one. */
  readonly status: number | undefined;
}

/** The exit code of an error of ours; `failed` for a code that has none of its own. */
export function exitCodeOf({ name, code, status }: CodedError): ExitCode {
  if (status !== undefined) return BY_STATUS.get(status) ?? EXIT.failed;
  if (name === 'ConnectionError') return EXIT.unreachable;
  if (name === 'DatabaseError' && code === 'NOT_FOUND') return EXIT.notFound;
  return BY_CODE.get(code) ?? EXIT.failed;
}

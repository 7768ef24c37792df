import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../client/command-line/exit-codes.ts';
import {
  CommandError,
  describeFailure,
  PartialError,
  UsageError,
} from '../../../client/command-line/failure.ts';
import { ConnectionError, RemoteError } from '../../../client/connection.ts';
import { EngineError } from '../../../engines/index.ts';
import { DatabaseError } from '../../../server/index.ts';

function exitCodeOf(error: unknown): number {
  return describeFailure(error).exitCode;
}

function remote(status: number, code: string): RemoteError {
  return new RemoteError(status, { code, message: 'm', field: undefined, outcome: 'none' });
}

describe('the exit code', () => {
  it('is 2 for what was typed wrong', () => {
    expect(exitCodeOf(new UsageError('x'))).toBe(EXIT.usage);
  });

  it('is 3 for an id that no series has, here and on a server', () => {
    expect(exitCodeOf(new DatabaseError('NOT_FOUND', 'm'))).toBe(EXIT.notFound);
    expect(exitCodeOf(remote(3, 'NOT_FOUND'))).toBe(EXIT.notFound);
  });

  it('is 1 for a file that is not there', () => {
    expect(exitCodeOf(new EngineError('NOT_FOUND', 'm'))).toBe(EXIT.failed);
    expect(exitCodeOf(new DatabaseError('BAD_FILE', 'm'))).toBe(EXIT.failed);
  });

  it('is 4 when the server cannot be reached or was lost', () => {
    for (const code of ['UNREACHABLE', 'CLOSED', 'TIMEOUT', 'BAD_REPLY'] as const) {
      const error = new ConnectionError(code, 'm', { outcome: 'unknown' });
      expect(exitCodeOf(error)).toBe(EXIT.unreachable);
    }
  });

  it('is 5 for what is refused: busy, locked, read-only, not permitted', () => {
    expect(exitCodeOf(remote(17, 'BUSY'))).toBe(EXIT.refused);
    expect(exitCodeOf(remote(19, 'UNAUTHORIZED'))).toBe(EXIT.refused);
    expect(exitCodeOf(remote(21, 'READ_ONLY'))).toBe(EXIT.refused);
    expect(exitCodeOf(new EngineError('LOCKED', 'm'))).toBe(EXIT.refused);
    expect(exitCodeOf(new EngineError('PERMISSION', 'm'))).toBe(EXIT.refused);
    expect(exitCodeOf(new DatabaseError('READ_ONLY', 'm'))).toBe(EXIT.refused);
  });

  it('is 6 for damage, here and on a server', () => {
    expect(exitCodeOf(new EngineError('CORRUPT', 'm'))).toBe(EXIT.corrupt);
    expect(exitCodeOf(remote(24, 'CORRUPT'))).toBe(EXIT.corrupt);
  });

  it('is what a command says itself', () => {
    const error = new CommandError('X', 'm', { exitCode: EXIT.checkFailed, field: 'f' });
    expect(describeFailure(error)).toMatchObject({ exitCode: 7, code: 'X', field: 'f' });
  });

  it('is 1 for whatever a later server may answer', () => {
    expect(exitCodeOf(remote(99, 'SOMETHING_NEW'))).toBe(EXIT.failed);
  });
});

describe('a failure', () => {
  it('keeps code and field of the error', () => {
    const error = new DatabaseError('NOT_FOUND', 'no such', { field: 'a' });
    expect(describeFailure(error)).toMatchObject({
      code: 'NOT_FOUND',
      message: 'no such',
      field: 'a',
      stack: undefined,
    });
  });

  it('of a part is that of its cause, in the words and with the counts of the part', () => {
    const cause = new DatabaseError('CONFLICT', 'other values', { field: 'id' });
    const error = new PartialError('f:3: other values', { cause, progress: { stored: 2 } });
    expect(describeFailure(error)).toMatchObject({
      exitCode: 1,
      code: 'CONFLICT',
      field: 'id',
      message: 'f:3: other values',
      progress: { stored: 2 },
    });
  });

  it('of the operating system has its code and no stack', () => {
    const error = Object.assign(new Error('ENOSPC: no space'), {
      code: 'ENOSPC',
      errno: -28,
      syscall: 'write',
    });
    expect(describeFailure(error)).toMatchObject({ exitCode: 1, code: 'ENOSPC', stack: undefined });
  });

  it('of this program shows where it happened', () => {
    const failure = describeFailure(new TypeError('x is not a function'));
    expect(failure).toMatchObject({ exitCode: 1, code: 'INTERNAL' });
    expect(failure.stack).toContain('failure.test');
  });

  it('may be anything that was thrown', () => {
    for (const thrown of [undefined, null, 'text', 5, {}]) {
      expect(describeFailure(thrown)).toMatchObject({ exitCode: 1, code: 'INTERNAL' });
    }
  });
});

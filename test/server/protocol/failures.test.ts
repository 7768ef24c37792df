import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../engines/errors.ts';
import { DatabaseError } from '../../../server/errors.ts';
import { describeError, ProtocolError, STATUS } from '../../../server/protocol/index.ts';
import { QueryError } from '../../../server/query/index.ts';

const SECRET = '/srv/private/collection.vantage';

describe('describeError', () => {
  it('gives an error about the request its own message, code and field', () => {
    const error = new ProtocolError('INVALID_VALUE', 'k is too great', { field: 'k' });
    expect(describeError(error, 'with_id')).toEqual({
      status: STATUS.INVALID_VALUE,
      payload: { code: 'INVALID_VALUE', message: 'k is too great', field: 'k', outcome: 'none' },
    });
    const missing = new DatabaseError('NOT_FOUND', 'no series has the id "x"', { field: 'id' });
    expect(describeError(missing, 'get_ts')).toEqual({
      status: STATUS.INVALID_KEY,
      payload: {
        code: 'NOT_FOUND',
        message: 'no series has the id "x"',
        field: 'id',
        outcome: 'none',
      },
    });
  });

  it.each([
    ['an engine error', new EngineError('CORRUPT', `page 7 of ${SECRET}`), STATUS.CORRUPT],
    ['an unknown engine error', new EngineError('POISONED', SECRET), STATUS.UNKNOWN_ERROR],
    ['a full disk', new EngineError('FULL', SECRET), STATUS.UNKNOWN_ERROR],
    ['a read-only directory', new DatabaseError('READ_ONLY', SECRET), STATUS.READ_ONLY],
    ['a misplaced error', new DatabaseError('NOT_A_DATABASE', SECRET), STATUS.UNKNOWN_ERROR],
    ['a system error', Object.assign(new Error(SECRET), { code: 'ENOENT' }), STATUS.UNKNOWN_ERROR],
    ['a caller’s error', new RangeError(SECRET), STATUS.UNKNOWN_ERROR],
    ['an aborted task', new DOMException(SECRET, 'AbortError'), STATUS.TIMEOUT],
    ['a text', SECRET, STATUS.UNKNOWN_ERROR],
    ['nothing', undefined, STATUS.UNKNOWN_ERROR],
    ['an object that is no error', { message: SECRET, code: 'X' }, STATUS.UNKNOWN_ERROR],
    [
      'an inherited code',
      Object.assign(new Error(SECRET), { name: 'EngineError', code: 'toString' }),
      STATUS.UNKNOWN_ERROR,
    ],
  ])('tells no path of %s', (_name, error, status) => {
    const failure = describeError(error, 'insert_ts');
    expect(failure.status).toBe(status);
    expect(JSON.stringify(failure)).not.toContain('private');
    expect(failure.payload.message).toMatch(/^[a-z].{10,}/);
  });

  it.each([
    ['with_id', new Error('lost'), 'none'],
    ['insert_ts', new Error('lost'), 'unknown'],
    ['delete', new EngineError('UNKNOWN_OUTCOME', 'sync'), 'unknown'],
    ['get_ts', new EngineError('UNKNOWN_OUTCOME', 'sync'), 'none'],
    ['insert_ts', new EngineError('FULL', 'disk'), 'none'],
    ['insert_ts', new DatabaseError('WORKER_LOST', 'thread'), 'none'],
    ['insert_ts', new ProtocolError('TIMEOUT', 'late'), 'unknown'],
    ['insert_ts', new ProtocolError('BUSY', 'queue'), 'none'],
    [null, new Error('lost'), 'none'],
    ['no_such', new Error('lost'), 'none'],
  ])('in %s says of %s that the outcome is %s', (op, error, outcome) => {
    expect(describeError(error, op).payload.outcome).toBe(outcome);
  });

  it('says of a write that was carried out that it is done', () => {
    const error = new ProtocolError('REPLY_TOO_LARGE', 'too long');
    expect(describeError(error, 'insert_ts', { carriedOut: true }).payload.outcome).toBe('done');
    expect(describeError(error, 'with_id', { carriedOut: true }).payload.outcome).toBe('none');
  });

  it('leaves open what became of a write with a name where nothing can be written', () => {
    const error = new DatabaseError('READ_ONLY', 'by choice');
    const { outcome } = describeError(error, 'insert_ts', { named: true }).payload;
    expect([outcome, describeError(error, 'insert_ts').payload.outcome]).toEqual([
      'unknown',
      'none',
    ]);
    expect(describeError(error, 'get_ts', { named: true }).payload.outcome).toBe('none');
  });

  it('tells what the collection said of a program, with the place, and nothing of its own faults', () => {
    const at = { text: '(a\n (b))', span: { start: 4, end: 7 } };
    const said = new DatabaseError('NOT_FOUND', 'no series has the id "x"', { field: 'id' });
    const program = (cause: Error): QueryError => {
      return new QueryError('SOURCE', cause.message, { ...at, cause });
    };
    const place = { line: 2, column: 2, form: '(b)' };

    expect(describeError(program(said), 'query')).toEqual({
      status: STATUS.INVALID_KEY,
      payload: {
        code: 'NOT_FOUND',
        message: 'line 2, column 2: no series has the id "x", in (b)',
        field: 'id',
        outcome: 'none',
        place,
      },
    });
    const hidden = describeError(program(new Error(SECRET)), 'query');
    expect(hidden).toMatchObject({ status: STATUS.UNKNOWN_ERROR, payload: { place } });
    expect(JSON.stringify(hidden)).not.toContain('private');
    expect(describeError(new QueryError('TYPE', 'no number', at), 'query').payload.place).toEqual(
      place,
    );
  });

  it('clips a long message, and no character in two', () => {
    const error = new ProtocolError('INVALID_VALUE', `x${'\u{1f600}'.repeat(10_000)}`);
    const { message } = describeError(error, null).payload;
    expect(message).toHaveLength(999);
    expect(message.endsWith('\u{1f600}')).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import {
  OPERATIONS,
  type Operation,
  ProtocolError,
  type Reading,
  readRequest,
  writeJson,
} from '../../../server/protocol/index.ts';
import { ODD_VALUES, SOUND } from '../fuzz/sound-requests.ts';

function read(message: unknown): Reading {
  return readRequest(Buffer.from(JSON.stringify(message)));
}

/** `code field` of the failure, or `ok`. */
function verdict(message: unknown): string {
  const reading = read(message);
  if (reading.tag === 'request') return 'ok';
  const { error } = reading;
  if (!(error instanceof ProtocolError)) throw error;
  return `${error.code} ${error.field ?? '-'}`;
}

const operations = Object.entries(SOUND);

describe('readRequest', () => {
  it('reads every field of a search into its own type', () => {
    const reading = read({
      op: 'with_id',
      request: 'r',
      id: 'é',
      k: 5,
      strategy: 'scan',
      explain: true,
      timeout: 250,
    });
    expect(reading).toEqual({
      tag: 'request',
      request: {
        op: 'with_id',
        requestId: 'r',
        id: 'é',
        search: {
          extent: { tag: 'nearest', k: 5 },
          strategy: 'scan',
          explain: true,
          timeoutMs: 250,
        },
      },
    });
  });

  it('reads a series as doubles, −0 with its sign', () => {
    const reading = readRequest(
      Buffer.from('{"op":"with_ts","ts":[[0,0.1],[1e-320,-0]],"radius":0}'),
    );
    expect(reading).toEqual({
      tag: 'request',
      request: {
        op: 'with_ts',
        requestId: undefined,
        series: { times: Float64Array.of(0, 0.1), values: Float64Array.of(1e-320, -0) },
        search: {
          extent: { tag: 'within', radius: 0, limit: 1000 },
          strategy: 'auto',
          explain: false,
          timeoutMs: 60_000,
        },
      },
    });
  });

  it.each([
    [{ ids: ['a', 'é'] }, 'ok'],
    [{ ids: Array.from({ length: 32 }, (_, at) => `s${at}`) }, 'ok'],
    [{ ids: [] }, 'INVALID_VALUE ids'],
    [{ ids: Array.from({ length: 33 }, (_, at) => `s${at}`) }, 'INVALID_VALUE ids'],
    [{ ids: ['a', ''] }, 'INVALID_VALUE ids'],
    [{ ids: ['a', 7] }, 'INVALID_VALUE ids'],
    [{ ids: 'a' }, 'INVALID_VALUE ids'],
    [{ ids: null }, 'INVALID_VALUE ids'],
    [{}, 'MISSING_FIELD ids'],
  ])('takes 1 to 32 ids to add or drop: %j is %s', (fields, due) => {
    expect(verdict({ op: 'add_vantage', ...fields })).toBe(due);
    expect(verdict({ op: 'drop_vantage', ...fields })).toBe(due);
  });

  it.each([
    [{ count: 1 }, 'ok'],
    [{ count: 32 }, 'ok'],
    [{ count: 0 }, 'INVALID_VALUE count'],
    [{ count: 33 }, 'INVALID_VALUE count'],
    [{ count: '3' }, 'INVALID_VALUE count'],
    [{ count: 3, ids: ['a'] }, 'INVALID_VALUE count'],
  ])('draws 1 to 32 vantage points: %j is %s', (fields, due) => {
    expect(verdict({ op: 'add_vantage', ...fields })).toBe(due);
    expect(verdict({ op: 'drop_vantage', ids: ['a'], count: 3 })).toBe('UNKNOWN_FIELD count');
  });

  it('asks for the one nearest when neither k nor radius is given', () => {
    const reading = read(SOUND.with_id);
    expect(reading).toMatchObject({ request: { search: { extent: { tag: 'nearest', k: 1 } } } });
  });

  it.each([
    ['k', 1, 'ok'],
    ['k', 10_000, 'ok'],
    ['k', 10_001, 'INVALID_VALUE k'],
    ['k', 0, 'INVALID_VALUE k'],
    ['k', -0, 'INVALID_VALUE k'],
    ['k', 1e12, 'INVALID_VALUE k'],
    ['k', 1.5, 'INVALID_VALUE k'],
    ['k', '5', 'INVALID_VALUE k'],
    ['k', null, 'INVALID_VALUE k'],
    ['radius', 0, 'ok'],
    ['radius', 1e300, 'ok'],
    ['radius', -1e-9, 'INVALID_VALUE radius'],
    ['radius', '1', 'INVALID_VALUE radius'],
    ['limit', 5, 'INVALID_VALUE limit'],
    ['where', '(>= mean 1)', 'ok'],
    ['where', null, 'INVALID_VALUE where'],
    ['strategy', 'ball', 'ok'],
    ['strategy', 'Ball', 'INVALID_VALUE strategy'],
    ['strategy', 'toString', 'INVALID_VALUE strategy'],
    ['timeout', 1, 'ok'],
    ['timeout', 3_600_000, 'ok'],
    ['timeout', 3_600_001, 'INVALID_VALUE timeout'],
    ['timeout', 0, 'INVALID_VALUE timeout'],
    ['timeout', '5', 'INVALID_VALUE timeout'],
    ['explain', false, 'ok'],
    ['explain', 1, 'INVALID_VALUE explain'],
    ['request', 'é'.repeat(32), 'ok'],
    ['request', `${'é'.repeat(32)}x`, 'INVALID_VALUE request'],
    ['request', 7, 'INVALID_VALUE request'],
    ['id', 'x'.repeat(255), 'ok'],
    ['id', 'x'.repeat(256), 'INVALID_VALUE id'],
    ['id', 'é'.repeat(128), 'INVALID_VALUE id'],
    ['id', '__proto__', 'ok'],
    ['id', 'two words', 'ok'],
    ['id', 'tab\there', 'INVALID_VALUE id'],
    ['id', '\u0085', 'INVALID_VALUE id'],
    ['id', '', 'INVALID_VALUE id'],
    ['id', { a: 1 }, 'INVALID_VALUE id'],
    ['nearest', 1, 'UNKNOWN_FIELD nearest'],
    ['ts', [[], []], 'UNKNOWN_FIELD ts'],
    ['toString', 1, 'UNKNOWN_FIELD toString'],
  ])('with_id with %s = %j: %s', (field, value, expected) => {
    expect(verdict({ ...SOUND.with_id, [field]: value })).toBe(expected);
  });

  it.each([
    [{ radius: 1, limit: 1 }, 'ok'],
    [{ radius: 1, limit: 100_000 }, 'ok'],
    [{ radius: 1, limit: 100_001 }, 'INVALID_VALUE limit'],
    [{ radius: 1, limit: 0 }, 'INVALID_VALUE limit'],
    [{ radius: 1, k: 5 }, 'INVALID_VALUE k'],
    [{ k: 5, limit: 5 }, 'INVALID_VALUE limit'],
  ])('with_ts with %j: %s', (fields, expected) => {
    expect(verdict({ ...SOUND.with_ts, ...fields })).toBe(expected);
  });

  it.each([
    [[[], []], 'ok'],
    [[[0, 1], [2]], 'INVALID_VALUE ts'],
    [[[0, 1]], 'INVALID_VALUE ts'],
    [[[0], [1], [2]], 'INVALID_VALUE ts'],
    [[0, 1], 'INVALID_VALUE ts'],
    [[[0], 1], 'INVALID_VALUE ts'],
    [[[0], ['1']], 'INVALID_VALUE ts'],
    [[[0], [null]], 'INVALID_VALUE ts'],
    [[[0], [[1]]], 'INVALID_VALUE ts'],
    [{ 0: [0], 1: [1], length: 2 }, 'INVALID_VALUE ts'],
  ])('insert_ts with ts = %j: %s', (series, expected) => {
    expect(verdict({ ...SOUND.insert_ts, ts: series })).toBe(expected);
  });

  it('takes series of the greatest length and refuses one point more', () => {
    expect(verdict(seriesOfLength(65_536))).toBe('ok');
    expect(verdict(seriesOfLength(65_537))).toBe('INVALID_VALUE ts');
  });

  it('says which number of a series is not one', () => {
    const reading = read({
      op: 'with_ts',
      ts: [
        [0, 1],
        [1, 'two'],
      ],
    });
    expect(reading).toMatchObject({ error: { message: expect.stringContaining('ts[1][1]') } });
  });

  it.each([
    [{ op: 'no_such' }, 'no_such'],
    [{ op: 'toString' }, 'toString'],
    [{ op: 'x'.repeat(65) }, null],
    [{ op: 5 }, null],
    [{ x: 1 }, null],
    [{ op: null, id: 3 }, null],
  ])('answers %j as an unknown operation', (message, op) => {
    const reading = read({ ...message, request: 'me' });
    expect(reading).toMatchObject({ tag: 'failure', op, requestId: 'me' });
    expect(verdict(message)).toBe('UNKNOWN_OPERATION op');
  });

  it.each([['null'], ['[1,2]'], ['"text"'], ['5'], ['true']])('refuses %s', (body) => {
    const reading = readRequest(Buffer.from(body));
    expect(reading).toMatchObject({ tag: 'failure', op: null, error: { code: 'NOT_AN_OBJECT' } });
  });

  it('names the operation and the echo of a request that it refuses', () => {
    const reading = read({ op: 'with_id', id: 5, request: 'seven' });
    expect(reading).toMatchObject({ tag: 'failure', op: 'with_id', requestId: 'seven' });
  });

  it.each(operations)(
    '%s: takes the sound message, and misses every required field',
    (op, sound) => {
      expect(verdict(sound)).toBe('ok');
      for (const field of OPERATIONS[op as Operation].required) {
        const { [field]: _left, ...rest } = sound;
        expect(verdict(rest)).toBe(`MISSING_FIELD ${field}`);
      }
    },
  );

  it.each(operations)(
    '%s: every odd value of every field is taken or refused by name',
    (op, sound) => {
      const { required, optional } = OPERATIONS[op as Operation];
      let refused = 0;
      for (const field of [...required, ...optional, 'request']) {
        for (const value of ODD_VALUES) {
          const found = verdict({ ...sound, [field]: value });
          const named = [`INVALID_VALUE ${field}`, 'INVALID_VALUE limit'];
          expect(['ok', ...named]).toContain(found);
          if (found !== 'ok') refused += 1;
        }
      }
      expect(refused).toBeGreaterThan(10);
    },
  );
});

/** A search for a series of `length` points. */
function seriesOfLength(length: number): unknown {
  const list = Array.from({ length }, (_, index) => index);
  return { op: 'with_ts', ts: [list, list] };
}

describe('OPERATIONS', () => {
  it('has the fields of the sound messages, and no field twice', () => {
    for (const [op, { required, optional }] of Object.entries(OPERATIONS)) {
      const sound = Object.keys(SOUND[op as Operation]).filter((name) => name !== 'op');
      const needed = op === 'add_vantage' ? ['ids'] : required;
      expect(sound.toSorted()).toEqual([...needed].toSorted());
      expect(new Set([...required, ...optional]).size).toBe(required.length + optional.length);
    }
    expect(writeJson(Object.keys(OPERATIONS))).toBe(writeJson(Object.keys(SOUND)));
  });
});

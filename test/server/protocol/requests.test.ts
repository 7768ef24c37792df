import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  describeError,
  encodeFailure,
  FrameDecoder,
  OPERATIONS,
  type Operation,
  ProtocolError,
  type Reading,
  readErrorPayload,
  readReply,
  readRequest,
  writeJson,
} from '../../../server/protocol/index.ts';
import { pick, type Random, randomFrom } from '../random.ts';

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

const ts = [
  [0, 1, 2],
  [3.5, -1, 0],
];
/** A sound message for each operation. */
const SOUND: Readonly<Record<Operation, Readonly<Record<string, unknown>>>> = {
  with_id: { op: 'with_id', id: 'ts-1' },
  with_ts: { op: 'with_ts', ts },
  insert_ts: { op: 'insert_ts', id: 'ts-1', ts },
  delete: { op: 'delete', id: 'ts-1' },
  get_ts: { op: 'get_ts', id: 'ts-1' },
  list_ts: { op: 'list_ts' },
  distance: { op: 'distance', a: 'ts-1', b: 'ts-2' },
  add_vantage: { op: 'add_vantage', ids: ['ts-1'] },
  drop_vantage: { op: 'drop_vantage', ids: ['ts-1'] },
  upsert_meta: { op: 'upsert_meta', id: 'ts-1', metadata: { level: 'A' } },
  get_meta: { op: 'get_meta', id: 'ts-1' },
  select: { op: 'select' },
  schema: { op: 'schema' },
  add_columns: { op: 'add_columns', columns: [{ name: 'level', type: 'text' }] },
  query: { op: 'query', text: '(+ 1 2)' },
  stats: { op: 'stats' },
  ping: { op: 'ping' },
  auth: { op: 'auth', token: 'secret' },
};
const operations = Object.entries(SOUND);

/** Values of every JSON type, and texts, numbers and lists that are near to what fields take. */
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  '',
  '5',
  'x'.repeat(256),
  'a\u0000b',
  '\u009f',
  0,
  -1,
  1.5,
  1e12,
  [],
  [[], []],
  [[0], [1], [2]],
  [[0, 1], [1]],
  [
    [0, '1'],
    [1, 2],
  ],
  [
    [0, null],
    [1, 2],
  ],
  [0, 1],
  { a: 1 },
];

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

const FUZZ_KEYS = [
  'op id ts a b k radius limit where strategy explain timeout request metadata fields sort offset columns'.split(
    ' ',
  ),
  ['__proto__', 'constructor', 'prototype', 'toString', 'é\u0000', '\ud800'],
].flat();
const FUZZ_VALUES: readonly unknown[] = [
  ...ODD_VALUES,
  ...Object.keys(OPERATIONS),
  ...Object.values(SOUND),
  ts,
  'auto',
  '__proto__',
  '\ud800x',
  0.5,
  { ['__proto__']: { polluted: true } },
  { constructor: { prototype: { polluted: true } } },
];

/** The bytes of a sound message, some of its fields changed, and sometimes a byte of it. */
function fuzzedBody(random: Random): Buffer {
  const fields = new Map(Object.entries(pick(random, Object.values(SOUND))));
  const parts: string[] = [];
  for (let changes = random(4); changes > 0; changes -= 1) {
    const name = pick(random, FUZZ_KEYS);
    fields.delete(name);
    const value = random(6) === 0 ? '1e999' : JSON.stringify(pick(random, FUZZ_VALUES));
    if (random(4) > 0) parts.push(`${JSON.stringify(name)}:${value}`); // Perhaps twice the name.
  }
  for (const [name, value] of fields) parts.push(`"${name}":${JSON.stringify(value)}`);
  const body = Buffer.from(`{${parts.join(',')}}`);
  if (random(5) === 0) body[random(body.length)] = random(256);
  return body;
}

function frameAndBack(body: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length + 4);
  const decoder = new FrameDecoder();
  decoder.append(length);
  decoder.append(body);
  const whole = decoder.next();
  if (whole === undefined) throw new Error('no frame came back');
  return whole;
}

describe('readRequest, fuzzed', () => {
  it('answers each of 40,000 frames and changes no prototype', () => {
    const canary = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
    let taken = 0;
    const codes = new Set<string>();
    const answerOne = (body: Buffer): void => {
      const reading = readRequest(frameAndBack(body));
      if (reading.tag === 'request') {
        taken += 1;
        return;
      }
      const frame = encodeFailure(reading, describeError(reading.error, reading.op));
      const reply = readReply(frameAndBack(frame.subarray(4)));
      const { code, message, outcome } = readErrorPayload(reply.payload);
      if (reply.status === 0 || code === 'UNKNOWN_ERROR' || outcome !== 'none') {
        throw new Error(`${body.toString()} is answered ${code}`, { cause: reading.error });
      }
      if (/:\d+:\d+|node:internal/.test(message)) throw new Error(`a place in ${message}`);
      codes.add(code);
    };
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomFrom(seed);
        for (let count = 0; count < 200; count += 1) answerOne(fuzzedBody(random));
      }),
      { numRuns: 200 },
    );
    expect(taken).toBeGreaterThan(5_000);
    expect([...codes].toSorted()).toEqual([
      'FORBIDDEN_KEY',
      'INVALID_VALUE',
      'MISSING_FIELD',
      'NOT_JSON',
      'NOT_UTF8',
      'NUMBER_OVERFLOW',
      'UNKNOWN_FIELD',
      'UNKNOWN_OPERATION',
    ]);
    expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(canary);
    expect('polluted' in {}).toBe(false);
  });
});

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

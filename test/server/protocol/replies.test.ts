import { describe, expect, it } from 'vitest';
import {
  encodeFailure,
  encodeReply,
  ProtocolError,
  type ReplyBody,
  type Request,
  readBoolean,
  readErrorPayload,
  readNeighbours,
  readNumber,
  readPoints,
  readReply,
  readRequest,
  readTexts,
  replyBytesBound,
  WIRE_LIMITS,
} from '../../../server/protocol/index.ts';

function request(message: Readonly<Record<string, unknown>>): Request {
  const reading = readRequest(Buffer.from(JSON.stringify(message)));
  if (reading.tag === 'failure') throw reading.error;
  return reading.request;
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
  return 'ok';
}

describe('encodeReply', () => {
  it('puts operation, status and echo around the body, and what is absent nowhere', () => {
    const search = request({ op: 'with_id', id: 'a', request: 'r-1' });
    const body = { payload: [{ id: 'b', distance: 0.5 }], truncated: true, total: 7 };
    const frame = encodeReply(search, body);
    expect(JSON.parse(frame.subarray(4).toString())).toEqual({
      op: 'with_id',
      status: 0,
      request: 'r-1',
      ...body,
    });
    expect(readReply(frame.subarray(4))).toEqual({
      op: 'with_id',
      status: 0,
      requestId: 'r-1',
      explain: undefined,
      ...body,
    });
  });

  it('writes a series of doubles so that every bit comes back', () => {
    const ts = [Float64Array.of(0, 0.1, 1e-320), Float64Array.of(-0, Math.PI, 1e308)] as const;
    const frame = encodeReply(request({ op: 'get_ts', id: 'a' }), { payload: { ts } });
    const { times, values } = readPoints(readReply(frame.subarray(4)).payload);
    expect([times, values]).toEqual(ts);
    expect(Object.is(values[0], -0)).toBe(true);
  });

  it('writes a page of many pieces as it writes one of few', () => {
    const values = Float64Array.from({ length: 700 }, (_, index) => -index / 7);
    const payload = Array.from({ length: 40 }, (_, index) => ({
      id: `é😀${index}`,
      ts: [values, values] as const,
      metadata: index % 2 === 0 ? undefined : { text: 'ü"\\\n', zero: -0 },
    }));
    const list = request({ op: 'list_ts', series: true, request: 'ö' });
    const frame = encodeReply(list, { payload, truncated: true });
    expect(frame.readUInt32LE()).toBe(frame.length);
    const read = JSON.parse(frame.toString('utf8', 4)) as Readonly<Record<string, unknown>>;
    const ts = [[...values], [...values]];
    const plain = payload.map(({ id, metadata }) => ({ id, ts, metadata }));
    expect(read).toEqual({
      op: 'list_ts',
      status: 0,
      payload: plain,
      request: 'ö',
      truncated: true,
    });
  });

  it('never writes a distance that is not a number', () => {
    const body = { payload: [{ id: 'b', distance: Number.NaN }] };
    expect(() => encodeReply(request({ op: 'with_id', id: 'a' }), body)).toThrow(TypeError);
  });

  it('refuses an answer over the limit of a reply', () => {
    const search = request({ op: 'with_id', id: 'a', radius: 2, limit: 100_000 });
    const payload = Array.from({ length: 40_000 }, () => ({ id: 'x'.repeat(255), distance: 1 }));
    expect(codeOf(() => encodeReply(search, { payload }))).toBe('REPLY_TOO_LARGE');
    expect(codeOf(() => encodeReply(search, { payload: payload.slice(0, 20_000) }))).toBe('ok');
  });
});

describe('replyBytesBound', () => {
  const point = -2.2250738585072014e-308; // As many characters as a double needs.
  const longest = { id: '"'.repeat(255), distance: point };
  const cases: readonly (readonly [Readonly<Record<string, unknown>>, ReplyBody])[] = [
    [{ op: 'with_id', id: 'a' }, { payload: [longest] }],
    [{ op: 'with_id', id: 'a', k: 1000 }, { payload: Array.from({ length: 1000 }, () => longest) }],
    [
      { op: 'with_id', id: 'a', radius: 1, limit: 3000 },
      { payload: Array.from({ length: 3000 }, () => longest), total: 1e9, truncated: true },
    ],
    [
      { op: 'get_ts', id: 'a' },
      {
        payload: {
          ts: [new Float64Array(65_536).fill(point), new Float64Array(65_536).fill(point)],
        },
      },
    ],
    [
      { op: 'list_ts', series: true, limit: 1 },
      {
        payload: [
          {
            id: longest.id,
            ts: [new Float64Array(65_536).fill(point), new Float64Array(65_536).fill(point)],
          },
        ],
        truncated: true,
      },
    ],
    [
      { op: 'list_ts', limit: 10_000 },
      { payload: Array.from({ length: 10_000 }, () => ({ id: longest.id })) },
    ],
    [{ op: 'distance', a: 'a', b: 'b' }, { payload: { distance: point } }],
    [{ op: 'insert_ts', id: 'a', ts: [[], []] }, { payload: { inserted: false } }],
  ];

  it.each(cases)('is not less than the reply to %j', (message, body) => {
    const asked = request({ ...message, request: '\u0001'.repeat(64) });
    const { length } = encodeReply(asked, body);
    expect(replyBytesBound(asked)).toBeGreaterThanOrEqual(length);
    expect(replyBytesBound(asked)).toBeLessThan(2 * length + 10_000);
  });

  it('is never over the limit of a reply', () => {
    const all = request({ op: 'with_id', id: 'a', radius: 2, limit: 100_000 });
    expect(replyBytesBound(all)).toBe(WIRE_LIMITS.replyBytesMax);
  });
});

describe('encodeFailure', () => {
  it('answers with the error and what could be read of the request', () => {
    const payload = { code: 'BUSY', message: 'later', outcome: 'none' } as const;
    const frame = encodeFailure({ op: null, requestId: undefined }, { status: 17, payload });
    expect(JSON.parse(frame.subarray(4).toString())).toEqual({ op: null, status: 17, payload });
  });
});

describe('readReply', () => {
  const good = { op: 'ping', status: 0, payload: {} };

  it('leaves fields alone that it does not know', () => {
    const reply = readReply(Buffer.from(JSON.stringify({ ...good, later: [1] })));
    expect(reply).toEqual({
      ...good,
      requestId: undefined,
      explain: undefined,
      truncated: false,
      total: undefined,
    });
  });

  it.each([
    [{ ...good, op: 5 }],
    [{ ...good, op: undefined }],
    [{ ...good, status: '0' }],
    [{ ...good, status: 0.5 }],
    [{ ...good, status: -1 }],
    [{ ...good, payload: undefined }],
    [{ ...good, request: 1 }],
    [{ ...good, explain: [] }],
    [{ ...good, truncated: 1 }],
    [{ ...good, total: 1.5 }],
  ])('refuses %j', (reply) => {
    expect(codeOf(() => readReply(Buffer.from(JSON.stringify(reply))))).toBe('INVALID_VALUE');
  });

  it('refuses what is no object', () => {
    expect(codeOf(() => readReply(Buffer.from('[]')))).toBe('NOT_AN_OBJECT');
  });

  it('takes the longest list of results', () => {
    const payload = Array.from({ length: 100_000 }, (_, index) => ({ id: 'x', distance: index }));
    const reply = readReply(Buffer.from(JSON.stringify({ ...good, payload })));
    expect(readNeighbours(reply.payload)).toHaveLength(100_000);
  });
});

describe('payloads', () => {
  it.each([
    [{}],
    [[{ id: 'a' }]],
    [[{ id: 1, distance: 1 }]],
    [[{ id: 'a', distance: '1' }]],
    [[{ id: 'a', distance: -1 }]],
    [
      [
        { id: 'a', distance: 2 },
        { id: 'b', distance: 1 },
      ],
    ],
    [[null]],
  ])('%j is no list of neighbours', (payload) => {
    expect(codeOf(() => readNeighbours(payload))).toBe('INVALID_VALUE');
  });

  it.each([
    [null],
    [{ ts: [[1]] }],
    [{ ts: [[1], [1, 2]] }],
    [{ ts: [[1], ['1']] }],
    [{ ts: { 0: [1], 1: [1] } }],
  ])('%j is no series', (payload) => {
    expect(codeOf(() => readPoints(payload))).toBe('INVALID_VALUE');
  });

  it('reads no field that is inherited, and none of another type', () => {
    expect(codeOf(() => readNumber({}, 'distance'))).toBe('INVALID_VALUE');
    expect(codeOf(() => readNumber([], 'length'))).toBe('INVALID_VALUE');
    expect(codeOf(() => readBoolean({ deleted: 'yes' }, 'deleted'))).toBe('INVALID_VALUE');
    for (const added of [undefined, 'a', ['a', 1], [null]]) {
      expect(codeOf(() => readTexts({ added }, 'added'))).toBe('INVALID_VALUE');
    }
    expect(readTexts({ added: ['a'] }, 'added')).toEqual(['a']);
    expect(readNumber({ distance: 0.5 }, 'distance')).toBe(0.5);
    expect(readBoolean({ deleted: false }, 'deleted')).toBe(false);
  });

  it.each([
    [undefined],
    [{ code: 'X', message: 'm' }],
    [{ code: 'X', message: 'm', outcome: 'perhaps' }],
    [{ code: 5, message: 'm', outcome: 'none' }],
    [{ code: 'X', message: 'm', outcome: 'none', field: 1 }],
    [{ code: 'X', message: 'm', outcome: 'none', place: { line: 1, column: 2 } }],
    [{ code: 'X', message: 'm', outcome: 'none', place: null }],
  ])('%j is no error', (payload) => {
    expect(codeOf(() => readErrorPayload(payload))).toBe('INVALID_VALUE');
  });

  it('reads an error whose code it does not know', () => {
    const payload = { code: 'LATER', message: 'm', outcome: 'done', extra: 1 };
    expect(readErrorPayload(payload)).toEqual({
      code: 'LATER',
      message: 'm',
      field: undefined,
      outcome: 'done',
    });
  });
});

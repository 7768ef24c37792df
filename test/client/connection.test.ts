import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type Client,
  ConnectionError,
  type ConnectOptions,
  connect,
  RemoteError,
} from '../../client/connection.ts';
import type { Handler } from '../../server/answer.ts';
import { DatabaseError } from '../../server/errors.ts';
import { encodeFrame, type Request } from '../../server/protocol/index.ts';
import { type Listener, listen } from '../../server/socket/listener.ts';
import { randomFrom } from '../server/random.ts';
import { type Act, failureOf, good, openPeer, send } from './peers.ts';

const closers: (() => Promise<unknown> | undefined)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map(async (close) => close()));
});

async function serve(handler: Handler): Promise<Listener> {
  const listener = await listen({ port: 0, handler });
  closers.push(async () => listener.close({ graceMs: 100 }));
  return listener;
}

async function dial(port: number, options: ConnectOptions = {}): Promise<Client> {
  const client = await connect({ host: '127.0.0.1', port }, { retry: false, ...options });
  closers.push(async () => client.close());
  return client;
}

/** The port of a server that does as it likes. */
async function hostile(act: Act, greet?: (socket: Socket) => void): Promise<number> {
  const peer = await openPeer(act, greet);
  closers.push(peer.close);
  return peer.port;
}

/** Sends a frame with a body of any bytes. */
function raw(body: string | Uint8Array): Act {
  return (socket) => {
    const frame = encodeFrame('x'.repeat(body.length));
    frame.set(Buffer.from(body), 4);
    socket.write(frame);
  };
}

/** All that a list has. */
async function listed<Entry>(list: AsyncIterable<Entry>): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of list) entries.push(entry);
  return entries;
}

describe('connect', () => {
  it('says what to do when nobody answers', async () => {
    const listener = await serve(async () => ({ payload: {} }));
    await listener.close();
    const error = await failureOf(connect(`vantage://127.0.0.1:${listener.port}`));
    expect(error).toMatchObject({ code: 'UNREACHABLE', outcome: 'none' });
    expect(error.message).toContain(`vantage://127.0.0.1:${listener.port}`);
    expect(error.message).toContain('vantage serve');
    expect(error.message).toContain('--url');
  });

  it('takes a URL', async () => {
    const listener = await serve(async () => ({ payload: {} }));
    const client = await connect(`vantage://127.0.0.1:${listener.port}/`);
    await client.ping();
    await client.close();
  });

  it.each([
    'http://127.0.0.1:20207',
    'vantage://',
    'vantage://127.0.0.1:20207/path',
    'vantage://user:password@127.0.0.1',
    'vantage://:secret@127.0.0.1',
    'vantage://127.0.0.1?x=1',
    'vantage://127.0.0.1:99999',
    '127.0.0.1:20207',
    '',
  ])('refuses the URL %j', async (url) => {
    await expect(connect(url)).rejects.toThrow(TypeError);
  });
});

describe('a client', () => {
  const times = [0, 1, 2];
  const values = Float64Array.of(0.1, -0, 1e-310);

  it('asks each operation in its own terms and reads the answer', async () => {
    const requests: Request[] = [];
    const listener = await serve(async (request) => {
      requests.push(request);
      switch (request.op) {
        case 'with_id':
          return { payload: [{ id: 'b', distance: 0.25 }], explain: { computed: 3 } };
        case 'with_ts':
          return { payload: [{ id: 'b', distance: 0 }], truncated: true, total: 9 };
        case 'insert_ts':
          return { payload: { inserted: true } };
        case 'delete':
          return { payload: { deleted: false } };
        case 'get_ts':
          return { payload: { ts: [times, values] } };
        case 'list_ts':
          return {
            payload: request.series ? [{ id: 'c', ts: [times, values] }] : [{ id: 'a' }],
            truncated: false,
          };
        case 'distance':
          return { payload: { distance: 0.5 } };
        case 'add_vantage':
          return { payload: { added: ['a'] } };
        case 'drop_vantage':
          return { payload: { dropped: [] } };
        case 'upsert_meta':
          return { payload: { updated: true } };
        case 'get_meta':
          return { payload: { metadata: { id: 'a', level: null } } };
        case 'select':
          return { payload: [{ id: 'a' }], truncated: true, total: 9 };
        case 'schema':
          return { payload: { columns: [{ name: 'id', type: 'text' }] } };
        case 'add_columns':
          return { payload: { added: ['level'] } };
        case 'query':
          return { payload: { value: [1] } };
        case 'stats':
          return { payload: { series: 7 } };
        case 'ping':
        case 'auth':
          return { payload: {} };
        default:
          throw new Error('no such operation');
      }
    });
    const client = await dial(listener.port);
    expect(await client.nearest({ id: 'a' }, { k: 3, explain: true, strategy: 'scan' })).toEqual({
      neighbours: [{ id: 'b', distance: 0.25 }],
      truncated: false,
      total: undefined,
      explain: { computed: 3 },
    });
    expect(await client.within({ series: { times, values } }, { radius: 1, limit: 1 })).toEqual({
      neighbours: [{ id: 'b', distance: 0 }],
      truncated: true,
      total: 9,
      explain: undefined,
    });
    expect(await client.insert('c', { times, values })).toBe(true);
    expect(await client.delete('c')).toBe(false);
    const got = await client.get('c');
    expect(got.times).toEqual(Float64Array.from(times));
    expect([...got.values].every((value, index) => Object.is(value, values[index]))).toBe(true);
    expect(await listed(client.ids({ after: '0' }))).toEqual(['a']);
    expect(await listed(client.series())).toEqual([
      { id: 'c', series: { times: Float64Array.from(times), values }, metadata: undefined },
    ]);
    expect(await client.distance('a', 'b')).toBe(0.5);
    expect(await client.addVantage({ ids: ['a', 'b'] })).toEqual(['a']);
    expect(await client.addVantage({ count: 2 }, { timeoutMs: 5_000 })).toEqual(['a']);
    expect(await client.dropVantage(['c'])).toEqual([]);
    expect(await client.upsertMetadata('a', { level: 'A' })).toBe(true);
    expect(await client.metadata('a')).toEqual({ id: 'a', level: null });
    const selecting = { where: '(= level "A")', sort: ['-level'], offset: 2 };
    expect(await client.select(selecting)).toEqual({
      rows: [{ id: 'a' }],
      truncated: true,
      total: 9,
    });
    expect(await client.columns()).toEqual([{ name: 'id', type: 'text' }]);
    expect(await client.addColumns([{ name: 'level', type: 'text' }])).toEqual(['level']);
    expect(await client.insert('d', { times, values }, { metadata: { level: 'B' } })).toBe(true);
    expect(await client.nearest({ id: 'a' }, { where: '(and)' })).toMatchObject({
      total: undefined,
    });
    expect(await client.query('(list 1)', { timeoutMs: 2_500.5 })).toEqual([1]);
    expect(await client.stats()).toEqual({ series: 7 });
    await client.ping();

    expect(requests.map((request) => request.op)).toEqual([
      'with_id',
      'with_ts',
      'insert_ts',
      'delete',
      'get_ts',
      'list_ts',
      'list_ts',
      'distance',
      'add_vantage',
      'add_vantage',
      'drop_vantage',
      'upsert_meta',
      'get_meta',
      'select',
      'schema',
      'add_columns',
      'insert_ts',
      'with_id',
      'query',
      'stats',
      'ping',
    ]);
    expect(requests[0]).toMatchObject({
      id: 'a',
      search: { extent: { tag: 'nearest', k: 3 }, strategy: 'scan', explain: true },
    });
    expect(requests[1]).toMatchObject({
      series: { times: Float64Array.from(times), values },
      search: { extent: { tag: 'within', radius: 1, limit: 1 } },
    });
    expect(requests[2]).toMatchObject({ id: 'c', series: { values } });
    expect(requests[7]).toMatchObject({ a: 'a', b: 'b' });
    expect(requests[8]).toMatchObject({ pick: { ids: ['a', 'b'] } });
    expect(requests[9]).toMatchObject({ pick: { count: 2 } });
    expect(requests[10]).toMatchObject({ ids: ['c'] });
    expect(requests[13]).toMatchObject({
      where: '(= level "A")',
      sort: [{ column: 'level', descending: true }],
      offset: 2,
      limit: 1000,
    });
    expect(requests[16]).toMatchObject({ metadata: { level: 'B' } });
    expect(requests[17]).toMatchObject({ search: { where: '(and)' } });
    expect(requests[18]).toMatchObject({ text: '(list 1)', timeoutMs: 2_501 });
  });

  it('pipelines thousands of calls, each with its own answer', async () => {
    const listener = await serve(async (request) => {
      if (Number(request.requestId) % 3 === 0) await new Promise(setImmediate);
      return { payload: { ts: [[0], [Number(request.requestId)]] } };
    });
    const client = await dial(listener.port);
    const calls = Array.from({ length: 5_000 }, async (_, index) =>
      client.get('x'.repeat(1 + (index % 7))),
    );
    const answers = await Promise.all(calls);
    expect(answers.map((answer) => answer.values[0])).toEqual(answers.map((_, index) => index));
  });

  it('gets the errors of the server as they are, and goes on', async () => {
    const listener = await serve(async (request) => {
      if (request.op !== 'get_ts') return { payload: {} };
      throw new DatabaseError('NOT_FOUND', 'no series has the id "x"', { field: 'id' });
    });
    const client = await dial(listener.port);
    const error = await failureOf(client.get('x'));
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toMatchObject({
      code: 'NOT_FOUND',
      status: 3,
      field: 'id',
      outcome: 'none',
      message: 'no series has the id "x"',
    });
    expect(await failureOf(client.nearest({ id: 'x' }, { k: 0 }))).toMatchObject({ status: 20 });
    // Half a pair: the server cannot read the request at all, and says so without a name.
    expect(await failureOf(client.get('\ud800'))).toMatchObject({ code: 'NOT_JSON', status: 26 });
    await client.ping();
  });

  it('refuses numbers that JSON has not, and sends nothing', async () => {
    const listener = await serve(async () => ({ payload: { inserted: true } }));
    const client = await dial(listener.port);
    const series = { times: [0, 1], values: [0, Number.NaN] };
    await expect(client.insert('a', series)).rejects.toThrow(TypeError);
    expect(await client.insert('a', { times: [0, 1], values: [0, 1] })).toBe(true);
  });

  it('gives up a call at its deadline, and with it the connection', async () => {
    const port = await hostile((socket, request) => {
      if (request['request'] === '0') send(socket, { ...request, status: 0, payload: {} });
    });
    const client = await dial(port, { timeoutMs: 100 });
    await client.ping();
    const started = performance.now();
    const silent = failureOf(client.stats());
    const behind = failureOf(client.ask('ping', {}, { timeoutMs: 10_000 }));
    expect(await silent).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(await behind).toMatchObject({ code: 'CLOSED', outcome: 'unknown' });
    await client.ping();
  });

  it('says that the connection closed when the server goes away', async () => {
    const port = await hostile((socket) => socket.resetAndDestroy());
    const client = await dial(port);
    expect(await failureOf(client.ping())).toMatchObject({ code: 'CLOSED', outcome: 'unknown' });
  });

  it('says so at once when the server ends and has not read what was sent', async () => {
    const port = await hostile(
      () => undefined,
      (socket) => socket.pause().end(),
    );
    const client = await dial(port);
    const points = new Float64Array(1 << 20);
    const error = await failureOf(client.insert('a', { times: points, values: points }));
    expect(error).toMatchObject({ code: 'CLOSED' });
  });

  it('waits in close for the answers under way, and sends nothing after', async () => {
    const listener = await serve(async () => {
      await sleep(50);
      return { payload: { deleted: true } };
    });
    const client = await dial(listener.port);
    const answers = Promise.all([client.delete('a'), client.delete('b')]);
    await client.close();
    expect(await answers).toEqual([true, true]);
    expect(await failureOf(client.delete('c'))).toMatchObject({ code: 'CLOSED', outcome: 'none' });
    await client.close();
  });

  it('closes although the server does not', async () => {
    const server = createServer({ allowHalfOpen: true }, (socket) => socket.resume());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = await dial((server.address() as AddressInfo).port);
    const started = performance.now();
    await client.close();
    expect(performance.now() - started).toBeLessThan(3_000);
    server.close();
  });

  it('hands on why a busy server closed, before and after it was asked', async () => {
    const listener = await listen({
      port: 0,
      connectionsMax: 1,
      handler: async () => ({ payload: {} }),
    });
    closers.push(async () => listener.close({ graceMs: 100 }));
    const first = await dial(listener.port);
    await first.ping();
    const early = await dial(listener.port);
    const both = [failureOf(early.ping()), failureOf(early.stats())];
    for (const error of await Promise.all(both)) {
      expect(error).toMatchObject({ code: 'BUSY', status: 17, outcome: 'none' });
    }
    const late = await dial(listener.port);
    await sleep(50);
    expect(await failureOf(late.ping())).toMatchObject({ code: 'BUSY', status: 17 });
  });
});

describe('a client of a hostile server', () => {
  const acts: readonly (readonly [string, Act])[] = [
    [
      'another request’s echo',
      (socket, request) => send(socket, { ...good(request), request: '9' }),
    ],
    ['no echo', (socket, request) => send(socket, { ...good(request), request: undefined })],
    ['another operation', (socket, request) => send(socket, { ...good(request), op: 'ping' })],
    ['no operation', (socket, request) => send(socket, { ...good(request), op: null })],
    [
      'a payload of another shape',
      (socket, request) => send(socket, { ...good(request), payload: 5 }),
    ],
    ['no payload', (socket, request) => send(socket, { ...good(request), payload: undefined })],
    ['an error without a code', (socket, request) => send(socket, { ...good(request), status: 2 })],
    ['JSON that is no object', raw('[]')],
    ['no JSON', raw('{nope')],
    ['no UTF-8', raw(Uint8Array.of(0xff, 0xfe))],
    ['a hostile key', raw('{"op":"stats","status":0,"payload":{"__proto__":{"polluted":1}}}')],
    ['JSON without a bottom', raw('['.repeat(100_000))],
    ['a length of 0', (socket) => socket.write(Buffer.alloc(8))],
    ['a length over the limit', (socket) => socket.write(Buffer.alloc(8, 0xff))],
    ['HTTP', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ];

  it.each(acts)('that sends %s gives up with BAD_REPLY', async (_name, act) => {
    const port = await hostile(act);
    const client = await dial(port, { timeoutMs: 2_000 });
    const first = failureOf(client.stats());
    const second = failureOf(client.ping());
    expect(await first).toMatchObject({ code: 'BAD_REPLY', outcome: 'unknown' });
    expect(await second).toMatchObject({ code: 'CLOSED' });
    expect('polluted' in {}).toBe(false);
  });

  it('that answers twice gives up before the next answer can be mistaken', async () => {
    const port = await hostile((socket, request) => {
      send(socket, good(request));
      send(socket, good(request));
    });
    const client = await dial(port);
    const [, error] = await Promise.all([client.stats(), failureOf(client.ping())]);
    expect(error).toMatchObject({ code: 'BAD_REPLY', outcome: 'unknown' });
  });

  it('that speaks unasked gives up', async () => {
    const port = await hostile(
      () => undefined,
      (socket) => send(socket, { op: 'ping', status: 0, payload: {} }),
    );
    const client = await dial(port);
    await sleep(30);
    expect(['BAD_REPLY', 'CLOSED']).toContain((await failureOf(client.ping())).code);
  });

  it('that never ends its reply keeps the deadline and the limit', async () => {
    const flood = await hostile((socket) => {
      socket.write(Buffer.from([0xff, 0xff, 0xff, 0x00]));
      const timer = setInterval(() => socket.write(Buffer.alloc(10_000, 'x')), 5);
      socket.on('close', () => clearInterval(timer));
    });
    const patient = await dial(flood, { timeoutMs: 100 });
    expect(await failureOf(patient.ping())).toMatchObject({ code: 'TIMEOUT' });
    const strict = await dial(flood, { timeoutMs: 5_000, replyBytesMax: 1 << 20 });
    expect(await failureOf(strict.ping())).toMatchObject({ code: 'BAD_REPLY' });
  });

  it('that sends without end is cut off at the limit of a reply', async () => {
    const replyBytesMax = 1 << 20;
    let taken = 0;
    const port = await hostile(
      () => undefined,
      (socket) => {
        const header = Buffer.alloc(4);
        header.writeUInt32LE(replyBytesMax);
        socket.write(header);
        const pour = (): void => {
          while (!socket.destroyed && socket.write(Buffer.alloc(1 << 16, 'x'))) taken += 1 << 16;
        };
        socket.on('drain', pour);
        pour();
      },
    );
    const client = await dial(port, { timeoutMs: 10_000, replyBytesMax });
    expect((await failureOf(client.ping())).code).toBe('BAD_REPLY');
    // What both sockets buffer comes on top.
    expect(taken).toBeLessThan(replyBytesMax + (16 << 20));
  });

  it('whatever it sends, settles every call exactly once', async () => {
    const random = randomFrom(7);
    const outcomes = new Map<string, number>();
    const port = await hostile((socket, request) => {
      const frame = encodeFrame(JSON.stringify(good(request)));
      if (random(3) === 0) frame[random(frame.length)] = random(256);
      if (random(20) === 0) socket.write(frame.subarray(0, random(frame.length)));
      else socket.write(frame);
    });
    for (let round = 0; round < 60; round += 1) {
      // oxlint-disable-next-line no-await-in-loop -- One connection after the other.
      const client = await dial(port, { timeoutMs: 150 });
      const calls = Array.from({ length: 20 }, async () =>
        client.ping().then(
          () => 'ok',
          (error: unknown) =>
            error instanceof ConnectionError || error instanceof RemoteError ? error.code : 'other',
        ),
      );
      // oxlint-disable-next-line no-await-in-loop
      for (const outcome of await Promise.all(calls)) {
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    }
    expect(outcomes.get('other')).toBeUndefined();
    expect(outcomes.get('ok')).toBeGreaterThan(20);
    expect(outcomes.get('BAD_REPLY')).toBeGreaterThan(10);
    expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).toBe(60 * 20);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Handler } from '../../../server/answer.ts';
import { DatabaseError } from '../../../server/errors.ts';
import { encodeFrame, type ReplyBody } from '../../../server/protocol/index.ts';
import { type Listener, type ListenOptions, listen } from '../../../server/socket/listener.ts';
import { ByteBudget } from '../../../server/turns/byte-budget.ts';
import { TurnAllowance } from '../../../server/turns/turn-allowance.ts';
import { pick, randomFrom } from '../random.ts';
import { connectRaw, header, type RawClient } from '../raw-client.ts';

const listeners: Listener[] = [];
const clients: RawClient[] = [];
const gates: (() => void)[] = [];

afterEach(async () => {
  for (const open of gates.splice(0)) open(); // For close waits for every handler.
  for (const client of clients.splice(0)) client.socket.destroy();
  await Promise.all(listeners.splice(0).map(async (listener) => listener.close({ graceMs: 500 })));
});

async function serve(handler: Handler, options: Partial<ListenOptions> = {}): Promise<Listener> {
  const listener = await listen({ port: 0, handler, ...options });
  listeners.push(listener);
  return listener;
}

async function dial(listener: Listener): Promise<RawClient> {
  const client = await connectRaw(listener.port);
  clients.push(client);
  return client;
}

const pong: Handler = async () => ({ payload: {} });

/** A handler whose answers wait until `open` is called; `started` counts its requests. */
function gate(): { readonly handler: Handler; readonly started: () => number; open: () => void } {
  let count = 0;
  const waiting: (() => void)[] = [];
  let isOpen = false;
  const open = (): void => {
    isOpen = true;
    for (const resolve of waiting.splice(0)) resolve();
  };
  gates.push(open);
  return {
    started: () => count,
    handler: async () => {
      count += 1;
      if (!isOpen) await new Promise<void>((resolve) => waiting.push(resolve));
      return { payload: {} };
    },
    open,
  };
}

/** Resolves when `holds` does, looked at every few milliseconds; fails after twenty seconds. */
async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`still not: ${holds.toString()}`);
    // oxlint-disable-next-line no-await-in-loop -- A poll is a wait in a loop.
    await sleep(5);
  }
}

describe('order', () => {
  it('is that of the requests, whichever handler finishes first', async () => {
    const finished: string[] = [];
    const listener = await serve(async (request) => {
      const late = request.op === 'get_ts' ? Number(request.id) : 0;
      await sleep(late);
      finished.push(String(late));
      return { payload: {} };
    });
    const client = await dial(listener);
    const delays = [40, 5, 30, 0, 20, 10];
    client.send(...delays.map((ms) => ({ op: 'get_ts', id: String(ms), request: String(ms) })));
    const replies = await client.receiveMany(delays.length);
    expect(replies.map((reply) => Number(reply?.['request']))).toEqual(delays);
    expect(finished).not.toEqual(delays.map(String));
  });

  it('holds for requests that are refused among those that are not', async () => {
    const listener = await serve(async () => {
      await sleep(10);
      return { payload: {} };
    });
    const client = await dial(listener);
    client.send({ op: 'ping' }, { op: 'no_such' }, null, { op: 'ping' }, { op: 'get_ts' });
    const replies = await client.receiveMany(5);
    expect(replies.map((reply) => [reply?.['op'], reply?.['status']])).toEqual([
      ['ping', 0],
      ['no_such', 2],
      [null, 26],
      ['ping', 0],
      ['get_ts', 20],
    ]);
  });

  it('holds for 10,000 requests in one write, of which 64 at most are under way', async () => {
    let underWay = 0;
    let most = 0;
    const listener = await serve(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return { payload: {} };
    });
    const client = await dial(listener);
    const ids = Array.from({ length: 10_000 }, (_, index) => String(index));
    client.send(...ids.map((request) => ({ op: 'ping', request })));
    const replies = await client.receiveMany(ids.length);
    expect(replies.map((reply) => reply?.['request'])).toEqual(ids);
    expect(most).toBe(64);
  });

  it('leaves others their turn after 80 requests, however quick they are', async () => {
    let turn = 0;
    const perTurn = new Map<number, number>();
    const handler: Handler = () => {
      perTurn.set(turn, (perTurn.get(turn) ?? 0) + 1);
      return { payload: {} };
    };
    const listener = await serve(handler);
    const client = await dial(listener);
    const counter = { next: setImmediate(() => undefined) };
    const count = (): void => {
      turn += 1;
      counter.next = setImmediate(count);
    };
    count();
    client.send(...Array.from({ length: 5_000 }, () => ({ op: 'ping' })));
    await client.receiveMany(5_000);
    clearImmediate(counter.next);
    // Where sockets are looked at, and where those go on that wait.
    expect(Math.max(...perTurn.values())).toBeLessThanOrEqual(160);
    expect([...perTurn.values()].reduce((sum, one) => sum + one, 0)).toBe(5_000);
  });

  it('of a client with one request is before that of fifty with hundreds each', async () => {
    const begun: string[] = [];
    const listener = await serve((request) => {
      begun.push(request.op);
      return { payload: {} };
    });
    const greedy = await Promise.all(Array.from({ length: 50 }, async () => dial(listener)));
    const modest = await dial(listener);
    await Promise.all([...greedy, modest].map(async (client) => client.ask({ op: 'ping' })));
    begun.length = 0;
    for (const client of greedy)
      client.send(...Array.from({ length: 400 }, () => ({ op: 'ping' })));
    expect(await modest.ask({ op: 'stats' })).toMatchObject({ status: 0 });
    await Promise.all(greedy.map(async (client) => client.receiveMany(400)));
    expect(begun).toHaveLength(20_001);
    expect(begun.indexOf('stats')).toBeLessThan(2_000);
  });

  it('lets short requests pass by long ones, of which a turn has as many as it has time for', async () => {
    const perTurn = new Map<number, number>();
    const begun: string[] = [];
    let turn = 0;
    const listener = await serve((request) => {
      begun.push(request.op);
      if (request.op !== 'list_ts') return { payload: {} };
      perTurn.set(turn, (perTurn.get(turn) ?? 0) + 1);
      const end = performance.now() + 12; // More than a turn has.
      while (performance.now() < end);
      return { payload: [], truncated: false };
    });
    const long = await Promise.all(Array.from({ length: 20 }, async () => dial(listener)));
    const short = await dial(listener);
    const counter = { next: setImmediate(() => undefined) };
    const count = (): void => {
      turn += 1;
      counter.next = setImmediate(count);
    };
    count();
    const page = { op: 'list_ts', series: true };
    for (const client of long) client.send(page, page, page);
    await until(() => begun.length > 0);
    expect(await short.ask({ op: 'ping' })).toMatchObject({ status: 0 });
    const before = begun.indexOf('ping');
    const replies = await Promise.all(long.map(async (client) => client.receiveMany(3)));
    clearImmediate(counter.next);
    expect(replies.flat().map((reply) => reply?.['status'])).toEqual(replies.flat().map(() => 0));
    // One where sockets are looked at, and one of those who wait.
    expect(Math.max(...perTurn.values())).toBeLessThanOrEqual(2);
    expect(before).toBeLessThan(60);
  });

  it('is kept on each of many connections whose bytes arrive interleaved', async () => {
    const listener = await serve(async (request) => {
      if (request.op !== 'get_ts') return { payload: {} };
      await sleep(request.id.length % 3);
      return { payload: { ts: [[0], [request.id.length]] } };
    });
    const dialled = await Promise.all(Array.from({ length: 20 }, async () => dial(listener)));
    const rounds = 30;
    const streams = dialled.map((_, mine) =>
      Buffer.concat(
        Array.from({ length: rounds }, (__, round) => {
          const message = { op: 'get_ts', id: 'x'.repeat(1 + mine), request: `${mine}/${round}` };
          return encodeFrame(JSON.stringify(message));
        }),
      ),
    );
    const longest = Math.max(...streams.map((stream) => stream.length));
    for (let at = 0; at < longest; at += 37) {
      for (const [mine, client] of dialled.entries()) {
        client.socket.write(streams[mine]?.subarray(at, at + 37) ?? Buffer.alloc(0));
      }
    }
    const all = await Promise.all(dialled.map(async (client) => client.receiveMany(rounds)));
    for (const [mine, replies] of all.entries()) {
      for (const [round, reply] of replies.entries()) {
        expect(reply?.['request']).toBe(`${mine}/${round}`);
        expect(reply?.['payload']).toEqual({ ts: [[0], [1 + mine]] });
      }
    }
  });
});

describe('input', () => {
  it('is read no further while 64 requests are under way, and again afterwards', async () => {
    const door = gate();
    const listener = await serve(door.handler);
    const client = await dial(listener);
    const padding = ' '.repeat(64 * 1024);
    const frame = encodeFrame(`{"op":"ping"}${padding}`);
    const count = 1_000; // 64 MB: more than the kernel buffers for a socket.
    for (let index = 0; index < count; index += 1) client.socket.write(frame);
    await until(() => door.started() === 64);
    const unsent: number[] = [Number.POSITIVE_INFINITY, client.socket.writableLength];
    while (unsent.at(-1) !== unsent.at(-2)) {
      // oxlint-disable-next-line no-await-in-loop -- Until the server takes no more.
      await sleep(150);
      unsent.push(client.socket.writableLength);
    }
    expect(door.started()).toBe(64);
    expect(unsent.at(-1)).toBeGreaterThan(16 << 20);
    door.open();
    await client.receiveMany(count);
    expect(door.started()).toBe(count);
  });

  it('that is not a request gets an error and leaves the connection alive', async () => {
    const listener = await serve(pong);
    const client = await dial(listener);
    const bodies = ['null', '[1]', '{nope', '{"op":5}', '{"op":"ping","x":1}', '"', ' ', '\u0000'];
    for (const body of bodies) {
      client.socket.write(encodeFrame(body));
      // oxlint-disable-next-line no-await-in-loop -- One after the other is what is tested.
      const reply = await client.receive();
      expect(reply?.['status']).toBeGreaterThan(0);
      expect(reply?.['payload']).toMatchObject({ outcome: 'none', message: expect.any(String) });
    }
    expect(await client.ask({ op: 'ping' })).toMatchObject({ status: 0 });
  });

  it.each([0, 1, 3, 4, 1001, 2 ** 31, 2 ** 32 - 1])(
    'with a frame of length %i gets its earlier replies, an error, and the end',
    async (length) => {
      const listener = await serve(
        async () => {
          await sleep(10);
          return { payload: {} };
        },
        { limits: { frameBytesMax: 1000 } },
      );
      const client = await dial(listener);
      client.send({ op: 'ping' });
      client.socket.write(header(length));
      for (let index = 0; index < 50; index += 1) client.socket.write(Buffer.alloc(10_000, 'x'));
      expect(await client.receive()).toMatchObject({ op: 'ping', status: 0 });
      expect(await client.receive()).toMatchObject({ op: null, status: length > 4 ? 16 : 26 });
      expect(await client.receive()).toBeUndefined();
      client.socket.write('what was on its way'); // No reset takes the reply from a slow reader.
      await sleep(20);
      client.socket.end();
      expect(await client.closed).toBe(false);
    },
  );

  it('behind a bad frame is thrown away also when the server had stopped reading', async () => {
    const door = gate();
    const listener = await serve(door.handler, { limits: { requestsMax: 1 } });
    const client = await dial(listener);
    client.send({ op: 'ping' });
    client.socket.write(Buffer.concat([header(0), Buffer.alloc(8 << 20)]));
    client.socket.end();
    await until(() => door.started() === 1);
    door.open();
    expect(await client.receive()).toMatchObject({ op: 'ping', status: 0 });
    expect(await client.receive()).toMatchObject({ payload: { code: 'FRAME_LENGTH' } });
    expect(await client.receive()).toBeUndefined();
    expect(await client.closed).toBe(false);
  });

  it('that drips is ended a while after the first byte of a frame, however often it drips', async () => {
    const listener = await serve(pong, { limits: { frameMsMax: 150 } });
    const client = await dial(listener);
    expect(await client.ask({ op: 'ping' })).toMatchObject({ status: 0 });
    await sleep(200); // Between frames there is no clock.
    expect(await client.ask({ op: 'ping' })).toMatchObject({ status: 0 });
    const started = performance.now();
    client.socket.write(header(1000));
    const drip = setInterval(() => client.socket.write('x'), 10);
    const reply = await client.receive();
    clearInterval(drip);
    expect(reply).toMatchObject({ op: null, status: 18, payload: { code: 'FRAME_TIMEOUT' } });
    expect(performance.now() - started).toBeGreaterThan(140);
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(await client.receive()).toBeUndefined();
  });

  it('has the whole time again for every frame', async () => {
    const listener = await serve(pong, { limits: { frameMsMax: 200 } });
    const client = await dial(listener);
    const frame = encodeFrame('{"op":"ping"}');
    // The end of each frame comes with the beginning of the next, so that one is always open.
    client.socket.write(frame.subarray(0, 7));
    for (let index = 0; index < 6; index += 1) {
      // oxlint-disable-next-line no-await-in-loop -- Time passes.
      await sleep(80);
      client.socket.write(Buffer.concat([frame.subarray(7), frame.subarray(0, 7)]));
    }
    const replies = await client.receiveMany(6);
    expect(replies.map((reply) => reply?.['status'])).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('that came whole in time is answered, however long others have their turn before it', async () => {
    const listener = await serve(
      (request) => {
        if (request.op !== 'list_ts') return { payload: {} };
        const end = performance.now() + 12;
        while (performance.now() < end);
        return { payload: [], truncated: false };
      },
      { limits: { frameMsMax: 100 } },
    );
    const others = await Promise.all(Array.from({ length: 20 }, async () => dial(listener)));
    const slow = await dial(listener);
    await Promise.all([...others, slow].map(async (client) => client.ask({ op: 'ping' })));
    const frame = encodeFrame('{"op":"ping"}');
    slow.socket.write(frame.subarray(0, 8));
    await sleep(20);
    for (const client of others) client.send({ op: 'list_ts' }, { op: 'list_ts', series: true });
    slow.socket.write(frame.subarray(8));
    expect(await slow.receive()).toMatchObject({ op: 'ping', status: 0 });
    await Promise.all(others.map(async (client) => client.receiveMany(2)));
  });

  it('in flight does not run out of time while the server reads no further', async () => {
    const door = gate();
    const listener = await serve(door.handler, { limits: { frameMsMax: 80, requestsMax: 2 } });
    const client = await dial(listener);
    const frame = encodeFrame('{"op":"ping"}');
    client.socket.write(Buffer.concat([frame, frame, frame.subarray(0, 6)]));
    await until(() => door.started() === 2);
    await sleep(160);
    door.open();
    client.socket.write(frame.subarray(6));
    const replies = await client.receiveMany(3);
    expect(replies.map((reply) => reply?.['status'])).toEqual([0, 0, 0]);
  });
});

describe('a client that ends', () => {
  it('its side after the requests still gets every reply, and then the end', async () => {
    const listener = await serve(async () => {
      await sleep(20);
      return { payload: {} };
    });
    const client = await dial(listener);
    client.send(
      ...Array.from({ length: 200 }, (_, index) => ({ op: 'ping', request: `${index}` })),
    );
    client.socket.end();
    const replies = await client.receiveMany(200);
    expect(replies.at(-1)).toMatchObject({ request: '199', status: 0 });
    expect(await client.receive()).toBeUndefined();
    expect(await client.closed).toBe(false);
    await until(() => listener.connectionCount() === 0);
  });

  it('inside a frame is told so', async () => {
    const listener = await serve(pong);
    const client = await dial(listener);
    client.socket.write(
      Buffer.concat([encodeFrame('{"op":"ping"}'), header(17), Buffer.from('{')]),
    );
    client.socket.end();
    expect(await client.receive()).toMatchObject({ op: 'ping', status: 0 });
    expect(await client.receive()).toMatchObject({ payload: { code: 'FRAME_TRUNCATED' } });
    expect(await client.receive()).toBeUndefined();
  });

  it('without a word leaves nothing behind', async () => {
    const listener = await serve(pong);
    const client = await dial(listener);
    client.socket.end();
    expect(await client.receive()).toBeUndefined();
    await until(() => listener.connectionCount() === 0);
  });

  it('together with hundreds of others keeps nobody else waiting', async () => {
    const listener = await serve(pong, { allowance: new TurnAllowance(1) });
    const leaving = await Promise.all(Array.from({ length: 300 }, async () => dial(listener)));
    await Promise.all(leaving.map(async (client) => client.ask({ op: 'ping' })));
    const other = await dial(listener);
    for (const { socket } of leaving) socket.end();
    expect(await other.ask({ op: 'ping' })).toMatchObject({ status: 0 });
    expect(listener.connectionCount()).toBeGreaterThan(leaving.length / 2);
    const resets = await Promise.all(leaving.map(async ({ closed }) => closed));
    expect(resets).not.toContain(true);
    await until(() => listener.connectionCount() === 1);
  });

  it('by a reset has its requests aborted, and others notice nothing', async () => {
    const aborted: boolean[] = [];
    const listener = await serve(async (request, { signal }) => {
      if (request.op === 'stats') {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        aborted.push(signal.aborted);
      }
      return { payload: {} };
    });
    const steady = await dial(listener);
    for (let index = 0; index < 20; index += 1) {
      // oxlint-disable-next-line no-await-in-loop -- A few at a time.
      const rude = await dial(listener);
      rude.send({ op: 'stats' });
      rude.socket.write(header(100));
      // oxlint-disable-next-line no-await-in-loop -- The request has to arrive first.
      expect(await steady.ask({ op: 'ping' })).toMatchObject({ status: 0 });
      rude.socket.resetAndDestroy();
    }
    await until(() => listener.connectionCount() === 1);
    expect(aborted.every(Boolean)).toBe(true);
    expect(await steady.ask({ op: 'ping' })).toMatchObject({ status: 0 });
  });

  it('is waited for by close until its handlers have settled', async () => {
    const door = gate();
    const listener = await serve(door.handler);
    const client = await dial(listener);
    client.send({ op: 'ping' });
    await until(() => door.started() === 1);
    client.socket.resetAndDestroy();
    let closed = false;
    const close = async (): Promise<void> => {
      await listener.close({ graceMs: 10 });
      closed = true;
    };
    const closing = close();
    await sleep(100);
    expect(closed).toBe(false);
    door.open();
    await closing;
    expect(closed).toBe(true);
  });
});

describe('a reader', () => {
  const bytes = 1 << 20;
  /** An answer of about a megabyte. */
  const long: ReplyBody = {
    payload: Array.from({ length: bytes / 64 }, () => ({ id: 'x'.repeat(40), distance: 0.5 })),
  };
  const ask = { op: 'with_id', id: 'x', radius: 1, limit: bytes / 64 };

  it('that takes nothing is closed, and holds no more than it may until then', async () => {
    let started = 0;
    const listener = await serve(
      async () => {
        started += 1;
        return long;
      },
      { limits: { stallMsMax: 300, outputBytesMax: 20 << 20 } },
    );
    const client = await dial(listener);
    client.socket.pause();
    client.send(...Array.from({ length: 200 }, () => ask));
    await until(() => started > 0);
    await sleep(150);
    // What is under way is bounded before it is made, and what the kernel takes is not held.
    expect(started).toBeLessThan(40);
    await until(() => listener.connectionCount() === 0);
    expect(started).toBeLessThan(40);
  });

  it('that is slow and moves is not closed, and gets every byte', async () => {
    const stallMsMax = 1500; // Longer than a busy machine keeps this process waiting.
    const count = 40; // More than the kernel buffers.
    const limits = { stallMsMax, outputBytesMax: 80 << 20 }; // Some always wait.
    const listener = await serve(async () => long, { limits });
    const client = await dial(listener);
    const started = performance.now();
    client.socket.on('data', () => {
      client.socket.pause();
      setTimeout(() => client.socket.resume(), 4);
    });
    client.send(...Array.from({ length: count }, () => ask));
    const replies = await client.receiveMany(count);
    for (const reply of replies) expect(reply?.['payload']).toHaveLength(bytes / 64);
    expect(performance.now() - started).toBeGreaterThan(stallMsMax);
  });

  it('that takes a little now and then is closed, its room given back, and the log told why', async () => {
    const refused: unknown[] = [];
    const taken = { bytes: 0, pieces: 0 };
    const listener = await serve(async () => long, {
      limits: { stallMsMax: 60_000, paceBytesMin: 64 << 20, paceMsMax: 400 },
      output: new ByteBudget(4 << 20),
      onRefused: (error, client) => refused.push([error, client]),
    });
    const slow = await dial(listener);
    slow.socket.on('data', (chunk: Buffer) => {
      taken.bytes += chunk.length;
      taken.pieces += 1;
      slow.socket.pause();
      setTimeout(() => slow.socket.resume(), 20);
    });
    slow.send(...Array.from({ length: 200 }, () => ask));
    await until(() => taken.pieces > 1);
    const other = await dial(listener);
    other.send({ ...ask, request: 'waits' }); // There is no room for its answer before that.
    expect(await other.receive()).toMatchObject({ request: 'waits', status: 0 });
    await until(() => listener.connectionCount() === 1);
    expect(taken.bytes).toBeLessThan(200 * bytes);
    const why = expect.stringContaining('67108864 are the least') as string;
    expect(refused).toEqual([
      [expect.objectContaining({ code: 'TIMEOUT', message: why }), '127.0.0.1'],
    ]);
  });

  it('waits for its turn when all connections together hold what they may', async () => {
    const door = gate();
    const started: string[] = [];
    const listener = await serve(
      async (request, context) => {
        started.push(request.requestId ?? '');
        return request.op === 'ping' ? { payload: {} } : door.handler(request, context);
      },
      { output: new ByteBudget(1 << 20) },
    );
    const first = await dial(listener);
    const second = await dial(listener);
    first.send({ op: 'with_id', id: 'x', k: 2_000, request: 'first' });
    await until(() => started.length === 1);
    second.send({ op: 'with_id', id: 'x', k: 2_000, request: 'second' });
    const third = await dial(listener);
    expect(await third.ask({ op: 'ping', request: 'small' })).toMatchObject({ status: 0 });
    expect(started).toEqual(['first', 'small']);
    door.open();
    expect(await second.receive()).toMatchObject({ request: 'second', status: 0 });
    expect(await first.receive()).toMatchObject({ request: 'first', status: 0 });
  });

  it('that goes away gives back what it held of all connections together', async () => {
    const door = gate();
    const listener = await serve(door.handler, { output: new ByteBudget(1 << 20) });
    const first = await dial(listener);
    const second = await dial(listener);
    first.send({ op: 'with_id', id: 'x', k: 2_000 });
    await until(() => door.started() === 1);
    second.send({ op: 'with_id', id: 'x', k: 2_000 });
    await sleep(30);
    expect(door.started()).toBe(1);
    first.socket.resetAndDestroy();
    await until(() => door.started() === 2);
    door.open();
    expect(await second.receive()).toMatchObject({ status: 0 });
  });
});

describe('requests that are large', () => {
  /** A frame of some 400 KiB. */
  const frame = encodeFrame(
    JSON.stringify({
      op: 'with_ts',
      ts: [Array.from({ length: 50_000 }, () => 0.25), Array.from({ length: 50_000 }, () => 1)],
    }),
  );
  const kept = frame.subarray(0, 64);

  it('wait to be read until there is room for them, and their time does not run meanwhile', async () => {
    const door = gate();
    const input = new ByteBudget(frame.length);
    const limits = { frameMsMax: 150 };
    const listener = await serve(door.handler, { input, limits });
    const [first, second, third] = [
      await dial(listener),
      await dial(listener),
      await dial(listener),
    ];
    first.socket.write(frame);
    await until(() => door.started() === 1);
    second.socket.write(frame);
    third.socket.write(kept);
    await until(() => second.socket.writableLength > 0 || second.socket.bytesWritten > 0);
    await sleep(2 * limits.frameMsMax);
    expect(door.started()).toBe(1);
    expect(input.bytesHeld).toBe(frame.length);
    door.open();
    expect(await first.receive()).toMatchObject({ op: 'with_ts', status: 0 });
    expect(await second.receive()).toMatchObject({ op: 'with_ts', status: 0 });
    // The third had room behind the second, and time from then on.
    expect(await third.receive()).toMatchObject({ op: null, payload: { code: 'FRAME_TIMEOUT' } });
    expect(await third.receive()).toBeUndefined();
    expect(input.bytesHeld).toBe(0);
  });

  it('are held until they are answered, and beyond 16 MiB the next is not read', async () => {
    const door = gate();
    const input = new ByteBudget();
    const listener = await serve(door.handler, { input, limits: { inputBytesMax: 1 << 20 } });
    const client = await dial(listener);
    client.socket.write(Buffer.concat([frame, frame, frame, frame]));
    await until(() => door.started() === 2);
    await sleep(50);
    expect(door.started()).toBe(2);
    door.open();
    for (const reply of await client.receiveMany(4)) expect(reply).toMatchObject({ status: 0 });
    expect(input.bytesHeld).toBe(0);
  });

  it('of clients that have gone are held until their handlers have settled, and no longer', async () => {
    const door = gate();
    const input = new ByteBudget(frame.length);
    const listener = await serve(door.handler, { input });
    const first = await dial(listener);
    first.socket.write(frame);
    await until(() => door.started() === 1);
    first.socket.resetAndDestroy();
    for (let count = 0; count < 20; count += 1) {
      const inLine = await dial(listener);
      inLine.socket.write(kept);
      inLine.socket.resetAndDestroy();
    }
    await sleep(30);
    expect(input.bytesHeld).toBe(frame.length);
    door.open();
    await until(() => listener.connectionCount() === 0);
    expect(input.bytesHeld).toBe(0);
    const next = await dial(listener);
    next.socket.write(frame);
    expect(await next.receive()).toMatchObject({ status: 0 });
  });

  it('that were never begun leave a server that stops', async () => {
    const door = gate();
    const listener = await serve(door.handler, { input: new ByteBudget(frame.length) });
    const [first, second] = [await dial(listener), await dial(listener)];
    first.socket.write(frame);
    await until(() => door.started() === 1);
    second.socket.write(frame);
    await sleep(30);
    const closed = listener.close();
    expect(await second.receive()).toBeUndefined();
    second.socket.destroy();
    door.open();
    expect(await first.receive()).toMatchObject({ status: 0 });
    first.socket.end();
    await closed;
  });
});

describe('a handler', () => {
  it.each<readonly [string, Handler, Readonly<Record<string, unknown>>]>([
    [
      'that rejects with an error of the family',
      async () => {
        throw new DatabaseError('NOT_FOUND', 'no series has the id "x"', { field: 'id' });
      },
      {
        status: 3,
        payload: {
          code: 'NOT_FOUND',
          message: 'no series has the id "x"',
          field: 'id',
          outcome: 'none',
        },
      },
    ],
    [
      'that throws before it returns a promise',
      () => {
        throw new RangeError('/srv/secret.ts:1:1');
      },
      { status: 1, payload: { code: 'UNKNOWN_ERROR', outcome: 'unknown' } },
    ],
    [
      'that rejects with what is no error',
      // oxlint-disable-next-line prefer-promise-reject-errors -- That is the case.
      async () => Promise.reject({}),
      { status: 1, payload: { code: 'UNKNOWN_ERROR', outcome: 'unknown' } },
    ],
    [
      'whose answer cannot be written',
      async () => ({ payload: { distance: Number.NaN } }),
      { status: 1, payload: { code: 'UNKNOWN_ERROR', outcome: 'done' } },
    ],
    [
      'whose answer is too long',
      async () => ({ payload: { text: 'x'.repeat(9 << 20) } }),
      { status: 16, payload: { code: 'REPLY_TOO_LARGE', outcome: 'done' } },
    ],
    [
      'that resolves to nothing',
      async () => undefined as unknown as ReplyBody,
      { status: 1, payload: { code: 'UNKNOWN_ERROR', outcome: 'done' } },
    ],
  ])('%s gets an error reply, and the connection lives', async (_name, handler, expected) => {
    const faults: unknown[] = [];
    const listener = await serve(
      async (request, context) =>
        request.op === 'ping' ? { payload: {} } : handler(request, context),
      { onFault: (fault) => faults.push(fault) },
    );
    const client = await dial(listener);
    const reply = await client.ask({ op: 'delete', id: 'x', request: 'r' });
    expect(reply).toMatchObject({ op: 'delete', request: 'r', ...expected });
    expect(JSON.stringify(reply)).not.toContain('secret');
    expect(faults).toHaveLength(expected['status'] === 1 ? 1 : 0);
    expect(await client.ask({ op: 'ping' })).toMatchObject({ status: 0 });
  });
});

describe('frames of noise over a socket', () => {
  it('are answered one for one, and never end the connection', async () => {
    const listener = await serve(pong);
    const client = await dial(listener);
    const random = randomFrom(20_207);
    const words = ['{', '}', '[', ']', ':', ',', '"op"', '"ping"', '"id"', '1e999', '\\', '"', 'é'];
    const count = 3_000;
    for (let index = 0; index < count; index += 1) {
      let body = '{"op":"ping"';
      for (let length = random(8); length >= 0; length -= 1) body += pick(random, words);
      client.socket.write(
        encodeFrame(index % 3 === 0 ? body : `${body.slice(0, random(15) + 1)}}`),
      );
    }
    const replies = await client.receiveMany(count);
    const statuses = replies.map((reply) => reply?.['status']);
    expect(statuses.filter((status) => status === 0).length).toBeGreaterThan(10);
    expect(statuses.filter((status) => status === 26).length).toBeGreaterThan(1_000);
    expect(statuses).not.toContain(1);
    expect(statuses).not.toContain(undefined);
    expect(await client.ask({ op: 'ping' })).toMatchObject({ status: 0 });
  });
});

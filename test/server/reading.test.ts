import { afterEach, describe, expect, it } from 'vitest';
import type { Handler } from '../../server/answer.ts';
import {
  encodeFrame,
  ProtocolError,
  type Reading,
  type Request,
  readRequest,
} from '../../server/protocol/index.ts';
import { LARGE_BYTES, RequestReader } from '../../server/reading/index.ts';
import { type Listener, listen } from '../../server/socket/listener.ts';
import { framed } from './fuzz/exchange.ts';
import { fuzzedBody } from './fuzz/fuzzed-body.ts';
import { randomFrom } from './random.ts';
import { connectRaw } from './raw-client.ts';

const readers: RequestReader[] = [];
const listeners: Listener[] = [];

afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.close({ graceMs: 500 })));
  await Promise.all(readers.splice(0).map((reader) => reader.close()));
});

function open(): RequestReader {
  const reader = new RequestReader();
  readers.push(reader);
  return reader;
}

/** A body with so much space behind it that it is large; what is no JSON stays none. */
function grown(body: Buffer): Buffer {
  return Buffer.concat([body, Buffer.alloc(LARGE_BYTES, 0x20)]);
}

/** A reading as a value: its error by what is told of it. */
function toldOf(reading: Reading): unknown {
  if (reading.tag === 'request') return reading;
  const { error } = reading;
  if (!(error instanceof ProtocolError)) throw error;
  const { code, field, message } = error;
  return { ...reading, error: { code, field, message } };
}

describe('a reader', () => {
  it('reads what is small at once, and what is large to the same in a thread', async () => {
    const reader = open();
    const random = randomFrom(Number(process.env['VANTAGE_SEED']));
    const bodies = Array.from({ length: 300 }, () => fuzzedBody(random));
    for (const body of bodies.slice(0, 20)) expect(reader.read(body)).not.toBeInstanceOf(Promise);
    const grownBodies = bodies.map((body) => grown(body));
    const expected = grownBodies.map((body) => toldOf(readRequest(body)));
    const readings = grownBodies.map((body) => reader.read(body) as Promise<Reading>);
    for (const reading of readings) expect(reading).toBeInstanceOf(Promise);
    expect((await Promise.all(readings)).map((reading) => toldOf(reading))).toEqual(expected);
  });

  it('leaves alone the bytes around a body', async () => {
    const whole = Buffer.alloc(2 * LARGE_BYTES, 0x20);
    const body = whole.subarray(8);
    body.write('{"op":"ping"}');
    expect(await open().read(body)).toMatchObject({ tag: 'request', request: { op: 'ping' } });
    expect(whole.length).toBe(2 * LARGE_BYTES);
    expect(body.subarray(0, 13).toString()).toBe('{"op":"ping"}');
  });

  it('takes the operation from where a body was sent', async () => {
    const body = grown(Buffer.from('{"id":"a"}'));
    expect(await open().read(body, 'delete')).toMatchObject({ request: { op: 'delete', id: 'a' } });
  });

  it('says so when its thread dies, and has another for the next', async () => {
    const reader = open();
    const lost = reader.read(grown(Buffer.from('{"op":"ping"}')));
    await reader.close();
    expect(await lost).toMatchObject({ tag: 'failure', op: null, error: { code: 'WORKER_LOST' } });
    const next = await reader.read(grown(Buffer.from('{"op":"ping"}')));
    expect(next).toMatchObject({ tag: 'request' });
  });
});

function large(request: string): Buffer {
  return framed(grown(Buffer.from(`{"op":"get_ts","id":"a","request":"${request}"}`)));
}

async function serve(handler: Handler): Promise<Listener> {
  const listener = await listen({ port: 0, handler });
  listeners.push(listener);
  return listener;
}

describe('a large frame', () => {
  const ping = encodeFrame('{"op":"ping","request":"small"}');

  it('keeps its place among the others of its connection, and delays none of another', async () => {
    const begun: Request[] = [];
    const { port } = await serve((request) => {
      begun.push(request);
      return { payload: {} };
    });
    const client = await connectRaw(port);
    const other = await connectRaw(port);
    client.socket.write(Buffer.concat([ping, large('first'), ping, large('second'), ping]));
    const replies = await client.receiveMany(5);
    const order = ['small', 'first', 'small', 'second', 'small'];
    expect(replies.map((reply) => reply?.['request'])).toEqual(order);
    expect(begun.map(({ requestId }) => requestId)).toEqual(order);
    expect(await other.ask({ op: 'ping' })).toMatchObject({ status: 0 });
    client.socket.destroy();
    other.socket.destroy();
  });

  it('is answered also when its client has ended its side, or the server is stopping', async () => {
    const listener = await serve(() => ({ payload: {} }));
    const client = await connectRaw(listener.port);
    client.socket.end(Buffer.concat([large('first'), large('second')]));
    const replies = await client.receiveMany(3);
    expect(replies.map((reply) => reply?.['status'])).toEqual([0, 0, undefined]);

    const late = await connectRaw(listener.port);
    late.send({ op: 'ping' });
    await late.receive();
    late.socket.write(large('late'));
    const closed = listener.close();
    const reply = await late.receive();
    if (reply !== undefined) expect(reply).toMatchObject({ request: 'late', status: 23 });
    late.socket.destroy();
    client.socket.destroy();
    await closed;
  });

  it('of a client that has gone is not begun, and nothing of it is left', async () => {
    const begun: Request[] = [];
    const listener = await serve((request) => {
      begun.push(request);
      return { payload: {} };
    });
    const client = await connectRaw(listener.port);
    await new Promise<void>((resolve) => {
      client.socket.write(large('gone').subarray(0, LARGE_BYTES), () => resolve());
    });
    client.socket.resetAndDestroy();
    await listener.close();
    expect(begun).toEqual([]);
    expect(listener.connectionCount()).toBe(0);
  });
});

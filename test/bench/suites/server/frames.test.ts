import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { FrameConnection, frameOf } from '../../../../bench/suites/server/frames.ts';

const REQUEST = frameOf({ op: 'ping' });
const REPLY = frameOf({ op: 'ping', status: 0, payload: {} });

const servers: Server[] = [];

/** A connection to a server that `onRequest` answers for, a whole request a call. */
async function connectionTo(
  onRequest: (socket: Socket, count: number) => void,
): Promise<FrameConnection> {
  const server = createServer((socket) => {
    let bytes = 0;
    let count = 0;
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      for (; bytes >= REQUEST.length; bytes -= REQUEST.length) onRequest(socket, ++count);
    });
    socket.on('error', () => undefined);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return FrameConnection.to(`vantage://127.0.0.1:${port}`);
}

/** A clock that has passed 10 ms whenever it is looked at. */
function clock(): () => number {
  let time = 0;
  return () => (time += 10);
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe('FrameConnection', () => {
  it('asks once and gives the whole reply, in whatever pieces it came', async () => {
    const connection = await connectionTo((socket) => {
      socket.write(REPLY.subarray(0, 3), () => socket.write(REPLY.subarray(3)));
    });
    expect(await connection.ask(REQUEST)).toEqual(REPLY);
    connection.close();
  });

  it('repeats a request until the time is over and every one is answered', async () => {
    let asked = 0;
    const connection = await connectionTo((socket) => {
      asked += 1;
      socket.write(REPLY);
    });
    const exchange = { request: REQUEST, reply: REPLY };
    const found = await connection.repeat(exchange, { depth: 8, ms: 100, now: clock() });
    expect(found.count).toBe(asked);
    expect(found.count).toBeGreaterThanOrEqual(8);
    expect(found.durationMs).toBeGreaterThanOrEqual(100);
    connection.close();
  });

  it('refuses a reply that differs in a byte, however late it comes', async () => {
    const wrong = Buffer.from(REPLY);
    wrong[REPLY.length - 1]! ^= 1;
    const connection = await connectionTo((socket, count) => {
      socket.write(count === 20 ? wrong : REPLY);
    });
    const exchange = { request: REQUEST, reply: REPLY };
    await expect(
      connection.repeat(exchange, { depth: 4, ms: 1e9, now: clock() }),
    ).rejects.toMatchObject({ code: 'DISAGREEMENT' });
    connection.close();
  });

  it('says that the server closed the connection', async () => {
    const connection = await connectionTo((socket) => void socket.destroy());
    await expect(connection.ask(REQUEST)).rejects.toThrow(/closed the connection|ECONNRESET/);
  });
});

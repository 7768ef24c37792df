import { describe, expect, it, onTestFinished } from 'vitest';
import { mayPass, waitMs } from '../../client/calls/retries.ts';
import {
  type Client,
  ConnectionError,
  type ConnectOptions,
  connect,
  createWriteName,
  RemoteError,
} from '../../client/index.ts';
import type { Handler } from '../../server/answer.ts';
import { readWriteId } from '../../server/database/index.ts';
import { listen } from '../../server/socket/listener.ts';
import {
  type Act,
  bad,
  failureOf,
  good,
  openPeer,
  type Peer,
  type RawRequest,
  send,
} from './peers.ts';

const SERIES = { times: [0, 1, 2], values: [1, 0, 2] };

async function peerThat(act: Act): Promise<Peer> {
  const peer = await openPeer(act);
  onTestFinished(peer.close);
  return peer;
}

async function dial(port: number, options: ConnectOptions = {}): Promise<Client> {
  const client = await connect({ host: '127.0.0.1', port }, options);
  onTestFinished(async () => client.close());
  return client;
}

/** A peer that cuts the connection of the first `cuts` requests and answers the others. */
async function cutting(
  cuts: number,
  reply: (request: RawRequest) => RawRequest,
): Promise<{ readonly peer: Peer; readonly requests: RawRequest[] }> {
  const requests: RawRequest[] = [];
  const peer = await peerThat((socket, request) => {
    requests.push(request);
    if (requests.length <= cuts) socket.resetAndDestroy();
    else send(socket, reply(request));
  });
  return { peer, requests };
}

function refuse(request: RawRequest): RawRequest {
  return bad(request, 'READ_ONLY', 21, 'none');
}

const nothing: Handler = async () => ({ payload: {} });

describe('a call whose connection is lost', () => {
  it('is made again on a new one: a write with the same name and body', async () => {
    const { peer, requests } = await cutting(3, (request) => good(request, { inserted: true }));
    const client = await dial(peer.port);
    expect(await client.insert('a', SERIES)).toBe(true);
    expect(requests).toHaveLength(4);
    for (const request of requests) expect(request).toEqual(requests[0]);
    expect(readWriteId(String(requests[0]?.['request']))).toBeDefined();
    expect(peer.connections()).toBe(4);
  });

  it('is made again when it reads, whoever else is under way', async () => {
    const { peer } = await cutting(1, (request) => good(request, { series: 1 }));
    const client = await dial(peer.port);
    const calls = Array.from({ length: 50 }, async () => client.stats());
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 50 }, () => ({ series: 1 })));
    expect(peer.connections()).toBe(2);
  });

  it('ends with the last error at its deadline, the outcome of a write unknown', async () => {
    const { peer, requests } = await cutting(Number.POSITIVE_INFINITY, good);
    // Long enough for the deadline to come in one of the waits, which grow, and not in a try.
    const client = await dial(peer.port, { timeoutMs: 2_000 });
    const error = await failureOf(client.insert('a', SERIES));
    expect(error).toMatchObject({ code: 'CLOSED', outcome: 'unknown' });
    expect(requests.length).toBeGreaterThan(1);
  });

  it('waits for a server that restarts, and is not lost by what is not there meanwhile', async () => {
    const first = await openPeer((socket) => socket.resetAndDestroy());
    const client = await dial(first.port);
    const answer = client.insert('a', SERIES);
    await first.close();
    const error = await failureOf(client.ping({ timeoutMs: 100 }));
    expect(error).toMatchObject({ code: 'UNREACHABLE', outcome: 'none' });
    const again = await openPeer(
      (socket, request) => send(socket, good(request, { inserted: true })),
      undefined,
      first.port,
    );
    onTestFinished(again.close);
    expect(await answer).toBe(true);
  });

  it('shows its token on every connection', async () => {
    const seen: unknown[] = [];
    const peer = await peerThat((socket, request) => {
      seen.push(request['op']);
      if (seen.length === 2) socket.resetAndDestroy();
      else send(socket, good(request));
    });
    const client = await dial(peer.port, { token: 'secret' });
    await client.ping();
    expect(seen).toEqual(['auth', 'ping', 'auth', 'ping']);
  });

  it('is made again when no reply came in the time of a try', async () => {
    let count = 0;
    const peer = await peerThat((socket, request) => {
      count += 1;
      if (count > 2) send(socket, good(request, { deleted: true }));
    });
    const client = await dial(peer.port, { tryTimeoutMs: 50 });
    expect(await client.delete('a')).toBe(true);
    expect([count, peer.connections()]).toEqual([3, 3]);
  });

  it('is not made again where that was not wanted, and the next call connects anew', async () => {
    const { peer, requests } = await cutting(1, good);
    const client = await dial(peer.port, { retry: false });
    expect(await failureOf(client.ping())).toMatchObject({ code: 'CLOSED' });
    await client.ping();
    expect(requests).toHaveLength(2);
  });
});

describe('an answer', () => {
  it.each(['BUSY', 'SHUTTING_DOWN', 'CLOSED', 'WORKER_LOST'])(
    'of %s that says nothing was done is no last word',
    async (code) => {
      let count = 0;
      const peer = await peerThat((socket, request) => {
        count += 1;
        send(
          socket,
          count < 3 ? bad(request, code, 17, 'none') : good(request, { inserted: true }),
        );
      });
      const client = await dial(peer.port);
      expect(await client.insert('a', SERIES)).toBe(true);
      expect([count, peer.connections()]).toEqual([3, 1]);
    },
  );

  it.each([
    ['CONFLICT', 'none'],
    ['FORGOTTEN', 'unknown'],
    ['INVALID_VALUE', 'none'],
    ['READ_ONLY', 'none'],
    ['UNAUTHORIZED', 'none'],
    ['TIMEOUT', 'unknown'],
    ['UNKNOWN_ERROR', 'unknown'],
    ['REPLY_TOO_LARGE', 'done'],
    ['BUSY', 'unknown'],
    ['WORKER_LOST', 'done'],
  ])('of %s with outcome %s is handed on, and not asked again', async (code, outcome) => {
    let count = 0;
    const peer = await peerThat((socket, request) => {
      count += 1;
      send(socket, bad(request, code, 99, outcome));
    });
    const client = await dial(peer.port);
    expect(await failureOf(client.insert('a', SERIES))).toMatchObject({ code, outcome });
    expect(count).toBe(1);
  });

  it('leaves open what became of an earlier try of a write, and of no read', async () => {
    const write = await cutting(1, refuse);
    const writer = await dial(write.peer.port);
    const error = await failureOf(writer.insert('a', SERIES));
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toMatchObject({ code: 'READ_ONLY', status: 21, outcome: 'unknown' });
    const read = await cutting(1, refuse);
    const reader = await dial(read.peer.port);
    expect(await failureOf(reader.stats())).toMatchObject({ code: 'READ_ONLY', outcome: 'none' });
  });

  it('that is none is tried three times, on a connection each', async () => {
    const peer = await peerThat((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const client = await dial(peer.port);
    expect(await failureOf(client.ping())).toMatchObject({ code: 'BAD_REPLY' });
    expect(peer.connections()).toBe(3);
  });

  it('may be that the server has all the connections it takes', async () => {
    const listener = await listen({ port: 0, connectionsMax: 1, handler: nothing });
    onTestFinished(async () => listener.close({ graceMs: 100 }));
    const first = await dial(listener.port);
    await first.ping();
    const second = await dial(listener.port);
    const answer = second.ping();
    const error = await failureOf(second.ping({ timeoutMs: 100 }));
    expect(error).toMatchObject({ code: 'BUSY', outcome: 'none' });
    await first.close();
    await answer;
  });
});

describe('a call that is too long for a server', () => {
  it('is not sent, and disturbs no other', async () => {
    const peer = await peerThat((socket, request) => send(socket, good(request)));
    const client = await dial(peer.port);
    await client.ping();
    const values = new Float64Array(1_000_000).fill(1 / 3);
    await expect(client.insert('a', { times: values, values })).rejects.toThrow(RangeError);
    await client.ping();
    expect(peer.connections()).toBe(1);
  });
});

describe('what takes long', () => {
  it('has a connection of its own, so that nothing waits behind it', async () => {
    const letGo: (() => void)[] = [];
    const handler: Handler = async ({ op }) => {
      if (op === 'ping') return { payload: {} };
      await new Promise<void>((resolve) => letGo.push(resolve));
      if (op === 'add_vantage') return { payload: { added: [] } };
      return { payload: op === 'drop_vantage' ? { dropped: [] } : [] };
    };
    const listener = await listen({ port: 0, handler });
    onTestFinished(async () => listener.close({ graceMs: 100 }));
    const client = await dial(listener.port);
    const slow = Promise.all([
      client.addVantage({ count: 1 }),
      client.dropVantage(['a']),
      client.nearest({ id: 'a' }, { strategy: 'scan' }),
    ]);
    while (letGo.length < 3) await client.ping(); // Answered in order, they would never be.
    expect(listener.connectionCount()).toBe(2);
    for (const go of letGo) go();
    await slow;
  });
});

describe('a client that closes', () => {
  it('waits for what is under way, tries nothing again and begins nothing', async () => {
    const { peer, requests } = await cutting(1, good);
    const client = await dial(peer.port);
    const lost = failureOf(client.ping());
    while (requests.length === 0) await new Promise(setImmediate);
    const closed = client.close();
    expect(await lost).toMatchObject({ code: 'CLOSED' });
    await closed;
    expect(await failureOf(client.ping())).toMatchObject({ code: 'CLOSED', outcome: 'none' });
    expect(requests).toHaveLength(1);
  });
});

describe('names and waits', () => {
  it('are UUIDs of version 7 with the time in them, each another', () => {
    const names = Array.from({ length: 10_000 }, () => createWriteName(1_800_000_000_123));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(readWriteId(name)?.ms).toBe(1_800_000_000_123);
    const before = Date.now();
    const { ms } = readWriteId(createWriteName())!;
    expect(ms).toBeGreaterThanOrEqual(before);
    expect(ms).toBeLessThanOrEqual(Date.now());
  });

  it('grow to a bound, and are anything from nothing to that', () => {
    const bounds = Array.from({ length: 10 }, (_, at) =>
      waitMs({ count: at + 1, badReplies: 0 }, 1),
    );
    expect(bounds).toEqual([50, 100, 200, 400, 800, 1600, 2000, 2000, 2000, 2000]);
    expect(waitMs({ count: 10_000, badReplies: 0 }, 0.25)).toBe(500);
    expect(waitMs({ count: 3, badReplies: 0 }, 0)).toBe(0);
  });

  it('are for errors of the connection and the server only', () => {
    expect(mayPass(new TypeError('x'), { count: 1, badReplies: 0 })).toBe(false);
    const error = new ConnectionError('CLOSED', 'x', { outcome: 'unknown' });
    expect(mayPass(error, { count: 1, badReplies: 0 })).toBe(true);
  });
});

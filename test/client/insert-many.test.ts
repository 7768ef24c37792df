import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type Client,
  ConnectionError,
  type ConnectOptions,
  connect,
  type InsertProgress,
  type InsertRow,
  RemoteError,
} from '../../client/index.ts';
import type { Handler } from '../../server/answer.ts';
import { DatabaseError } from '../../server/errors.ts';
import { listen } from '../../server/socket/listener.ts';
import { openPeer } from './peers.ts';

const SERIES = { times: [0, 1, 2], values: [1, 0, 2] };

async function clientOf(handler: Handler, options: ConnectOptions = {}): Promise<Client> {
  const listener = await listen({ port: 0, handler });
  const client = await connect({ host: '127.0.0.1', port: listener.port }, options);
  onTestFinished(async () => {
    await client.close();
    await listener.close({ graceMs: 100 });
  });
  return client;
}

function* rows(count: number): Generator<{ id: string; series: typeof SERIES }> {
  for (let at = 0; at < count; at += 1) yield { id: `s${at}`, series: SERIES };
}

async function* rowsAndOneWithNaN(): AsyncGenerator<InsertRow> {
  yield* rows(100);
  yield { id: 's100', series: { times: [0, 1], values: [0, Number.NaN] } };
}

function uninterested(): void {
  throw new Error('not interested');
}

describe('insertMany', () => {
  it('keeps as many under way as its window has, and never more', async () => {
    let running = 0;
    let most = 0;
    const client = await clientOf(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running -= 1;
      return { payload: { inserted: true } };
    });
    const results = await client.insertMany(rows(500), { window: 7 });
    expect(results).toHaveLength(500);
    expect(most).toBe(7);
  });

  it('has one result for each row, in their order, and one of each told on the way', async () => {
    const client = await clientOf(async (request) => {
      if (request.op !== 'insert_ts') return { payload: {} };
      const number = Number(request.id.slice(1));
      if (number % 5 === 3) throw new DatabaseError('CONFLICT', 'another');
      return { payload: { inserted: number % 2 === 0 } };
    });
    const told: InsertProgress[] = [];
    const results = await client.insertMany(rowsAndOneWithNaN(), {
      onProgress: (progress) => told.push(progress),
    });
    expect(results.map(({ id }) => id)).toEqual(results.map((_, at) => `s${at}`));
    for (const [at, result] of results.entries()) {
      if (at === 100) expect(result).toMatchObject({ tag: 'failed', error: expect.any(TypeError) });
      else if (at % 5 === 3)
        expect(result).toMatchObject({ tag: 'failed', error: expect.any(RemoteError) });
      else expect(result.tag).toBe(at % 2 === 0 ? 'inserted' : 'present');
    }
    expect(told).toHaveLength(101);
    expect(told.at(-1)).toEqual({ inserted: 40, present: 40, failed: 21 });
  });

  it('sends no more when the server is gone, and says so of each row', async () => {
    let requests = 0;
    const peer = await openPeer((socket) => {
      requests += 1;
      if (requests >= 20) void peer.close();
      else socket.resetAndDestroy();
    });
    const client = await connect({ host: '127.0.0.1', port: peer.port }, { timeoutMs: 300 });
    const results = await client.insertMany(rows(2000), { window: 4 });
    expect(results).toHaveLength(2000);
    expect(results.every(({ tag }) => tag === 'failed')).toBe(true);
    const outcomes = results.map((result) =>
      result.tag === 'failed' && result.error instanceof ConnectionError
        ? result.error.outcome
        : result.tag,
    );
    expect(outcomes.slice(8)).toEqual(outcomes.slice(8).map(() => 'none'));
    await client.close();
  });

  it('hands on what its rows or its listener throw, when what was sent is settled', async () => {
    let settled = 0;
    const client = await clientOf(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      settled += 1;
      return { payload: { inserted: true } };
    });
    function* broken(): Generator<{ id: string; series: typeof SERIES }> {
      yield* rows(3);
      throw new Error('no more');
    }
    await expect(client.insertMany(broken())).rejects.toThrow('no more');
    expect(settled).toBe(3);
    await expect(client.insertMany(rows(3), { onProgress: uninterested })).rejects.toThrow(
      'not interested',
    );
    expect(settled).toBe(6);
    await expect(client.insertMany(rows(1), { window: 0 })).rejects.toThrow(RangeError);
    expect(await client.insertMany([])).toEqual([]);
  });
});

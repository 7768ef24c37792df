import { afterEach, describe, expect, it } from 'vitest';
import { type Client, ConnectionError, connect } from '../../client/index.ts';
import {
  createDatabase,
  type Database,
  demoSeries,
  type RunningServer,
  serve,
  uniformSeries,
} from '../../server/index.ts';
import { readRequest } from '../../server/protocol/index.ts';
import { connectRaw } from '../server/raw-client.ts';
import { good, openPeer, type RawRequest, send } from './peers.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

interface Served {
  readonly database: Database;
  readonly server: RunningServer;
  readonly client: Client;
}

async function served(length: number): Promise<Served> {
  const database = await createDatabase(undefined, { length });
  closers.push(() => database.close());
  const server = await serve(database, { port: 0 });
  closers.push(() => server.close());
  const client = await connect(server.url);
  closers.push(() => client.close());
  return { database, server, client };
}

async function all<Entry>(list: AsyncIterable<Entry>): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of list) entries.push(entry);
  return entries;
}

/** A client of a server that answers every list with `pages`, one after the other. */
async function scripted(
  pages: readonly Readonly<Record<string, unknown>>[],
): Promise<{ readonly client: Client; readonly asked: readonly RawRequest[] }> {
  const asked: RawRequest[] = [];
  const peer = await openPeer((socket, request) => {
    const page = pages[asked.length];
    asked.push(request);
    send(socket, { ...good(request), ...page });
  });
  closers.push(peer.close);
  const client = await connect({ host: '127.0.0.1', port: peer.port }, { retry: false });
  closers.push(() => client.close());
  return { client, asked };
}

describe('a list', () => {
  it('has every series once, in order of the bytes of ids, over as many pages as it takes', async () => {
    const { database, client } = await served(100);
    const rows = [...demoSeries(500, 3)];
    for (const id of ['é', 'z', 'A', '\u{1f600}', '\uffee']) rows.push({ ...rows[0]!, id });
    await Promise.all(rows.map(({ id, series }) => database.insert(id, series)));
    const sorted = rows.toSorted((a, b) => Buffer.from(a.id).compare(Buffer.from(b.id)));

    expect(await all(client.ids())).toEqual(sorted.map(({ id }) => id));
    const series = await all(client.series());
    expect(series).toEqual(
      sorted.map(({ id, series: points }) => ({ id, series: points, metadata: undefined })),
    );
    const behind = sorted.findIndex(({ id }) => id === 'ts-301');
    expect(await all(client.ids({ after: 'ts-301' }))).toHaveLength(sorted.length - behind - 1);
    expect(await all(client.ids({ after: 'ts-300x' }))).toContain('ts-301');
    expect(await all(client.ids({ after: '\u{1f600}' }))).toEqual([]);
  });

  it('has the metadata of the series, without what is null', async () => {
    const { database, client } = await served(3);
    await database.addColumns([
      { name: 'level', type: 'text' },
      { name: 'seen', type: 'time' },
    ]);
    const series = uniformSeries([1, 2, 3]);
    const metadata = { level: 'A', seen: '2024-05-01T12:30:00Z' };
    await database.insert('a', series, { metadata });
    await database.insert('b', series, { metadata: { level: 'B' } });
    await database.insert('c', series);
    const found = (await all(client.series())).map((entry) => entry.metadata);
    expect(found).toEqual([metadata, { level: 'B' }, undefined]);
  });

  it('counts metadata toward its pages, so that none is too large', async () => {
    const { database, client, server } = await served(3);
    const columns = Array.from({ length: 40 }, (_, at) => `c${at}`);
    await database.addColumns(columns.map((name) => ({ name, type: 'text' as const })));
    const series = uniformSeries([1, 2, 3]);
    const metadata = Object.fromEntries(columns.map((name) => [name, '"'.repeat(4_000)]));
    for (let at = 10; at < 50; at += 1) await database.insert(`s${at}`, series, { metadata });
    const wire = await connectRaw(server.port);
    closers.push(async () => wire.socket.destroy());
    const reply = await wire.ask({ op: 'list_ts', series: true });
    expect(reply?.['truncated']).toBe(true);
    expect(await all(client.series())).toHaveLength(40);
  });

  it('ends a page at its limit or its points, never before the first entry', async () => {
    const { database, server } = await served(9000);
    for (const id of ['a', 'b', 'c']) {
      const values = Array.from({ length: 9000 }, (_, at) => Math.sin(at + id.charCodeAt(0)));
      await database.insert(id, uniformSeries(values));
    }
    const wire = await connectRaw(server.port);
    closers.push(async () => wire.socket.destroy());
    const page = async (fields: object): Promise<[string, boolean]> => {
      const reply = await wire.ask({ op: 'list_ts', ...fields });
      const payload = reply?.['payload'] as readonly { readonly id: string }[];
      return [payload.map(({ id }) => id).join(''), reply?.['truncated'] as boolean];
    };
    expect(await page({})).toEqual(['abc', false]);
    expect(await page({ limit: 2 })).toEqual(['ab', true]);
    expect(await page({ limit: 3 })).toEqual(['abc', false]);
    expect(await page({ series: true })).toEqual(['a', true]);
    expect(await page({ series: true, after: 'b' })).toEqual(['c', false]);
    expect(await page({ after: 'c' })).toEqual(['', false]);
  });

  it('is walked on while series come and go behind and before it', async () => {
    const { database, client } = await served(100);
    const rows = [...demoSeries(400, 3)];
    await Promise.all(rows.map(({ id, series }) => database.insert(id, series)));
    const seen: string[] = [];
    for await (const { id } of client.series()) {
      if (seen.length === 0) {
        await database.delete(id);
        await database.delete('ts-99');
        await database.insert('zz', rows[0]!.series);
      }
      seen.push(id);
    }
    expect(seen).toContain('zz');
    expect(seen).not.toContain('ts-99');
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(400);
  });

  it('may be left in the middle', async () => {
    const { client, asked } = await scripted([
      { payload: [{ id: 'a' }, { id: 'b' }], truncated: true },
      { payload: 'nothing of the kind', truncated: true },
    ]);
    for await (const id of client.ids()) {
      expect(id).toBe('a');
      break;
    }
    expect(asked.length).toBeLessThanOrEqual(2);
  });

  it.each([
    ['the same id again', [{ id: 'a' }], true],
    ['ids that do not ascend', [{ id: 'c' }, { id: 'b' }], false],
    ['an empty page that goes on', [], true],
    ['no ids', [{ id: 7 }], false],
    ['no list', {}, false],
  ])('believes no server that sends %s', async (_, payload, truncated) => {
    const { client } = await scripted([
      { payload: [{ id: 'a' }], truncated: true },
      { payload, truncated },
    ]);
    const walk = all(client.ids());
    await expect(walk).rejects.toThrow(ConnectionError);
    await expect(walk).rejects.toMatchObject({ code: 'BAD_REPLY' });
  });
});

describe('list_ts', () => {
  it.each([
    [{}, 'ok'],
    [{ after: 'a', limit: 1, series: false }, 'ok'],
    [{ limit: 10_000 }, 'ok'],
    [{ limit: 10_001 }, 'limit'],
    [{ limit: 0 }, 'limit'],
    [{ after: '' }, 'after'],
    [{ after: 5 }, 'after'],
    [{ series: 1 }, 'series'],
    [{ k: 1 }, 'k'],
  ])('with %j is %s', (fields, due) => {
    const reading = readRequest(Buffer.from(JSON.stringify({ op: 'list_ts', ...fields })));
    const verdict =
      reading.tag === 'request' ? 'ok' : (reading.error as { readonly field?: string }).field;
    expect(verdict).toBe(due);
  });
});

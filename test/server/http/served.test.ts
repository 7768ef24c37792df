import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../../client/index.ts';
import { createToken } from '../../../server/access/index.ts';
import {
  createDatabase,
  type Database,
  demoSeries,
  type RunningServer,
  type ServeOptions,
  serve,
} from '../../../server/index.ts';
import { connectRaw } from '../raw-client.ts';
import { ask, head, open, read } from './http-client.ts';

const COUNT = 260;
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const rows = [...demoSeries(COUNT, 1)];
const points = ({ times, values }: (typeof rows)[number]['series']): readonly number[][] => [
  [...times],
  [...values],
];

/** A collection of generated series on both sides. */
async function served(
  options: ServeOptions & { readonly workers?: number } = {},
): Promise<{ readonly server: RunningServer; readonly web: number; readonly database: Database }> {
  const { workers = 0, ...rest } = options;
  const length = rows[0]!.series.values.length;
  const database = await createDatabase(undefined, { length, workers });
  closers.push(() => database.close());
  await database.addColumns([
    { name: 'level', type: 'text' },
    { name: 'blarg', type: 'number' },
  ]);
  await Promise.all(
    rows.map(({ id, series, metadata }) =>
      database.insert(id, series, { metadata: { ...metadata } }),
    ),
  );
  const server = await serve(database, { port: 0, web: { port: 0 }, ...rest });
  closers.push(() => server.close());
  return { server, database, web: Number(new URL(server.webUrl ?? '').port) };
}

/** The value of a sample, by its name and labels as they are printed. */
function sample(text: string, name: string): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

describe('a collection over HTTP', () => {
  it('answers what the wire answers, to the bit', async () => {
    const { server, web } = await served();
    const wire = await connectRaw(server.port);
    const subject = points(rows[7]!.series);
    for (const [line, body, message] of [
      ['GET /simquery?id=ts-3&k=20', undefined, { op: 'with_id', id: 'ts-3', k: 20 }],
      [
        'GET /simquery?id=ts-3&radius=0.4&limit=3',
        undefined,
        { op: 'with_id', id: 'ts-3', radius: 0.4, limit: 3 },
      ],
      ['POST /simquery', { ts: subject, k: 9 }, { op: 'with_ts', ts: subject, k: 9 }],
      [
        'GET /timeseries?after=ts-25&limit=3&series=true',
        undefined,
        { op: 'list_ts', after: 'ts-25', limit: 3, series: true },
      ],
      ['GET /timeseries?series=1', undefined, { op: 'list_ts', series: '1' }],
      [
        'GET /timeseries?level_in=A,C&blarg_in=0.25-0.75&sort=-blarg,id&fields=id,blarg',
        undefined,
        {
          op: 'select',
          where: '(and (in level "A" "C") (between blarg 0.25 0.75))',
          sort: ['-blarg', 'id'],
          fields: ['id', 'blarg'],
        },
      ],
      [
        'GET /timeseries?blarg_in=-1..1&level=B&where=(not+(%3D+id+"ts-1"))&limit=2&offset=1',
        undefined,
        {
          op: 'select',
          where: '(and (between blarg -1 1) (= level "B") (not (= id "ts-1")))',
          limit: 2,
          offset: 1,
        },
      ],
      ['GET /timeseries?blarg=x', undefined, { op: 'select', where: '(= blarg "x")' }],
      ['GET /timeseries?level=%22)(', undefined, { op: 'select', where: '(= level "\\")(")' }],
      [
        'POST /query',
        { text: '(nearest "ts-3" :k 4 :where (= level "A"))' },
        { op: 'query', text: '(nearest "ts-3" :k 4 :where (= level "A"))' },
      ],
      ['POST /query', { text: '(lenght 1)' }, { op: 'query', text: '(lenght 1)' }],
      ['GET /timeseries/ts-3', undefined, { op: 'get_ts', id: 'ts-3' }],
      ['GET /timeseries/nobody', undefined, { op: 'get_ts', id: 'nobody' }],
      [
        'POST /timeseries',
        { id: 'ts-3', ts: subject },
        { op: 'insert_ts', id: 'ts-3', ts: subject },
      ],
      [
        'POST /timeseries',
        { id: 'x', ts: [[0], [1]] },
        { op: 'insert_ts', id: 'x', ts: [[0], [1]] },
      ],
    ] as const) {
      const overHttp = await ask(web, line, { body });
      expect(overHttp.json()).toEqual(await wire.ask(message));
    }
    wire.socket.destroy();
  });

  it('stores what is posted, once, and tells of another under its id', async () => {
    const { web, database } = await served();
    const [first, second] = [points(rows[1]!.series), points(rows[2]!.series)];
    const post = (ts: readonly number[][]): ReturnType<typeof ask> =>
      ask(web, 'POST /timeseries', { body: { id: 'new/one', ts } });
    expect((await post(first)).json()).toMatchObject({ payload: { inserted: true } });
    expect((await post(first)).json()).toMatchObject({ payload: { inserted: false } });
    const other = await post(second);
    expect(other.status).toBe(409);
    expect(other.json()).toMatchObject({ payload: { code: 'CONFLICT', outcome: 'none' } });
    expect(database.size).toBe(COUNT + 1);
    const got = (await ask(web, 'GET /timeseries/new%2Fone')).json();
    expect(got).toMatchObject({ payload: { ts: first } });
  });
});

function bearer(token: string): { readonly Authorization: string } {
  return { Authorization: `Bearer ${token}` };
}

describe('tokens over HTTP', () => {
  const full = createToken('full');
  const reader = createToken('read');
  const tokens = { text: `${full.line}\n${reader.line}`, name: 'tokens' };

  it('are asked for by everything but health, and the role is held to', async () => {
    const { web } = await served({ tokens });
    for (const line of ['GET /healthz', 'GET /readyz'])
      expect((await ask(web, line)).status).toBe(200);
    const ts = points(rows[1]!.series);
    const requests = [
      ['GET /metrics', undefined, 200],
      ['GET /simquery?id=ts-1', undefined, 200],
      ['GET /timeseries/ts-1', undefined, 200],
      ['POST /simquery', { ts }, 200],
      ['POST /timeseries', { id: 'n', ts }, 403],
    ] as const;
    for (const [line, body, statusOfReader] of requests) {
      for (const headers of [
        {},
        { Authorization: `Basic ${full.token}` },
        { Authorization: 'Bearer' },
      ] as Record<string, string>[]) {
        const none = await ask(web, line, { body, headers });
        expect([line, none.status]).toEqual([line, 401]);
        expect(none.headers['www-authenticate']).toBe('Bearer');
        expect(none.json()).toMatchObject({ status: 19, payload: { code: 'UNAUTHORIZED' } });
      }
      expect((await ask(web, line, { body, headers: bearer(reader.token) })).status).toBe(
        statusOfReader,
      );
      expect((await ask(web, line, { body, headers: bearer(full.token) })).status).toBe(200);
    }
  });

  it('that are wrong bar further ones of their address on both sides, and are never told', async () => {
    const refused: unknown[] = [];
    const { web, server } = await served({
      tokens,
      onRefused: (error, client) => refused.push([error, client]),
    });
    const headers = { Authorization: 'Bearer canary' };
    let wrong = 0;
    for (;;) {
      const { status, body } = await ask(web, 'GET /metrics', { headers });
      expect(body).not.toContain('canary');
      if (status === 503) break;
      expect(status).toBe(401);
      wrong += 1;
      if (wrong === 500) throw new Error('500 wrong tokens in a row were looked at');
    }
    expect(wrong).toBeGreaterThanOrEqual(5);
    await expect(connect(server.url, { token: 'wrong' })).rejects.toMatchObject({ code: 'BUSY' });
    const client = await connect(server.url, { token: full.token });
    await client.ping();
    await client.close();
    expect((await ask(web, 'GET /metrics', { headers: bearer(full.token) })).status).toBe(200);
    expect(refused.length).toBeGreaterThan(wrong);
    expect(JSON.stringify(refused) + String(refused)).not.toContain('canary');
  });

  it('are asked for before a body is read', async () => {
    const { web } = await served({ tokens });
    const socket = await open(web);
    socket.write(
      head('POST /timeseries', { 'Content-Type': 'application/json', 'Content-Length': 1e9 }),
    );
    expect((await read(socket))?.status).toBe(401);
    socket.destroy();
  });
});

describe('metrics', () => {
  it('count requests, searches, connections, commits and the pool', async () => {
    const { web, server, database } = await served({ workers: 2 });
    const client = await connect(server.url);
    await client.nearest({ id: 'ts-3' }, { k: 2, strategy: 'scan' });
    await client.nearest({ id: 'ts-3' }, { k: 2, strategy: 'filter' });
    await client.get('nobody').catch(() => undefined);
    await client.ping();
    await ask(web, 'GET /simquery?id=ts-3&strategy=scan');
    await ask(web, 'POST /timeseries', { body: '{' });
    const raw = await connectRaw(server.port);
    await raw.ask({ op: 'drop "table"\n' });
    const before = database.stats().file.commit;
    await client.delete('ts-9');
    const answer = await ask(web, 'GET /metrics');
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = answer.body;
    const count = (op: string, status: string): number | undefined =>
      sample(text, `vantage_request_seconds_count{op="${op}",status="${status}"}`);
    expect(count('with_id', 'OK')).toBe(3);
    expect(count('get_ts', 'INVALID_KEY')).toBe(1);
    expect(count('ping', 'OK')).toBe(1);
    expect(count('insert_ts', 'MALFORMED')).toBe(1);
    expect(count('unknown', 'INVALID_OPERATION')).toBe(1);
    expect(sample(text, 'vantage_request_seconds_bucket{op="with_id",status="OK",le="+Inf"}')).toBe(
      3,
    );
    expect(sample(text, 'vantage_search_distances_count')).toBe(3);
    // Two scans compute every other series; the filter excludes some, and together they are all.
    const distances = sample(text, 'vantage_search_distances_sum')!;
    const excluded = sample(text, 'vantage_search_excluded_sum')!;
    expect(distances + excluded).toBe(3 * COUNT);
    expect(distances).toBeGreaterThanOrEqual(2 * (COUNT - 1));
    expect(excluded).toBeGreaterThan(2); // The queries themselves, and what the filter excluded.
    // The client's two, for what is quick and for scans, and the raw one.
    expect(sample(text, 'vantage_connections{transport="wire"}')).toBe(3);
    expect(sample(text, 'vantage_connections{transport="http"}')).toBe(1);
    expect(sample(text, 'vantage_engine_commit')).toBeGreaterThan(before);
    expect(sample(text, 'vantage_engine_entries{tree="ids"}')).toBe(COUNT - 1);
    expect(sample(text, 'vantage_engine_bytes{part="live"}')).toBeGreaterThan(COUNT * 1_000);
    expect(sample(text, 'vantage_series')).toBe(COUNT - 1);
    expect(sample(text, 'vantage_pool_threads')).toBe(2);
    expect(sample(text, 'vantage_pool_tasks{state="waiting"}')).toBe(0);
    expect(sample(text, 'vantage_pool_wait_seconds{quantile="1"}')).toBeGreaterThan(0);
    expect(sample(text, 'process_resident_memory_bytes')).toBeGreaterThan(1e7);
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(
        /^(# (HELP|TYPE) [a-z_]+ \S.*|[a-z_]+(\{[a-z]+="[^"\\\n]*"(,[a-z]+="[^"\\\n]*")*\})? (-?\d[\d.e+-]*|\+Inf))$/,
      );
    }
    raw.socket.destroy();
    await client.close();
  });

  it('see how late the event loop is, and whoever looks takes nothing from the others', async () => {
    const { web } = await served();
    const late = async (): Promise<number> => {
      const text = (await ask(web, 'GET /metrics')).body;
      const within = (le: string): number =>
        sample(text, `vantage_event_loop_delay_seconds_bucket{le="${le}"}`)!;
      return within('+Inf') - within('0.1');
    };
    const before = await late();
    const until = performance.now() + 250;
    while (performance.now() < until);
    await sleep(50);
    expect(await late()).toBeGreaterThan(before);
    expect(await late()).toBeGreaterThan(before);
  });
});

describe('readiness', () => {
  it('ends while the server drains, before it is gone', async () => {
    const { server, web } = await served();
    const wire = connectSocket({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
    await once(wire, 'connect');
    expect((await ask(web, 'GET /readyz')).status).toBe(200);
    wire.resume();
    const ended = once(wire, 'end');
    const closed = server.close();
    await ended; // The wire waits for this client to end its side as well.
    expect((await ask(web, 'GET /readyz')).json()).toMatchObject({ ready: false, draining: true });
    expect((await ask(web, 'GET /simquery?id=ts-1')).status).toBe(503);
    wire.destroy();
    await closed;
    await expect(ask(web, 'GET /readyz')).rejects.toThrow();
  });
});

describe('the port of HTTP', () => {
  it('that is taken is refused, and the wire given up with it', async () => {
    const { web, database } = await served();
    const second = serve(database, { port: 0, web: { port: web } });
    await expect(second).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining('--web') as unknown,
    });
  });
});

import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { OPEN_ACCESS } from '../../../server/access/index.ts';
import type { Handler } from '../../../server/answer.ts';
import { type HttpOptions, openHttp, type WebServer } from '../../../server/http/index.ts';
import { createDatabase } from '../../../server/open.ts';
import type { Request } from '../../../server/protocol/index.ts';
import { LARGE_BYTES, RequestReader } from '../../../server/reading/index.ts';
import { ByteBudget } from '../../../server/turns/byte-budget.ts';
import { TurnAllowance } from '../../../server/turns/turn-allowance.ts';
import { ask, head, open, read } from './http-client.ts';

const database = await createDatabase(undefined, { length: 4 });
const servers: WebServer[] = [];
const doors: (() => void)[] = [];

afterEach(async () => {
  for (const door of doors.splice(0)) door();
  await Promise.all(servers.splice(0).map(async (server) => server.close(100)));
});

const pong: Handler = async () => ({ payload: {} });

async function web(options: Partial<HttpOptions> = {}): Promise<WebServer> {
  const server = await openHttp({
    database,
    live: () => [],
    handler: pong,
    access: OPEN_ACCESS,
    reader: new RequestReader(),
    input: new ByteBudget(),
    output: new ByteBudget(),
    allowance: new TurnAllowance(),
    cost: () => 0,
    events: {},
    isDraining: () => false,
    isReadOnly: () => false,
    columns: () => [],
    metrics: () => 'none 1\n',
    host: '127.0.0.1',
    port: 0,
    names: ['vantage.example'],
    ...options,
  });
  servers.push(server);
  return server;
}

/** A handler whose answers wait until `open` is called. */
function gate(): { readonly handler: Handler; readonly started: () => number; open: () => void } {
  let count = 0;
  const waiting: (() => void)[] = [];
  const openDoor = (): void => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  doors.push(openDoor);
  return {
    started: () => count,
    handler: async () => {
      count += 1;
      await new Promise<void>((resolve) => waiting.push(resolve));
      return { payload: {} };
    },
    open: openDoor,
  };
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries === 1_600) throw new Error(`still not: ${holds.toString()}`);
    // oxlint-disable-next-line no-await-in-loop -- A poll is a wait in a loop.
    await sleep(5);
  }
}

/** A request that has a program carried out, with a body of `bytes`, at least 12. */
function program(bytes: number): string {
  const headers = { 'Content-Type': 'application/json', 'Content-Length': bytes };
  return head('POST /query', headers) + '{"text":"1"}'.padEnd(bytes);
}

const find = 'GET /simquery?id=a';

describe('a page of another site', () => {
  it('is kept out by its Host, whatever it asks for, and addresses and own names are not', async () => {
    const { port } = await web();
    for (const Host of [
      'localhost',
      `LOCALHOST:${port}`,
      '127.0.0.1',
      `[::1]:${port}`,
      '10.0.0.7',
      'vantage.example',
      'Vantage.Example:80',
    ]) {
      expect((await ask(port, 'GET /healthz', { headers: { Host } })).status).toBe(200);
    }
    for (const Host of [
      'evil.example',
      'localhost.evil.example',
      'evil.example:80',
      '127.0.0.1.evil.example',
      'localhost:',
      'localhost@evil.example',
      '[::1',
      '',
    ]) {
      for (const line of ['GET /healthz', find, 'GET /metrics', 'GET /no-such']) {
        const { status, json } = await ask(port, line, { headers: { Host } });
        expect([Host, status]).toEqual([Host, 421]);
        expect(json()).toMatchObject({ status: 19, payload: { code: 'UNAUTHORIZED' } });
      }
    }
  });

  it('is kept out by its Origin, and the own page is not', async () => {
    const asked: string[] = [];
    const refused: unknown[] = [];
    const { port } = await web({
      handler: async ({ op }) => {
        asked.push(op);
        return { payload: {} };
      },
      events: { onRefused: (error) => refused.push(error) },
    });
    const body = {
      id: 'a',
      ts: [
        [0, 1],
        [1, 2],
      ],
    };
    const line = 'POST /timeseries';
    for (const Origin of [
      'http://evil.example',
      'null',
      'https://localhost.evil.example',
      `http://localhost:${port + 1}`,
      'file://',
    ]) {
      const { status } = await ask(port, line, {
        headers: { Origin, Host: `localhost:${port}` },
        body,
      });
      expect([Origin, status]).toEqual([Origin, 403]);
    }
    expect(asked).toEqual([]);
    expect(refused).toHaveLength(5);
    for (const scheme of ['http', 'https']) {
      const Host = `localhost:${port}`;
      const headers = { Host, Origin: `${scheme}://${Host}` };
      expect((await ask(port, line, { headers, body })).status).toBe(200);
    }
    expect(asked).toEqual(['insert_ts', 'insert_ts']);
  });

  it('cannot send what a form can send', async () => {
    const { port } = await web();
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=application/json',
    ]) {
      const answer = await ask(port, 'POST /timeseries', {
        headers: { 'Content-Type': type },
        body: '{"id":"a","ts":[[0,1],[1,2]]}',
      });
      expect(answer.status).toBe(400);
      expect(answer.json()).toMatchObject({ payload: { code: 'NOT_JSON' } });
    }
  });
});

describe('a path', () => {
  it('that is unknown is not found, and leads nowhere', async () => {
    const { port } = await web();
    for (const path of [
      '/page/',
      '/nothing',
      '/timeseries/',
      '/timeseries/a/b',
      '/healthz/',
      '//healthz',
      '/../../etc/passwd',
      '/timeseries/../../etc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      'http://localhost/healthz',
      '/HEALTHZ',
    ]) {
      const { status, body } = await ask(port, `GET ${path}`);
      expect([path, status]).toEqual([path, 404]);
      expect(body).not.toContain('root:');
    }
  });

  it('says by which methods it may be asked, in Allow', async () => {
    const { port } = await web();
    for (const [line, allow] of [
      ['DELETE /timeseries/a', 'HEAD, GET'],
      ['PUT /timeseries', 'HEAD, GET, POST'],
      ['DELETE /timeseries', 'HEAD, GET, POST'],
      ['OPTIONS /simquery', 'HEAD, GET, POST'],
      ['POST /metrics', 'HEAD, GET'],
      ['PATCH /healthz', 'HEAD, GET'],
    ] as const) {
      const { status, headers, json } = await ask(port, line);
      expect([line, status, headers['allow']]).toEqual([line, 405, allow]);
      expect(json()).toMatchObject({ payload: { code: 'UNKNOWN_OPERATION' } });
    }
    const socket = await open(port);
    socket.write(head('HEAD /healthz'));
    socket.end();
    const chunks: string[] = [];
    for await (const chunk of socket) chunks.push(String(chunk));
    expect(chunks.join('')).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*\r\n\r\n$/);
    socket.destroy();
  });

  it('has an id that is decoded, once, and is a text like any other', async () => {
    const asked: Request[] = [];
    const { port } = await web({
      handler: async (request) => {
        asked.push(request);
        return { payload: {} };
      },
    });
    for (const id of ['a', 'a b', 'a/b', '..', 'ü', '%41', '__proto__', 'a?k=1#x', '+']) {
      expect((await ask(port, `GET /timeseries/${encodeURIComponent(id)}`)).status).toBe(200);
      expect(asked.pop()).toMatchObject({ op: 'get_ts', id });
    }
    for (const path of ['%', '%zz', '%ff', '%00', 'x'.repeat(256)]) {
      const { status, json } = await ask(port, `GET /timeseries/${path}`);
      expect([path, status]).toEqual([path, 400]);
      expect(json()).toMatchObject({
        op: 'get_ts',
        payload: { code: 'INVALID_VALUE', field: 'id' },
      });
    }
    expect(asked).toEqual([]);
  });
});

describe('a query', () => {
  it('has the fields of with_id, and what is none is refused as the wire refuses it', async () => {
    const asked: Request[] = [];
    const { port } = await web({
      handler: async (request) => {
        asked.push(request);
        return { payload: [] };
      },
    });
    expect(
      (await ask(port, 'GET /simquery?id=a&k=5&strategy=scan&explain=true&request=7')).json(),
    ).toMatchObject({ op: 'with_id', status: 0, request: '7' });
    expect(asked.pop()).toMatchObject({
      op: 'with_id',
      id: 'a',
      search: { extent: { tag: 'nearest', k: 5 }, strategy: 'scan', explain: true },
    });
    await ask(port, 'GET /simquery?id=a%26b+c&radius=1e-1&limit=2');
    expect(asked.pop()).toMatchObject({
      id: 'a&b c',
      search: { extent: { tag: 'within', radius: 0.1, limit: 2 } },
    });
    for (const [query, code, field] of [
      ['', 'MISSING_FIELD', 'id'],
      ['id=', 'INVALID_VALUE', 'id'],
      ['id=a&k=0', 'INVALID_VALUE', 'k'],
      ['id=a&k=', 'INVALID_VALUE', 'k'],
      ['id=a&k=0x5', 'INVALID_VALUE', 'k'],
      ['id=a&k=five', 'INVALID_VALUE', 'k'],
      ['id=a&k=10001', 'INVALID_VALUE', 'k'],
      ['id=a&radius=Infinity', 'INVALID_VALUE', 'radius'],
      ['id=a&radius=1e999', 'INVALID_VALUE', 'radius'],
      ['id=a&explain=yes', 'INVALID_VALUE', 'explain'],
      ['id=a&shape=round', 'UNKNOWN_FIELD', 'shape'],
      ['id=a&op=delete', 'UNKNOWN_FIELD', 'op'],
      ['id=a&__proto__=1', 'UNKNOWN_FIELD', '__proto__'],
      ['id=a&id=b', 'FORBIDDEN_KEY', undefined],
    ] as const) {
      const { status, json } = await ask(port, `GET /simquery?${query}`);
      expect([query, status]).toEqual([query, 400]);
      expect(json()).toMatchObject({ op: 'with_id', payload: { code, outcome: 'none' } });
      expect((json()['payload'] as { readonly field?: string }).field).toBe(field);
    }
    expect(asked).toEqual([]);
  });
});

describe('a body', () => {
  it('is refused as the wire refuses it', async () => {
    const { port } = await web();
    for (const [body, status, code] of [
      ['', 400, 'NOT_JSON'],
      ['[]', 400, 'NOT_AN_OBJECT'],
      ['{"id":"a","id":"b"}', 400, 'FORBIDDEN_KEY'],
      ['{"__proto__":{}}', 400, 'FORBIDDEN_KEY'],
      ['{"op":"delete","id":"a"}', 400, 'UNKNOWN_FIELD'],
      ['{"id":"a","ts":[[0,1],[1,1e999]]}', 400, 'NUMBER_OVERFLOW'],
      [`${'['.repeat(100)}${']'.repeat(100)}`, 413, 'TOO_DEEP'],
      ['{"id":"a"}', 400, 'MISSING_FIELD'],
    ] as const) {
      const answer = await ask(port, 'POST /timeseries', { body });
      expect([body, answer.status]).toEqual([body, status]);
      expect(answer.json()).toMatchObject({ payload: { code } });
    }
  });

  it('that is too large is refused before it is sent, or as soon as it is', async () => {
    const { port } = await web({ limits: { bodyBytesMax: 1_000 } });
    const declared = await ask(port, 'POST /simquery', {
      headers: { 'Content-Length': 1e12 },
      body: '{',
    });
    expect(declared.status).toBe(413);
    const socket = await open(port);
    socket.write(
      head('POST /simquery', {
        'Transfer-Encoding': 'chunked',
        'Content-Type': 'application/json',
      }),
    );
    const chunk = `3e8\r\n${' '.repeat(1_000)}\r\n`;
    for (let count = 0; count < 500; count += 1) socket.write(chunk);
    const answer = await read(socket);
    expect(answer?.status).toBe(413);
    expect(answer?.json()).toMatchObject({ status: 16, payload: { code: 'FRAME_TOO_LARGE' } });
    socket.destroy();
  });

  it('of a length and in chunks at once, or of two lengths, is not taken', async () => {
    const { port } = await web();
    for (const extra of ['Transfer-Encoding: chunked\r\n', 'Content-Length: 5\r\n']) {
      const socket = await open(port);
      socket.write(
        `POST /timeseries HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n${extra}\r\n{}  0\r\n\r\n`,
      );
      expect((await read(socket))?.status).toBe(400);
      socket.destroy();
    }
  });

  it('that is slow, and a head that is, is told so and cut off', async () => {
    const faults: unknown[] = [];
    const { port } = await web({
      limits: { headMsMax: 60, requestMsMax: 120 },
      events: { onFault: (error) => faults.push(error) },
    });
    for (const begin of [
      'GET /healthz HTTP/1.1\r\nHost: loc',
      head('POST /timeseries', { 'Content-Length': 9, 'Content-Type': 'application/json' }),
    ]) {
      const socket = await open(port);
      socket.write(begin);
      const drip = setInterval(() => socket.write('x'), 50);
      const answer = await read(socket);
      clearInterval(drip);
      expect(answer?.status).toBe(408);
      socket.destroy();
    }
    expect(faults).toEqual([]);
  });

  it('of a client that goes away in its middle asks for nothing and leaves nothing', async () => {
    const asked: string[] = [];
    const faults: unknown[] = [];
    const server = await web({
      handler: async ({ op }) => {
        asked.push(op);
        return { payload: {} };
      },
      events: { onFault: (error) => faults.push(error) },
    });
    for (const rude of ['destroy', 'end'] as const) {
      const socket = await open(server.port);
      socket.write(
        head('POST /timeseries', { 'Content-Length': 99, 'Content-Type': 'application/json' }),
      );
      socket.write('{"id":');
      socket[rude]();
    }
    await until(() => server.connectionCount() === 0);
    expect({ asked, faults }).toEqual({ asked: [], faults: [] });
  });
});

describe('a connection', () => {
  it('over the most is told so, and closed', async () => {
    const { port, connectionCount } = await web({ limits: { connectionsMax: 2 } });
    const taken = [await open(port), await open(port)];
    await until(() => connectionCount() === 2);
    const third = await open(port);
    third.write(head('GET /healthz'));
    const answer = await read(third);
    expect(answer).toMatchObject({ status: 503, headers: { connection: 'close' } });
    expect(answer?.headers['retry-after']).toBe('1');
    expect(answer?.json()).toMatchObject({ status: 17, payload: { code: 'BUSY' } });
    expect(await read(third)).toBeUndefined();
    for (const socket of [...taken, third]) socket.destroy();
    await until(() => connectionCount() === 0);
    expect((await ask(port, 'GET /healthz')).status).toBe(200);
  });

  it('that asks for more at a time than it may is cut off', async () => {
    const door = gate();
    const { port, connectionCount } = await web({ handler: door.handler });
    const socket = await open(port);
    socket.write(head(find).repeat(17));
    await until(() => door.started() > 0 && connectionCount() === 0);
    expect(door.started()).toBeLessThanOrEqual(16);
    socket.destroy();
  });

  it('that reads nothing of a large answer is closed', async () => {
    const payload = Array.from({ length: 20_000 }, () => ({ id: 'x'.repeat(255), distance: 0 }));
    const output = new ByteBudget();
    const { port, connectionCount } = await web({
      handler: async () => ({ payload }),
      limits: { stallMsMax: 100 },
      output,
    });
    const socket = await open(port);
    socket.pause();
    socket.write(head(find).repeat(4));
    await until(() => connectionCount() === 1);
    await until(() => connectionCount() === 0);
    expect(output.bytesHeld).toBe(0);
    socket.destroy();
  });

  it('gets large answers whole and in order, however many it has asked for', async () => {
    const payload = Array.from({ length: 8_000 }, () => ({ id: 'x'.repeat(255), distance: 0 }));
    const output = new ByteBudget();
    const { port } = await web({ handler: async () => ({ payload }), output });
    const socket = await open(port);
    socket.write(head(find).repeat(3) + head(find, { Connection: 'close' }));
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    const answers = text.split('HTTP/1.1 200 OK\r\n').slice(1);
    expect(answers.length).toBe(4);
    for (const answer of answers) {
      const body = answer.slice(answer.indexOf('\r\n\r\n'));
      expect(JSON.parse(body)).toMatchObject({ status: 0, payload });
    }
    await until(() => output.bytesHeld === 0);
  });

  it('that reads a little now and then of a large answer is closed, and the log told why', async () => {
    const payload = Array.from({ length: 20_000 }, () => ({ id: 'x'.repeat(255), distance: 0 }));
    const output = new ByteBudget();
    const refused: unknown[] = [];
    const { port, connectionCount } = await web({
      handler: async () => ({ payload }),
      limits: { stallMsMax: 60_000, paceBytesMin: 64 << 20, paceMsMax: 300 },
      output,
      events: { onRefused: (error) => refused.push(error) },
    });
    const socket = await open(port);
    let pieces = 0;
    socket.on('data', () => {
      pieces += 1;
      socket.pause();
      setTimeout(() => socket.resume(), 20);
    });
    socket.write(head(find).repeat(16));
    await until(() => pieces > 1);
    await until(() => connectionCount() === 0);
    expect(output.bytesHeld).toBe(0);
    expect(refused).toMatchObject([{ code: 'TIMEOUT' }]);
    socket.destroy();
  });

  // Browsers end their side to call off a request, and nobody does for another reason.
  it.each(['destroy', 'end', 'resetAndDestroy'] as const)(
    'whose client goes away by %s has its request given up',
    async (way) => {
      let aborted = 0;
      const output = new ByteBudget();
      const { port, connectionCount } = await web({
        output,
        handler: async (_request, { signal }) => {
          await once(signal, 'abort');
          aborted += 1;
          return { payload: {} };
        },
      });
      const socket = await open(port);
      socket.write(head(find));
      await until(() => output.bytesHeld > 0);
      socket[way]();
      await until(() => aborted === 1 && connectionCount() === 0);
      expect(output.bytesHeld).toBe(0);
      socket.destroy();
    },
  );

  it('with a head that is too long is told so', async () => {
    const { port } = await web();
    const { status } = await ask(port, 'GET /healthz', {
      headers: { 'X-Long': 'x'.repeat(9_000) },
    });
    expect(status).toBe(431);
  });
});

describe('close', () => {
  it('lets what is under way finish, and closes kept connections', async () => {
    const door = gate();
    const server = await web({ handler: door.handler });
    const idle = await open(server.port);
    idle.write(head('GET /healthz'));
    expect((await read(idle))?.status).toBe(200);
    const busy = await open(server.port);
    busy.write(head(find));
    await until(() => door.started() === 1);
    const closed = server.close(60_000);
    door.open();
    expect((await read(busy))?.status).toBe(200);
    await closed;
    expect(await read(idle)).toBeUndefined();
    expect(await read(busy)).toBeUndefined();
    idle.destroy();
    busy.destroy();
  });

  it('waits for no connection that has said nothing', async () => {
    const server = await web();
    const silent = await open(server.port);
    await until(() => server.connectionCount() === 1);
    await server.close(60_000);
    expect(await read(silent)).toBeUndefined();
    silent.destroy();
  });

  it('answers what comes while the server is draining with 503', async () => {
    const { port } = await web({ isDraining: () => true });
    const { status, json } = await ask(port, find);
    expect(status).toBe(503);
    expect(json()).toMatchObject({ status: 23, payload: { code: 'SHUTTING_DOWN' } });
    const ready = await ask(port, 'GET /readyz');
    expect(ready.status).toBe(503);
    expect(ready.json()).toEqual({ ready: false, draining: true, readOnly: false });
    expect((await ask(port, 'GET /healthz')).status).toBe(200);
  });
});

describe('requests that are long', () => {
  it('share what a turn has time for, also those that waited together', async () => {
    let turn = 0;
    const perTurn = new Map<number, number>();
    const { port } = await web({
      cost: () => 1_000_000,
      allowance: new TurnAllowance(1),
      handler: async () => {
        perTurn.set(turn, (perTurn.get(turn) ?? 0) + 1);
        return { payload: {} };
      },
    });
    const clients = await Promise.all(Array.from({ length: 20 }, async () => open(port)));
    // The system accepts one in a turn.
    for (const client of clients) client.write(head('GET /healthz'));
    await Promise.all(clients.map(async (client) => read(client)));
    const counter = { next: setImmediate(() => undefined) };
    const count = (): void => {
      turn += 1;
      counter.next = setImmediate(count);
    };
    count();
    for (const client of clients) client.write(head(find));
    const answers = await Promise.all(clients.map(async (client) => read(client)));
    clearImmediate(counter.next);
    expect(answers.map((answer) => answer?.status)).toEqual(answers.map(() => 200));
    // One where sockets are looked at, and one of those who wait.
    expect(Math.max(...perTurn.values())).toBeLessThanOrEqual(2);
    for (const client of clients) client.destroy();
  });
});

describe('the budget of replies', () => {
  it('is shared, and an answer without room in it is refused, not kept waiting', async () => {
    const door = gate();
    const output = new ByteBudget(1 << 20);
    const { port } = await web({ handler: door.handler, output });
    const large = await open(port);
    large.write(head('GET /simquery?id=a&k=10000'));
    await until(() => door.started() === 1);
    const second = await ask(port, 'GET /simquery?id=a&k=10000');
    expect(second.status).toBe(503);
    expect(second.json()).toMatchObject({ op: 'with_id', status: 17, payload: { code: 'BUSY' } });
    door.open();
    expect((await read(large))?.status).toBe(200);
    large.destroy();
  });

  it('has nothing left when a client goes while a request behind another one is read', async () => {
    const door = gate();
    const input = new ByteBudget();
    const output = new ByteBudget();
    const faults: unknown[] = [];
    const events = { onFault: (error: unknown) => void faults.push(error) };
    const handler: Handler = (...asked) => (door.started() === 0 ? door.handler : pong)(...asked);
    const server = await web({ handler, input, output, events });
    const socket = await open(server.port);
    socket.write(program(12) + program(LARGE_BYTES));
    // The thread that reads it has just begun, and takes longer than the client to go.
    await until(() => input.bytesHeld === 12 + LARGE_BYTES);
    socket.destroy();
    await until(() => input.bytesHeld === 12);

    expect(server.connectionCount()).toBe(0);
    expect(output.bytesHeld).toBe(0);
    expect(faults).toEqual([]);
  });
});

describe('the budget of requests', () => {
  it('refuses a body that has no room in it, and has nothing left when all is answered', async () => {
    const door = gate();
    const input = new ByteBudget(1 << 20);
    const { port } = await web({ handler: door.handler, input });
    const series = [
      Array.from({ length: 50_000 }, (_, time) => time),
      Array.from({ length: 50_000 }, () => 1.5),
    ];
    const body = JSON.stringify({ ts: series });
    expect(body.length).toBeLessThan(1 << 19);
    const post = { headers: { 'Content-Type': 'application/json' }, body };
    const first = [ask(port, 'POST /simquery', post), ask(port, 'POST /simquery', post)];
    await until(() => door.started() === 2);
    expect(input.bytesHeld).toBe(2 * body.length);
    const third = await ask(port, 'POST /simquery', post);
    expect(third.status).toBe(503);
    expect(third.json()).toMatchObject({ op: 'with_ts', payload: { code: 'BUSY' } });
    door.open();
    for (const answer of await Promise.all(first)) expect(answer.status).toBe(200);
    await until(() => input.bytesHeld === 0);
  });

  it('holds what a client sent that has gone until nobody works on it', async () => {
    const door = gate();
    const input = new ByteBudget();
    const server = await web({ handler: door.handler, input });
    const socket = await open(server.port);
    const body = JSON.stringify({ id: 'a', ts: [[0], [1]] });
    socket.write(
      head('POST /timeseries', {
        'Content-Length': body.length,
        'Content-Type': 'application/json',
      }) + body,
    );
    await until(() => door.started() === 1);
    socket.destroy();
    await until(() => server.connectionCount() === 0);
    expect(input.bytesHeld).toBe(body.length);
    door.open();
    await until(() => input.bytesHeld === 0);
  });

  it('gets back what was claimed of a body that never ends', async () => {
    const input = new ByteBudget();
    const server = await web({ input });
    const socket = await open(server.port);
    socket.write(
      head('POST /timeseries', { 'Content-Length': 99, 'Content-Type': 'application/json' }),
    );
    socket.write('{"id":');
    await until(() => input.bytesHeld === 6);
    socket.destroy();
    await until(() => input.bytesHeld === 0);
  });
});

describe('a fault', () => {
  it('tells its client nothing of its cause, and the listener all', async () => {
    const faults: unknown[] = [];
    const { port } = await web({
      handler: async () => {
        throw new Error('/home/someone/secret');
      },
      events: { onFault: (error, request) => faults.push([String(error), request]) },
    });
    const { status, body } = await ask(port, find);
    expect(status).toBe(500);
    expect(body).not.toContain('secret');
    expect(faults).toEqual([
      ['Error: /home/someone/secret', expect.stringMatching(/^\d+-1$/) as unknown],
    ]);
  });
});

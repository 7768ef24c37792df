import { setMaxListeners } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, connect, RemoteError } from '../../../client/index.ts';
import type { AnsweredRequest } from '../../../server/events.ts';
import {
  createDatabase,
  type Database,
  demoSeries,
  type RunningServer,
  serve,
} from '../../../server/index.ts';
import { encodeFrame, STATUS } from '../../../server/protocol/index.ts';
import { Programs } from '../../../server/query/index.ts';
import { head, open } from '../http/http-client.ts';
import { NO_SOURCE } from './programs.ts';

const LOOP = '(def loop (func (n) (if (= n 0) "done" (loop (- n 1)))))';
const SPIN = '(def spin (func () (spin))) (spin)';

let database: Database;
let server: RunningServer;
let client: Client;
/** What the server has told of itself. */
const answered: AnsweredRequest[] = [];
const faults: unknown[] = [];

beforeAll(async () => {
  database = await createDatabase(undefined, { length: 100, vantagePoints: 4 });
  await database.addColumns([{ name: 'level', type: 'text' }]);
  for (const [index, { id, series }] of [...demoSeries(40, 7)].entries()) {
    await database.insert(id, series, { metadata: { level: 'ABCD'[index % 4]! } });
  }
  server = await serve(database, {
    port: 0,
    web: { port: 0 },
    onAnswered: (request) => answered.push(request),
    onFault: (error) => faults.push(error),
  });
  client = await connect(server.url);
});
afterAll(async () => {
  await client.close();
  await server.close();
  await database.close();
});

function isQuery({ op }: AnsweredRequest): boolean {
  return op === 'query';
}

/** A loop that evaluates `form` each time. */
function asking(form: string): string {
  return LOOP.replace('(if', `${form} (if`);
}

/** A program that asks for a distance when it has counted. */
function counting(count: number): string {
  return `${LOOP} (loop ${count}) (distance "a" "b")`;
}

/** The error with which the server answers a program. */
async function refusal(text: string): Promise<RemoteError> {
  const error: unknown = await client.query(text).catch((caught: unknown) => caught);
  if (error instanceof RemoteError) return error;
  throw new Error(`it was answered with ${JSON.stringify(error)}`);
}

describe('the operation query', () => {
  it('answers with the value of the last form as JSON', async () => {
    expect(await client.query('(def x 2) {"x" (* x 3) "list" (list nil true "a" -0)}')).toEqual({
      x: 6,
      list: [null, true, 'a', -0],
    });
    expect(await client.query('')).toBe(null);
  });

  it('finds what the other operations find', async () => {
    const { neighbours } = await client.nearest({ id: 'ts-3' }, { k: 5, where: '(= level "A")' });

    expect(await client.query('(nearest "ts-3" :k 5 :where (= level "A"))')).toEqual(neighbours);
    expect(await client.query('(distance "ts-3" "ts-4")')).toBe(
      await client.distance('ts-3', 'ts-4'),
    );
    expect(await client.query('(get (series "ts-3") "values")')).toEqual([
      ...(await client.get('ts-3')).values,
    ]);
  });

  it('selects by filters whose operands it evaluates', async () => {
    const { rows } = await client.select({
      where: '(and (in level "A" "B") (> mean 0))',
      fields: ['id', 'level'],
      sort: ['-level'],
    });
    const program = `(def levels (list "A" "B"))
      (select (where (and (in level levels) (> mean (- 1 1)))) (fields id level) (sort (desc level)))`;

    expect(rows.length).toBeGreaterThan(2);
    expect(await client.query(program)).toEqual(rows);
    expect(await client.query('(length (select (where (= level "A")) (limit 3) (offset 2)))')).toBe(
      3,
    );
  });

  it('explains a filtered search', async () => {
    const explain = await client.query('(explain (nearest "ts-3" :k 5 :where (= level "A")))');

    expect(explain).toMatchObject({ live: 40 });
    expect(JSON.stringify(explain)).toContain('10');
  });

  it('knows nothing of the program before', async () => {
    await client.query('(def secret 1)');

    expect((await refusal('secret')).code).toBe('UNKNOWN_NAME');
  });

  it('answers a fault with its place', async () => {
    expect(await refusal('(+ 1\n   (lenght (list)))')).toMatchObject({
      status: 27,
      code: 'UNKNOWN_NAME',
      outcome: 'none',
      place: { line: 2, column: 5, form: 'lenght' },
      message: 'line 2, column 5: lenght is not defined; did you mean length?, in lenght',
    });
    expect(await refusal('(+ 1')).toMatchObject({ status: 27, code: 'INCOMPLETE' });
    expect(await refusal('(series "nobody")')).toMatchObject({
      status: 3,
      code: 'NOT_FOUND',
      place: { line: 1, column: 1 },
    });
    expect(await refusal('(select (where (= levle "A")))')).toMatchObject({
      status: 20,
      code: 'INVALID_VALUE',
      field: 'where',
    });
    expect(await refusal('(insert "x" (list 1 2))')).toMatchObject({
      status: 21,
      code: 'READ_ONLY',
    });
    expect(await refusal('(def d (func (n) (+ 1 (d n)))) (d 1)')).toMatchObject({
      status: 16,
      code: 'DEPTH',
    });
    expect(await refusal('{"constructor" 1}')).toMatchObject({ status: 16, code: 'RESULT' });
    expect(database.size).toBe(40);
  });

  it.each([
    ['computes', SPIN],
    ['asks the collection', '(def ask (func () (distance "ts-3" "ts-4") (ask))) (ask)'],
  ])('is given up when its time is over while it %s', async (_what, text) => {
    await expect(client.ask('query', { text, timeout: 20 })).rejects.toMatchObject({
      status: 18,
      code: 'TIMEOUT',
    });
  });

  it.each([
    ['computes', `${LOOP} (loop 300000)`],
    ['asks for distances', `${asking('(distance "ts-3" "ts-4")')} (loop 30000)`],
    ['asks for series', `${asking('(series "ts-3")')} (loop 3000)`],
  ])('answers others while it %s', async (_what, text) => {
    const state = { done: false };
    const program = client.query(text).then((value) => {
      state.done = true;
      return value;
    });
    let between = 0;
    while (!state.done) {
      await client.ping();
      between += 1;
    }

    expect(await program).toBe('done');
    expect(between).toBeGreaterThan(10);
  });

  it('ends with its client', async () => {
    const other = await connect(server.url, { retry: false });
    const programs = Array.from({ length: 6 }, () => other.query(SPIN, { timeoutMs: 50 }));

    const outcomes = await Promise.allSettled(programs);
    await other.close();

    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(await client.query('(+ 1 2)')).toBe(3);
  });

  it.each(['the wire', 'HTTP'])(
    'is called off by a client that goes, over %s, and is no fault of the server',
    async (side) => {
      const body = JSON.stringify({ text: SPIN });
      const json = { 'Content-Type': 'application/json', 'Content-Length': body.length };
      const onWire = side === 'the wire';
      const socket = await open(onWire ? server.port : Number(new URL(server.webUrl!).port));
      const { length: answeredBefore } = answered;
      socket.write(
        onWire
          ? encodeFrame(JSON.stringify({ op: 'query', text: SPIN }))
          : head('POST /query', json) + body,
      );
      // Each answer is a later turn of the event loop, in which the program has begun.
      for (let count = 0; count < 5; count += 1) await client.ping();
      socket.resetAndDestroy();
      while (!answered.slice(answeredBefore).some(isQuery)) await client.ping();

      expect(answered.slice(answeredBefore).find(isQuery)).toMatchObject({
        status: STATUS.TIMEOUT,
      });
      expect(faults).toEqual([]);
    },
  );
});

describe('programs side by side', () => {
  it('run a few at a time, and take turns slice by slice', async () => {
    const programs = new Programs();
    const order: string[] = [];
    const named = (name: string): typeof NO_SOURCE => ({
      ...NO_SOURCE,
      distance: async () => {
        order.push(name);
        return 1;
      },
    });
    const text = `${LOOP} (distance "a" "b") (loop 20000) (distance "a" "b")`;

    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => programs.run(text, named(name), {})));

    expect(new Set(order.slice(0, 4))).toEqual(new Set(['a', 'b', 'c', 'd']));
    expect(order.indexOf('e')).toBeGreaterThan(4);
    expect(order).toHaveLength(10);
  });

  it('end when nobody waits for them any more', async () => {
    const programs = new Programs();
    const controller = new AbortController();
    let asked = 0;
    const source = {
      ...NO_SOURCE,
      distance: async () => {
        asked += 1;
        return 1;
      },
    };
    const called = programs.run(counting(5_000), source, { signal: controller.signal });
    const rejected = expect(called).rejects.toThrow('nobody waits');

    controller.abort(new Error('nobody waits'));
    await rejected;
    // Slices go round, so that the first program would have been done long before this one.
    await programs.run(counting(50_000), source, {});

    expect(asked).toBe(1);
  });

  it('are refused when as many wait as may, and forgotten when nobody waits for them', async () => {
    const programs = new Programs();
    const controller = new AbortController();
    setMaxListeners(0, controller.signal);
    const turn = { signal: controller.signal };
    const running = Array.from({ length: 260 }, () => programs.run(SPIN, NO_SOURCE, turn));
    const settled = Promise.allSettled(running);

    await expect(programs.run('1', NO_SOURCE, {})).rejects.toMatchObject({ code: 'BUSY' });
    controller.abort();
    await settled;
    expect(await programs.run('1', NO_SOURCE, {})).toBe(1);
  });
});

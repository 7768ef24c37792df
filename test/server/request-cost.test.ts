import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dispatcher } from '../../server/dispatch.ts';
import { createDatabase, type Database, serve } from '../../server/index.ts';
import { type Request, readRequest } from '../../server/protocol/index.ts';
import { requestCost } from '../../server/request-cost.ts';
import { uniformSeries } from '../../server/series/index.ts';
import { listen } from '../../server/socket/listener.ts';
import { TurnAllowance } from '../../server/turns/turn-allowance.ts';
import { connectRaw } from './raw-client.ts';

/** Series so long that a distance between two takes the event loop a millisecond. */
const LENGTH = 65_536;
const SERIES = 3;
const DISTANCE = { op: 'distance', a: 'ts-0', b: 'ts-1' };
const SEARCH = { op: 'with_id', id: 'ts-0' };

let database: Database;

beforeAll(async () => {
  database = await createDatabase(undefined, { length: LENGTH, vantagePoints: 0 });
  await fill(database, LENGTH);
});
afterAll(() => database.close());

async function fill(empty: Database, length: number): Promise<void> {
  for (let index = 0; index < SERIES; index += 1) {
    const values = Array.from({ length }, (_, at) => Math.sin((index + 1) * at));
    await empty.insert(`ts-${index}`, uniformSeries(values));
  }
}

function read(message: object): Request {
  const reading = readRequest(Buffer.from(JSON.stringify(message)));
  if (reading.tag === 'request') return reading.request;
  throw reading.error;
}

/** Counts turns of the event loop until `end` is called. */
function turnCounter(): { readonly turn: () => number; readonly end: () => void } {
  let turn = 0;
  let next = setImmediate(count);
  function count(): void {
    turn += 1;
    next = setImmediate(count);
  }
  return { turn: () => turn, end: () => clearImmediate(next) };
}

describe('the cost of a request', () => {
  it('is that of the series that the event loop computes with', async () => {
    const inline = requestCost(database);
    expect(inline(read({ op: 'ping' }))).toBe(0);
    expect(inline(read(DISTANCE))).toBe(2 * LENGTH);
    expect(inline(read(SEARCH))).toBe((1 + SERIES) * LENGTH);

    const pooled = await createDatabase(undefined, { length: 16, workers: 1 });
    const cost = requestCost(pooled);
    await fill(pooled, 16);
    expect(cost(read(SEARCH))).toBe(16);
    expect(cost(read({ ...SEARCH, where: '(is-null level)' }))).toBe(16 + SERIES);
    await pooled.close();
  });

  it('counts in a turn, however short the reply is', async () => {
    const turns = turnCounter();
    const perTurn = new Map<number, number>();
    const begun: string[] = [];
    const handler = dispatcher(database);
    const listener = await listen({
      port: 0,
      cost: requestCost(database),
      allowance: new TurnAllowance(1),
      handler: (request, context) => {
        begun.push(request.op);
        if (request.op !== 'ping') {
          perTurn.set(turns.turn(), (perTurn.get(turns.turn()) ?? 0) + 1);
        }
        return handler(request, context);
      },
    });
    const client = await connectRaw(listener.port);
    const other = await connectRaw(listener.port);
    const asked = Array.from({ length: 64 }, (_, index) => (index % 2 === 0 ? DISTANCE : SEARCH));
    client.send(...asked);
    while (begun.length === 0) await new Promise(setImmediate);
    await other.ask({ op: 'ping' });
    const replies = await client.receiveMany(asked.length);
    turns.end();
    for (const { socket } of [client, other]) socket.destroy();
    await listener.close();

    expect(replies.map((reply) => reply?.['status'])).toEqual(asked.map(() => 0));
    // One where sockets are looked at, and one of those who wait.
    expect(Math.max(...perTurn.values())).toBeLessThanOrEqual(2);
    expect(begun.indexOf('ping')).toBeLessThan(asked.length);
  });

  it('is known to a server', async () => {
    const turns = turnCounter();
    const answeredIn = new Set<number>();
    const server = await serve(database, {
      port: 0,
      onAnswered: () => answeredIn.add(turns.turn()),
    });
    const client = await connectRaw(server.port);
    client.send(...Array.from({ length: 64 }, () => DISTANCE));
    await client.receiveMany(64);
    turns.end();
    client.socket.destroy();
    await server.close();

    expect(answeredIn.size).toBeGreaterThan(1);
  });
});

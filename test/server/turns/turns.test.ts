import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createDatabase,
  createRandom,
  type Database,
  type RunningServer,
  serve,
  uniformSeries,
} from '../../../server/index.ts';
import { connectRaw, type RawClient } from '../raw-client.ts';

/** Long enough that a scan takes some 20 ms, and what waits behind many of them waits for long. */
const POINTS = 2048;
const SERIES = 1000;
const SCANS = 40;

let database: Database;
let server: RunningServer;
const warnings: Error[] = [];
const onWarning = (warning: Error): void => void warnings.push(warning);

beforeAll(async () => {
  process.on('warning', onWarning);
  database = await createDatabase(undefined, { length: POINTS, vantagePoints: 0, workers: 1 });
  const random = createRandom(5);
  await Promise.all(
    Array.from({ length: SERIES }, (_, index) => {
      const values = Float64Array.from({ length: POINTS }, () => random.normal());
      return database.insert(`s-${index}`, uniformSeries(values));
    }),
  );
  server = await serve(database, { port: 0 });
});

afterAll(async () => {
  await server.close();
  await database.close();
  process.off('warning', onWarning);
});

const scan = (index: number, more: object = {}): object => {
  return { op: 'with_id', id: `s-${index}`, strategy: 'scan', request: `${index}`, ...more };
};

/** A client with many scans under way, and one of them answered. */
async function busyClient(): Promise<RawClient> {
  const busy = await connectRaw(server.port);
  busy.send(...Array.from({ length: SCANS }, (_, index) => scan(index)));
  await busy.receive();
  return busy;
}

describe('the pool of a server', () => {
  it('lets the one search of a quiet client pass the many of a busy one', async () => {
    const busy = await busyClient();
    let answered = 1;
    const rest = (async () => {
      for (; answered < SCANS; answered += 1) await busy.receive();
    })();
    const quiet = await connectRaw(server.port);
    quiet.send(scan(7));

    expect(await quiet.receive()).toMatchObject({ status: 0, request: '7' });
    expect(answered).toBeLessThan(SCANS / 2);
    await rest;
    quiet.socket.destroy();
    busy.socket.destroy();
  });

  it('forgets what a client asked for that has gone', async () => {
    const busy = await busyClient();
    expect(database.stats().pool?.waiting).toBeGreaterThan(SCANS / 2);

    busy.socket.destroy();

    while (database.stats().pool?.waiting !== 0) await sleep(5);
    const quiet = await connectRaw(server.port);
    quiet.send(scan(3));
    expect(await quiet.receive()).toMatchObject({ status: 0, request: '3' });
    quiet.socket.destroy();
  });

  it('takes as many requests of a client as it may send without a warning of the system', async () => {
    const busy = await busyClient();
    await busy.receiveMany(SCANS - 1);
    busy.socket.destroy();

    expect(warnings.map(({ message }) => message)).toEqual([]);
  });

  it('answers what takes too long with TIMEOUT, and the others as if nothing was', async () => {
    const busy = await busyClient();
    const hasty = await connectRaw(server.port);
    hasty.send(scan(1, { timeout: 1 }), scan(2));

    expect(await hasty.receiveMany(2)).toMatchObject([
      { status: 18, request: '1', payload: { code: 'TIMEOUT', outcome: 'none' } },
      { status: 0, request: '2' },
    ]);
    expect((await busy.receiveMany(SCANS - 1)).every((reply) => reply?.['status'] === 0)).toBe(
      true,
    );
    hasty.socket.destroy();
    busy.socket.destroy();
  });
});

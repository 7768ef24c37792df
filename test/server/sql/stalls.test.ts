import { setTimeout } from 'node:timers/promises';
import connect from 'postgres';
import { describe, expect, it } from 'vitest';
import {
  createDatabase,
  createSeries,
  type Database,
  type OpenDatabaseOptions,
} from '../../../server/index.ts';
import { postgresPlace } from '../../../server/sql/postgres.ts';
import { watched } from '../../../server/sql/watch.ts';
import { testCluster } from './test-cluster.ts';

type Backend = NonNullable<OpenDatabaseOptions['metadata']>;

const cluster = testCluster();
const PATIENCE_MS = 300;

/** A collection of two series, which was selected from once. */
async function shown(): Promise<Database> {
  const database = await createDatabase(undefined, {
    length: 3,
    metadata: cluster.get().url as Backend,
  });
  await database.addColumns([{ name: 'n', type: 'number' }]);
  for (const n of [1, 2]) {
    await database.insert(`s${n}`, createSeries([0, 1, 2], [n, 1, -2]), { metadata: { n } });
  }
  expect((await database.select()).total).toBe(2);
  return database;
}

/** Selects for callers that wait some time, and for one that goes; resolves to what they are told. */
async function told(database: Database): Promise<readonly unknown[]> {
  const gone = new AbortController();
  const until = performance.now() + PATIENCE_MS;
  const answers = Promise.allSettled([
    database.select({ turn: { until } }),
    database.select({ turn: { until } }),
    database.select({ turn: { signal: gone.signal } }),
  ]);
  await setTimeout(PATIENCE_MS / 3);
  gone.abort(new Error('gone'));
  return (await answers).map((one) => (one.status === 'rejected' ? one.reason : one.value));
}

const DUE = [
  expect.objectContaining({ code: 'TIMEOUT' }),
  expect.objectContaining({ code: 'TIMEOUT' }),
  expect.objectContaining({ message: 'gone' }),
];

/** Holds the rows for itself until it is told to let them go. */
async function lockRows(): Promise<() => Promise<void>> {
  const host = new URL(cluster.get().url).searchParams.get('host')!;
  const sql = connect({ host, user: 'vantage', database: 'postgres', max: 1 });
  await sql.unsafe('BEGIN');
  await sql.unsafe('LOCK TABLE vantage.series IN ACCESS EXCLUSIVE MODE');
  return async () => {
    await sql.unsafe('COMMIT');
    await sql.end();
  };
}

describe.skipIf(cluster.isAbsent)(`a selection from a server that stalls${cluster.note}`, () => {
  it('is answered by its turn while another session has a lock, and from the rows after that', async () => {
    const database = await shown();
    const release = await lockRows();
    expect(await told(database)).toEqual(DUE);
    await database.upsertMetadata('s1', { n: 3 });
    // Who waits longer than the session does is told why.
    await expect(database.select()).rejects.toThrow(
      expect.objectContaining({
        code: 'SQL_FAILED',
        message: expect.stringContaining('lock timeout'),
      }),
    );
    await release();
    expect((await database.select({ where: '(= n 3)' })).rows).toHaveLength(1);
    await database.close();
  }, 120_000);

  it('ends with its database, though the lock stays', async () => {
    const database = await shown();
    const release = await lockRows();
    expect(await told(database)).toEqual(DUE);
    const last = expect(database.select()).rejects.toThrow();
    await database.close();
    await last;
    await release();
  }, 60_000);

  it('is answered by its turn, and ends with its database, while the server is frozen', async () => {
    const database = await shown();
    cluster.get().freeze();
    try {
      expect(await told(database)).toEqual(DUE);
      await database.close();
    } finally {
      cluster.get().thaw();
    }
  }, 60_000);

  it('loses its session when a statement is not answered, and gets another later', async () => {
    const session = watched(await postgresPlace(cluster.get().url).connect(), PATIENCE_MS);
    await session.begin();
    cluster.get().freeze();
    try {
      await expect(session.query('SELECT 1')).rejects.toThrow('did not answer a statement');
      await expect(session.query('SELECT 1')).rejects.toThrow();
    } finally {
      cluster.get().thaw();
    }
    const database = await shown();
    await database.close();
  }, 60_000);
});

describe('a selection from an embedded Postgres', () => {
  it('is answered by its turn while that is being started, and ends with its database', async () => {
    const database = await createDatabase(undefined, { length: 3, metadata: 'pglite' });
    expect(await told(database)).toEqual(DUE);
    expect((await database.select()).total).toBe(0);
    await database.close();
  }, 120_000);
});

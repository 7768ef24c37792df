import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Cluster,
  findPostgres,
  startCluster,
} from '../../../props/processes/postgres-cluster.ts';
import { createDatabase, createSeries, type OpenDatabaseOptions } from '../../../server/index.ts';
import { postgresPlace } from '../../../server/sql/postgres.ts';
import { scratchDirectory } from '../../engines/scratch.ts';
import { runSql } from './run-sql.ts';

type Backend = NonNullable<OpenDatabaseOptions['metadata']>;

const scratch = scratchDirectory('postgres');
const LENGTH = 3;
const postgres = findPostgres();
const SKIPPED = 'reason' in postgres ? ` (SKIP: ${postgres.reason})` : '';
let cluster: Cluster | undefined;

function seriesFor(index: number): ReturnType<typeof createSeries> {
  return createSeries([0, 1, 2], [index % 5, (index * 7) % 11, -index - 1]);
}

beforeAll(async () => {
  if ('bin' in postgres) cluster = await startCluster(postgres.bin);
}, 120_000);

afterAll(async () => {
  await cluster?.stop();
});

describe.skipIf('reason' in postgres)(`a server${SKIPPED}`, () => {
  it('is not told the rest of a transaction in a session that had no part in it', async () => {
    const connection = await postgresPlace(cluster!.url).connect();
    await connection.begin();
    const [own] = await connection.query('SELECT pg_backend_pid()::text AS pid');
    await runSql(cluster!.url, `SELECT pg_terminate_backend(${own!['pid']}, 10000)`);
    // The end of the session is told in an event of its own.
    await setTimeout(100);
    await expect(connection.query('CREATE TABLE outside ()')).rejects.toThrow(
      'the session was lost',
    );
    await connection.begin();
    const outside = await connection.query(
      "SELECT 1 AS one FROM pg_tables WHERE tablename = 'outside'",
    );
    await connection.query('COMMIT');
    expect(outside).toEqual([]);
    await connection.close();
  }, 120_000);

  it('shows each of two databases that take it for theirs its own rows, or tells that it failed', async () => {
    const databases = await Promise.all(
      [1, 2].map(async (n) => {
        const own = await createDatabase(join(scratch, `sharing-${n}`), {
          length: LENGTH,
          metadata: cluster!.url as Backend,
        });
        await own.addColumns([{ name: 'n', type: 'number' }]);
        await own.insert('a', seriesFor(1), { metadata: { n } });
        return own;
      }),
    );
    for (let round = 0; round < 5; round += 1) {
      for (const [place, own] of databases.entries()) {
        expect((await own.select({ fields: ['n'] })).rows).toEqual([{ n: place + 1 }]);
      }
      const together = await Promise.allSettled(
        databases.map((own) => own.select({ fields: ['n'] })),
      );
      for (const [place, outcome] of together.entries()) {
        if (outcome.status === 'fulfilled') expect(outcome.value.rows).toEqual([{ n: place + 1 }]);
        else expect(outcome.reason).toMatchObject({ code: 'SQL_FAILED' });
      }
    }
    for (const own of databases) await own.close();
  }, 120_000);

  it('shows the rows of one collection in memory after those of another', async () => {
    for (const n of [1, 2]) {
      const own = await createDatabase(undefined, {
        length: LENGTH,
        metadata: cluster!.url as Backend,
      });
      await own.addColumns([{ name: 'n', type: 'number' }]);
      await own.insert('a', seriesFor(1), { metadata: { n } });
      expect((await own.select({ fields: ['n'] })).rows).toEqual([{ n }]);
      await own.close();
    }
  }, 120_000);

  it('that crashes, or loses the view, costs one more try; without its safety it is refused', async () => {
    const own = await createDatabase(undefined, {
      length: LENGTH,
      metadata: cluster!.url as Backend,
    });
    await own.addColumns([{ name: 'n', type: 'number' }]);
    for (let step = 0; step < 4; step += 1) {
      await own.insert(`s${step}`, seriesFor(step), { metadata: { n: step } });
      expect((await own.select()).total).toBe(step + 1);
      if (step % 2 === 0) await cluster!.crash();
      else await runSql(cluster!.url, 'DROP SCHEMA vantage CASCADE');
    }
    expect((await own.select({ where: '(>= n 2)' })).total).toBe(2);
    await runSql(cluster!.url, "UPDATE vantage.stamp SET shows = 'of another'");
    await runSql(cluster!.url, 'DELETE FROM vantage.series');
    expect((await own.select()).total).toBe(4);
    await cluster!.configure({ fsync: 'off' });
    await expect(own.select()).rejects.toThrow(
      expect.objectContaining({
        code: 'SQL_FAILED',
        message: expect.stringContaining('fsync = off'),
      }),
    );
    await cluster!.configure({});
    expect((await own.select()).total).toBe(4);
    await own.close();
  }, 300_000);

  it('keeps no statement when a filter was answered', async () => {
    const connection = await postgresPlace(cluster!.url).connect();
    for (let round = 0; round < 5; round += 1) {
      await connection.begin();
      await connection.query(`SELECT $1::text AS a, ${round} AS b`, ['1']);
      await connection.query('COMMIT');
    }
    await connection.begin();
    const kept = await connection.query(
      'SELECT count(*)::text AS total FROM pg_prepared_statements',
    );
    expect(kept).toEqual([{ total: '0' }]);
    await connection.close();
  }, 120_000);

  it.each(['SQL_ASCII', 'LATIN1'])(
    'whose database has the encoding %s is refused, with what to do about it',
    async (encoding) => {
      const name = encoding.toLowerCase();
      await runSql(
        cluster!.url,
        `CREATE DATABASE ${name} ENCODING '${encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
      );
      const own = await createDatabase(undefined, {
        length: LENGTH,
        metadata: cluster!.url.replace('/postgres?', `/${name}?`) as Backend,
      });
      await own.insert('ä', seriesFor(1));
      await expect(own.select()).rejects.toThrow(
        expect.objectContaining({
          code: 'SQL_FAILED',
          message: expect.stringMatching(`server_encoding = ${encoding}.*CREATE DATABASE`),
        }),
      );
      await own.close();
    },
    120_000,
  );
});

import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Cluster,
  findPostgres,
  startCluster,
} from '../../props/processes/postgres-cluster.ts';
import {
  databaseQuerySource,
  LOCAL_PROGRAM_LIMITS,
  type OpenDatabaseOptions,
  openDatabase,
  Session,
  toJson,
} from '../../server/index.ts';
import { scratchDirectory } from '../engines/scratch.ts';
import { vantage } from './processes.ts';
import { PROGRAMS, PROGRAMS_DEMO } from './programs.ts';

const directory = join(scratchDirectory('programs-sql'), 'demo');
const postgres = findPostgres();
let cluster: Cluster | undefined;

beforeAll(async () => {
  if ('bin' in postgres) cluster = await startCluster(postgres.bin);
  const { count, seed } = PROGRAMS_DEMO;
  const created = await vantage('create', directory, '--demo', `${count}`, '--seed', `${seed}`);
  expect(created).toMatchObject({ code: 0 });
}, 120_000);

afterAll(async () => {
  await cluster?.stop();
});

/** Compares every program over the directory, whose selections are answered by `metadata`. */
async function compare(metadata: OpenDatabaseOptions['metadata']): Promise<void> {
  const database = await openDatabase(directory, { metadata });
  const source = databaseQuerySource(database, { writes: false });
  for (const { text, value } of PROGRAMS) {
    const session = new Session({ source, limits: LOCAL_PROGRAM_LIMITS });
    expect([text, toJson(await session.evaluate(text))]).toEqual([text, value]);
  }
  await database.close();
}

it('programs come to the same when PGlite selects', () => compare('pglite'), 120_000);

it.skipIf('reason' in postgres)(
  `programs come to the same when PostgreSQL selects${'reason' in postgres ? `: SKIP, ${postgres.reason}` : ''}`,
  () => compare(cluster!.url as OpenDatabaseOptions['metadata']),
);

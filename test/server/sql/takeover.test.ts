import { cpSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createDatabase,
  createSeries,
  type Database,
  type OpenDatabaseOptions,
  openDatabase,
} from '../../../server/index.ts';
import { scratchDirectory } from '../../engines/scratch.ts';
import { runSql } from './run-sql.ts';
import { testCluster } from './test-cluster.ts';

type Backend = NonNullable<OpenDatabaseOptions['metadata']>;

const scratch = scratchDirectory('takeover');
const cluster = testCluster();
/** Tables that are made anew have another. */
async function tableIdentity(): Promise<unknown> {
  const [table] = await runSql(cluster.get().url, "SELECT 'vantage.series'::regclass::oid AS oid");
  return table?.['oid'];
}

async function stampShows(): Promise<unknown> {
  const [stamp] = await runSql(cluster.get().url, 'SELECT shows FROM vantage.stamp');
  return stamp?.['shows'];
}

/** A directory with texts, numbers, booleans, times and null, and one column called `name`. */
async function create(path: string, name: string): Promise<Database> {
  const database = await createDatabase(path, {
    length: 3,
    metadata: cluster.get().url as Backend,
  });
  await database.addColumns([
    { name, type: 'text' },
    { name: 'number', type: 'number' },
    { name: 'boolean', type: 'boolean' },
    { name: 'time', type: 'time' },
  ]);
  const values = [
    { [name]: 'ä\u{1f600}:,-', number: 0.1, boolean: true, time: '1700-01-01T00:00:00.000001Z' },
    { [name]: '', number: -0, boolean: false, time: '2255-06-05T23:47:34.740991Z' },
    { [name]: null, number: 5e-324, boolean: null, time: '1969-12-31T23:59:59.999999Z' },
    { [name]: '-', number: null, boolean: true, time: null },
  ];
  for (const [index, metadata] of values.entries()) {
    await database.insert(`s${index}`, createSeries([0, 1, 2], [index, 1, -2]), { metadata });
  }
  return database;
}

function open(path: string): Promise<Database> {
  return openDatabase(path, { metadata: cluster.get().url as Backend });
}

describe.skipIf(cluster.isAbsent)(`rows of an earlier process${cluster.note}`, () => {
  it('are taken over where they are those of the collection, to the bit', async () => {
    const path = join(scratch, 'same');
    const first = await create(path, 'text');
    const due = await first.select();
    expect(due.total).toBe(4);
    await first.close();
    const table = await tableIdentity();
    const second = await open(path);
    expect(await second.select()).toEqual(due);
    expect(await tableIdentity()).toBe(table);
    await second.close();
    await runSql(cluster.get().url, 'UPDATE vantage.series SET c4 = 0 WHERE c4 = 0');
    const third = await open(path);
    expect(await third.select()).toEqual(due);
    expect(await tableIdentity()).not.toBe(table);
    await third.close();
  }, 120_000);

  it('are built anew where the directory was put back from a copy and went on otherwise', async () => {
    const path = join(scratch, 'put-back');
    const copy = join(scratch, 'copy');
    const first = await create(path, 'text');
    await first.close();
    cpSync(path, copy, { recursive: true });
    const lost = await open(path);
    await lost.upsertMetadata('s0', { text: 'lost' });
    await lost.upsertMetadata('s1', { text: 'past' });
    expect((await lost.select({ where: '(= text "lost")' })).total).toBe(1);
    const shows = await stampShows();
    await lost.close();
    rmSync(path, { recursive: true });
    renameSync(copy, path);
    const kept = await open(path);
    await kept.upsertMetadata('s0', { text: 'kept' });
    await kept.upsertMetadata('s1', { text: 'that' });
    const { rows } = await kept.select({ fields: ['text'], where: '(in id "s0" "s1")' });
    expect(rows).toEqual([{ text: 'kept' }, { text: 'that' }]);
    // Nothing in the file told them apart.
    expect(await stampShows()).toBe(shows);
    await kept.close();
  }, 120_000);

  it('of tables that an earlier build laid out otherwise are built anew', async () => {
    const path = join(scratch, 'earlier');
    const first = await create(path, 'c3');
    const due = await first.select();
    const shows = String(await stampShows()).replace(/^layout \d+ /, '');
    await first.close();
    for (const statement of [
      'DROP TABLE vantage.series, vantage.stamp',
      'CREATE TABLE vantage.series ("#" integer PRIMARY KEY, id text, c3 text)',
      'CREATE TABLE vantage.stamp (shows text)',
      `INSERT INTO vantage.stamp VALUES ('${shows}')`,
      "INSERT INTO vantage.series SELECT n, 's' || n, 'x' FROM generate_series(0, 3) AS n",
    ]) {
      await runSql(cluster.get().url, statement);
    }
    const second = await open(path);
    expect(await second.select()).toEqual(due);
    await second.close();
  }, 120_000);
});

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Cluster,
  findPostgres,
  startCluster,
} from '../../../props/processes/postgres-cluster.ts';
import { print } from '../../../server/forms/index.ts';
import {
  createDatabase,
  createSeries,
  type Database,
  type OpenDatabaseOptions,
  openDatabase,
  type Values,
} from '../../../server/index.ts';
import { valueOf } from '../../../server/metadata/index.ts';
import { pglitePlace } from '../../../server/sql/pglite.ts';
import { scratchDirectory } from '../../engines/scratch.ts';
import {
  CASE_SCHEMA,
  type CaseRow,
  caseFilter,
  caseRows,
  written,
} from '../metadata/filter-cases.ts';
import { runSql } from './run-sql.ts';

const scratch = scratchDirectory('backends');
const LENGTH = 3;
const postgres = findPostgres();
let cluster: Cluster | undefined;

beforeAll(async () => {
  if (!('bin' in postgres)) return;
  cluster = await startCluster(postgres.bin);
  await runSql(cluster.url, `CREATE DATABASE ${ODD}`);
  for (const statement of ODDITIES) await runSql(oddUrl(), statement);
}, 120_000);

afterAll(async () => {
  await cluster?.stop();
});

const ODD = 'odd';

/** A database whose sessions understand statements otherwise, where they are left to. */
const ODDITIES: readonly string[] = [
  'CREATE FUNCTION never(double precision, double precision) RETURNS boolean ' +
    "LANGUAGE sql IMMUTABLE AS 'SELECT false'",
  'CREATE OPERATOR = (FUNCTION = never, LEFTARG = double precision, RIGHTARG = double precision)',
  ...[
    'search_path = public, pg_catalog',
    'extra_float_digits = -15',
    "DateStyle = 'SQL, DMY'",
    'IntervalStyle = sql_standard',
    "TimeZone = 'Asia/Kolkata'",
    'standard_conforming_strings = off',
    'transform_null_equals = on',
    'bytea_output = escape',
    "default_transaction_isolation = 'serializable'",
    'default_transaction_read_only = on',
  ].map((setting) => `ALTER DATABASE ${ODD} SET ${setting}`),
];

function oddUrl(): string {
  return cluster!.url.replace('/postgres?', `/${ODD}?`);
}

type Backend = NonNullable<OpenDatabaseOptions['metadata']>;

/** Those that are here, by name; `reason` says why one is not. */
const BACKENDS: readonly {
  readonly name: string;
  readonly reason?: string;
  readonly metadata: () => Backend;
}[] = [
  { name: 'memory', metadata: () => 'memory' },
  { name: 'pglite', metadata: () => 'pglite' },
  {
    name: 'postgres',
    ...('reason' in postgres ? { reason: postgres.reason } : {}),
    metadata: () => cluster!.url as Backend,
  },
  {
    name: 'postgres-with-other-defaults',
    ...('reason' in postgres ? { reason: postgres.reason } : {}),
    metadata: () => oddUrl() as Backend,
  },
];

/** Values of a row beside those that are computed. */
function ownValues(row: CaseRow): Values {
  return Object.fromEntries(
    CASE_SCHEMA.stored.map(({ name, type }) => [name, valueOf(type, row[name] ?? null)]),
  );
}

/** A series whose mean and deviation are as good as any. */
function seriesFor(index: number): ReturnType<typeof createSeries> {
  return createSeries([0, 1, 2], [index % 5, (index * 7) % 11, -index - 1]);
}

async function store(database: Database, rows: readonly CaseRow[]): Promise<void> {
  await Promise.all(
    rows.map((row, index) =>
      database.insert(row['id'] as string, seriesFor(index), { metadata: ownValues(row) }),
    ),
  );
}

const ROWS = fc
  .sample(caseRows(120), { numRuns: 20, seed: 5 })
  .toSorted((a, b) => b.length - a.length)[0]!;
const SORTS = fc.array(
  fc.record({ column: fc.constantFrom(...CASE_SCHEMA.columns), descending: fc.boolean() }),
  { maxLength: 3 },
);

for (const { name, reason, metadata } of BACKENDS) {
  describe.skipIf(reason !== undefined)(
    `selections from ${name}${reason === undefined ? '' : ` (SKIP: ${reason})`}`,
    () => {
      const path = join(scratch, name);
      let database: Database;
      let reference: Database;

      beforeAll(async () => {
        reference = await createDatabase(undefined, { length: LENGTH });
        database = await createDatabase(path, { length: LENGTH, metadata: metadata() });
        for (const one of [reference, database]) {
          await one.addColumns(CASE_SCHEMA.stored);
          await store(one, ROWS);
        }
      });

      afterAll(async () => {
        await database.close();
        await reference.close();
      });

      it('are those of the evaluator in memory, over hostile texts and null', async () => {
        let matched = 0;
        await fc.assert(
          fc.asyncProperty(
            caseFilter,
            SORTS,
            fc.integer({ min: 1, max: 50 }),
            fc.integer({ min: 0, max: 20 }),
            async (filter, sort, limit, offset) => {
              const where = print(written(filter));
              const keys = sort.map(({ column, descending }) => ({
                column: column.name,
                descending,
              }));
              const options = { where, sort: keys, limit, offset };
              const selected = await database.select(options);
              matched += selected.rows.length;
              expect(selected).toEqual(await reference.select(options));
            },
          ),
          { numRuns: 400 },
        );
        expect(matched).toBeGreaterThan(400);
        expect(ROWS.length).toBeGreaterThan(30);
      }, 300_000);

      it('see every write that was acknowledged, and every column', async () => {
        const own = await createDatabase(join(scratch, `${name}-writes`), {
          length: LENGTH,
          metadata: metadata(),
        });
        await own.addColumns([{ name: 'n', type: 'number' }]);
        expect(await own.select()).toEqual({ rows: [], total: 0 });
        for (let step = 0; step < 12; step += 1) {
          await Promise.all(
            Array.from({ length: 4 }, (_, index) =>
              own.insert(`${step}-${index}`, seriesFor(index), { metadata: { n: step } }),
            ),
          );
          if (step > 2) await own.delete(`${step - 2}-0`);
          await own.upsertMetadata(`${step}-1`, { n: -step - 1 });
          if (step === 6) await own.addColumns([{ name: 'late', type: 'text' }]);
          if (step > 6) await own.upsertMetadata(`${step}-2`, { late: `${step}` });
          const fields = step >= 6 ? ['id', 'n', 'late'] : ['id', 'n'];
          const { rows, total } = await own.select({ fields });
          expect(total).toBe(own.size);
          expect(rows.filter(({ n }) => n === -step - 1).map(({ id }) => id)).toEqual([
            `${step}-1`,
          ]);
          if (step > 6) {
            expect(rows.filter(({ late }) => late === `${step}`)).toHaveLength(1);
          }
        }
        await own.close();
      }, 120_000);

      it('take a filter as large as they come', async () => {
        const many = Array.from({ length: 2000 }, (_, index) => `(= order "${index}")`);
        const deep = `${'(not '.repeat(60)}(is-null order)${')'.repeat(60)}`;
        for (const where of [`(or ${many.join(' ')})`, `(and ${deep} ${deep})`]) {
          expect(await database.select({ where })).toEqual(await reference.select({ where }));
        }
      }, 120_000);
    },
  );
}

describe('an embedded Postgres', () => {
  it('goes on where it was, and is built anew when others wrote meanwhile or it is damaged', async () => {
    const path = join(scratch, 'reopened');
    const open = (metadata: Backend): Promise<Database> => openDatabase(path, { metadata });
    const first = await createDatabase(path, { length: LENGTH, metadata: 'pglite' });
    await first.addColumns([{ name: 'n', type: 'number' }]);
    await first.insert('a', seriesFor(1), { metadata: { n: 1 } });
    const due = await first.select();
    await first.close();
    const second = await open('pglite');
    expect(await second.select()).toEqual(due);
    await second.close();
    const other = await open('memory');
    await other.upsertMetadata('a', { n: 2 });
    await other.close();
    const third = await open('pglite');
    expect((await third.select({ fields: ['n'] })).rows).toEqual([{ n: 2 }]);
    await third.close();
    rmSync(join(path, 'metadata.pglite', 'data', 'global'), { recursive: true });
    const fourth = await open('pglite');
    expect((await fourth.select({ fields: ['n'] })).rows).toEqual([{ n: 2 }]);
    await fourth.close();
    expect((await openDatabase(path, { readOnly: true, metadata: 'pglite' })).size).toBe(1);
  }, 300_000);

  it('reads no file that was there before the machine was started, nor one half made', async () => {
    const path = join(scratch, 'booted');
    const directory = join(path, 'metadata.pglite');
    mkdirSync(join(directory, 'data'), { recursive: true });
    const place = pglitePlace(path);
    for (const boot of [undefined, 'of another']) {
      if (boot !== undefined) writeFileSync(join(directory, 'boot'), boot);
      writeFileSync(join(directory, 'data', 'PG_VERSION'), 'left behind');
      const connection = await place.connect();
      expect(await connection.query('SELECT 1::text AS one')).toEqual([{ one: '1' }]);
      await connection.close();
      expect(readFileSync(join(directory, 'data', 'PG_VERSION'), 'utf8')).toMatch(/^\d+\n$/);
    }
  }, 300_000);
});

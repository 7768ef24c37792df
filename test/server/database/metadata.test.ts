import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registeredEngines } from '../../../engines/index.ts';
import {
  createDatabase,
  createSeries,
  type Database,
  demoSeries,
  openDatabase,
  type Series,
  type Values,
} from '../../../server/index.ts';
import { scratchDirectory } from '../../engines/scratch.ts';
import { writeIdAt } from './write-ids.ts';

const scratch = scratchDirectory('metadata');
const demo = [...demoSeries(400, 3)];
const COLUMNS = [
  { name: 'level', type: 'text' },
  { name: 'blarg', type: 'number' },
  { name: 'odd', type: 'boolean' },
  { name: 'seen', type: 'time' },
] as const;

function cellsOf(index: number): Values {
  return {
    level: index % 7 === 0 ? null : 'ABCDEF'.charAt(index % 6),
    blarg: index / 400,
    odd: index % 2 === 1,
    seen: '2024-01-01T00:00:00Z',
  };
}

async function fill(database: Database, from: number, to: number): Promise<void> {
  await Promise.all(
    demo
      .slice(from, to)
      .map(({ id, series }, at) => database.insert(id, series, { metadata: cellsOf(from + at) })),
  );
}

async function refused(work: Promise<unknown>, code: string, field: string): Promise<void> {
  await expect(work).rejects.toThrow(expect.objectContaining({ code, field }));
}

async function idsWhere(database: Database, where: string): Promise<readonly unknown[]> {
  const { rows } = await database.select({ where, fields: ['id'], limit: 100_000 });
  return rows.map(({ id }) => id);
}

describe.each(registeredEngines().map(({ manifest }) => manifest.name))(
  'metadata in %s',
  (engine) => {
    it('is stored with its series in one commit, and is there after reopening', async () => {
      const path = join(scratch, `${engine}-reopened`);
      const database = await createDatabase(path, { engine, length: 100 });
      expect(await database.addColumns(COLUMNS)).toEqual(['level', 'blarg', 'odd', 'seen']);
      expect(await database.addColumns(COLUMNS)).toEqual([]);
      await fill(database, 0, 100);
      await database.upsertMetadata('ts-3', { level: 'é%', seen: null });
      await database.delete('ts-5');
      const due = {
        id: 'ts-3',
        mean: expect.closeTo(mean(demo[3]!.series), 12),
        std: expect.closeTo(deviation(demo[3]!.series), 12),
        level: 'é%',
        blarg: 3 / 400,
        odd: true,
        seen: null,
      };
      const all = await database.select({ limit: 1000 });
      expect(database.metadata('ts-3')).toEqual(due);
      expect(all.total).toBe(99);
      await database.close();

      const reopened = await openDatabase(path, { readOnly: true });
      expect(reopened.columns().map(({ name, type }) => `${name} ${type}`)).toEqual([
        'id text',
        'mean number',
        'std number',
        'level text',
        'blarg number',
        'odd boolean',
        'seen time',
      ]);
      expect(reopened.metadata('ts-3')).toEqual(due);
      expect(await reopened.select({ limit: 1000 })).toEqual(all);
      expect((await reopened.verify()).faults).toEqual([]);
      await reopened.close();
    });
  },
);

describe('metadata', () => {
  it('changes only what is given, and says whether it did', async () => {
    const database = await createDatabase(undefined, { length: 100 });
    await database.addColumns(COLUMNS);
    const { id, series } = demo[0]!;

    expect(await database.insert(id, series)).toBe(true);
    expect(await database.insert(id, series, { metadata: { level: 'A' } })).toBe(true);
    expect(await database.insert(id, series, { metadata: { level: 'A' } })).toBe(false);
    expect(await database.upsertMetadata(id, { blarg: 1 })).toBe(true);
    expect(await database.upsertMetadata(id, { blarg: 1, level: 'A' })).toBe(false);
    expect(await database.upsertMetadata(id, { level: null })).toBe(true);
    expect(database.metadata(id)).toMatchObject({ level: null, blarg: 1, odd: null });
    await database.delete(id);
    await database.insert(id, series);
    expect(database.metadata(id)).toMatchObject({ blarg: null });
    await database.close();
  });

  it('tells 0 from −0, at once and after reopening', async () => {
    const path = join(scratch, 'zeros');
    const database = await createDatabase(path, { length: 100 });
    await database.addColumns(COLUMNS);
    const { id, series } = demo[0]!;
    await database.insert(id, series, { metadata: { blarg: 0 } });

    expect(await database.upsertMetadata(id, { blarg: -0 })).toBe(true);
    expect(database.metadata(id)['blarg']).toBe(-0);
    await database.close();
    const reopened = await openDatabase(path);
    expect(reopened.metadata(id)['blarg']).toBe(-0);
    await reopened.close();
  });

  it('refuses what is no column, no cell and no series, and changes nothing then', async () => {
    const database = await createDatabase(undefined, { length: 100 });
    await database.addColumns(COLUMNS);
    await fill(database, 0, 2);
    await refused(database.upsertMetadata('ts-0', { levle: 'A' }), 'INVALID_VALUE', 'metadata');
    await refused(database.upsertMetadata('ts-0', { mean: 1 }), 'INVALID_VALUE', 'metadata');
    await refused(database.upsertMetadata('ts-0', { level: 1 }), 'INVALID_VALUE', 'metadata');
    await refused(
      database.upsertMetadata('ts-0', { level: '\ud800' }),
      'INVALID_VALUE',
      'metadata',
    );
    await refused(
      database.upsertMetadata('ts-0', { blarg: Infinity }),
      'INVALID_VALUE',
      'metadata',
    );
    await refused(database.upsertMetadata('nobody', { level: 'A' }), 'NOT_FOUND', 'id');
    await refused(
      database.insert('ts-9', demo[9]!.series, { metadata: { odd: 'yes' } }),
      'INVALID_VALUE',
      'metadata',
    );
    for (const name of ['', '1a', 'a b', 'nil', '__proto__', 'x'.repeat(64), 'mean']) {
      const type = name === 'mean' ? 'text' : 'number';
      const code = name === 'mean' ? 'CONFLICT' : 'INVALID_VALUE';
      await refused(database.addColumns([{ name, type }]), code, 'columns');
    }
    await refused(database.addColumns([{ name: 'blarg', type: 'text' }]), 'CONFLICT', 'columns');
    const many = Array.from({ length: 61 }, (_, n) => ({ name: `c${n}`, type: 'text' as const }));
    await refused(database.addColumns(many), 'INVALID_VALUE', 'columns');
    await refused(database.select({ where: '(= x 1)' }), 'INVALID_VALUE', 'where');
    await refused(database.select({ fields: ['x'] }), 'INVALID_VALUE', 'fields');
    await refused(database.select({ fields: [] }), 'INVALID_VALUE', 'fields');
    await refused(database.select({ sort: [{ column: 'x' }] }), 'INVALID_VALUE', 'sort');
    await refused(database.select({ offset: -1 }), 'INVALID_VALUE', 'offset');
    await refused(database.nearest({ id: 'ts-0' }, { where: '(' }), 'INVALID_VALUE', 'where');
    expect(database.size).toBe(2);
    expect(database.metadata('ts-0')).toMatchObject(cellsOf(0));
    await database.close();
  });

  it('is written once under a name, whatever comes between', async () => {
    const database = await createDatabase(undefined, { length: 100 });
    await database.addColumns(COLUMNS);
    const [request, other] = [writeIdAt(Date.now(), 1), writeIdAt(Date.now(), 2)];
    const [first, second] = [demo[0]!, demo[1]!];
    await database.insert(first.id, first.series);

    expect(await database.upsertMetadata(first.id, { level: 'A', blarg: 1 }, { request })).toBe(
      true,
    );
    await database.upsertMetadata(first.id, { level: 'B' });
    expect(await database.upsertMetadata(first.id, { blarg: 1, level: 'A' }, { request })).toBe(
      true,
    );
    expect(database.metadata(first.id)).toMatchObject({ level: 'B' });
    const metadata = { level: 'C' };
    await database.insert(second.id, second.series, { metadata, request: other });
    await database.upsertMetadata(second.id, { level: 'D' });
    const again = database.insert(second.id, second.series, { metadata, request: other });
    expect(await again).toBe(true);
    expect(database.metadata(second.id)).toMatchObject({ level: 'D' });
    await expect(
      database.insert(second.id, second.series, { metadata: { level: 'E' }, request: other }),
    ).rejects.toThrow(expect.objectContaining({ code: 'CONFLICT' }));
    const adding = writeIdAt(Date.now(), 3);
    const column = { name: 'late', type: 'text' } as const;
    expect(await database.addColumns([column], { request: adding })).toEqual(['late']);
    expect(await database.addColumns([column], { request: adding })).toEqual(['late']);
    expect(await database.addColumns([column])).toEqual([]);
    await database.close();
  });
});

describe.each([0, 2])('a search with a filter, on %i threads', (workers) => {
  it('finds what brute force finds among the series that match', async () => {
    const path = join(scratch, `searched-${workers}`);
    const database = await createDatabase(path, { length: 100, workers, crossoverUs: 0 });
    await database.addColumns(COLUMNS);
    await fill(database, 0, 400);
    const filters = [
      ['(= level "A")', ({ level }: Values) => level === 'A'],
      ['(not (= level "A"))', ({ level }: Values) => level !== 'A' && level !== null],
      ['(is-null level)', ({ level }: Values) => level === null],
      [
        '(between blarg 0.1 0.9)',
        ({ blarg }: Values) => Number(blarg) >= 0.1 && Number(blarg) <= 0.9,
      ],
      ['(< blarg 0.004)', ({ blarg }: Values) => Number(blarg) < 0.004],
      ['(or)', () => false],
      ['(and)', () => true],
    ] as const;
    for (const [where, matches] of filters) {
      for (const id of ['ts-1', 'ts-7', 'ts-200']) {
        const all = await database.within({ id }, { radius: 2, limit: 1000 });
        const due = all.neighbours.filter((one) =>
          matches(cellsOf(Number(one.id.slice('ts-'.length)))),
        );
        for (const strategy of ['auto', 'scan', 'filter', 'shell'] as const) {
          const nearest = await database.nearest({ id }, { k: 5, where, strategy });
          expect(nearest.neighbours).toEqual(due.slice(0, 5));
          const within = await database.within({ id }, { radius: 0.8, where, strategy });
          expect(within.neighbours).toEqual(due.filter(({ distance }) => distance <= 0.8));
          expect(nearest.explain['matching']).toBe((await database.select({ where })).total);
        }
      }
    }
    await database.close();
  });

  it('sees one commit, whatever is written beside it', async () => {
    const path = join(scratch, `beside-${workers}`);
    const database = await createDatabase(path, { length: 100, workers, crossoverUs: 0 });
    await database.addColumns(COLUMNS);
    await fill(database, 0, 60);
    // Every series has the level of the last round that was committed, in groups of one commit.
    const state = { writing: true };
    const writer = (async (): Promise<void> => {
      for (let round = 0; round < 40; round += 1) {
        const { id, series } = demo[100 + round]!;
        await Promise.all([
          ...demo.slice(0, 20).map((one) => database.upsertMetadata(one.id, { level: `${round}` })),
          database.insert(id, series, { metadata: { level: `${round}` } }),
        ]);
      }
      state.writing = false;
    })();
    let rounds = 0;
    while (state.writing) {
      const { rows } = await database.select({
        where: '(like level "_%")',
        fields: ['id', 'level'],
        limit: 1000,
      });
      const levels = new Set(
        rows.filter(({ id }) => Number(String(id).slice(3)) < 20).map(({ level }) => level),
      );
      expect(levels.size === 1 || rounds === 0 || levels.has('A')).toBe(true);
      const [level] = levels;
      const answer = await database.nearest(
        { id: 'ts-30' },
        { k: 100, where: `(= level "${level}")` },
      );
      // Of one commit: all twenty have the level, or a later round has taken it from all of them.
      const old = answer.neighbours.filter(({ id }) => Number(id.slice(3)) < 20);
      if (/^\d+$/.test(String(level))) expect([0, 20]).toContain(old.length);
      rounds += 1;
    }
    await writer;
    expect(rounds).toBeGreaterThan(3);
    expect(await idsWhere(database, '(= level "39")')).toHaveLength(21);
    expect((await database.verify()).faults).toEqual([]);
    await database.close();
  });
});

it('has the mean and the deviation of values that overflow a plain sum', async () => {
  const database = await createDatabase(undefined, { length: 4 });
  await database.insert('huge', createSeries([0, 1, 2, 3], [1.7e308, 1.7e308, 1.6e308, 1.6e308]));
  await database.insert('tiny', createSeries([0, 1, 2, 3], [0, 5e-324, 0, 5e-324]));

  const huge = database.metadata('huge');
  const tiny = database.metadata('tiny');

  expect(Number(huge['mean']) / 1e308).toBeCloseTo(1.65, 12);
  expect(Number(huge['std']) / 1e308).toBeCloseTo(0.05, 12);
  expect([tiny['mean'], tiny['std']]).toEqual([0, 0]);
  await database.close();
});

function mean({ values }: Series): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(series: Series): number {
  const middle = mean(series);
  const squares = series.values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / series.values.length);
}

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registeredEngines } from '../../../engines/index.ts';
import { inlineCompute } from '../../../server/database/compute.ts';
import { createCollection } from '../../../server/database/open.ts';
import {
  createDatabase,
  type Database,
  demoSeries,
  openDatabase,
  type Series,
} from '../../../server/index.ts';
import { scratchDirectory } from '../../engines/scratch.ts';

const scratch = scratchDirectory('vantage');
const LENGTH = 100;
const demo = [...demoSeries(360, 23)];
const queries = demo.slice(350).map(({ series }) => series);
const STRATEGIES = ['shell', 'filter', 'ball', 'auto'] as const;

async function fill(database: Database, count: number): Promise<void> {
  await Promise.all(demo.slice(0, count).map(({ id, series }) => database.insert(id, series)));
}

/** Every strategy answers every query as a scan does, and the file is sound. */
async function checkAnswers(database: Database): Promise<void> {
  for (const series of queries.slice(0, 4)) {
    const due = await database.nearest({ series }, { k: 5, strategy: 'scan' });
    for (const strategy of STRATEGIES) {
      const found = await database.nearest({ series }, { k: 5, strategy });
      expect(found.neighbours).toEqual(due.neighbours);
    }
  }
  expect((await database.verify()).faults).toEqual([]);
}

function pointsOf(database: Database): readonly string[] {
  return database.stats().vantagePoints;
}

describe.each(registeredEngines().map(({ manifest }) => manifest.name))(
  'vantage points of a collection in %s',
  (engine) => {
    const directory = (name: string): string => join(scratch, `${engine}-${name}`);

    it('are added by id and at random, in one commit, and stay after reopening', async () => {
      const path = directory('added');
      const database = await createDatabase(path, { engine, length: LENGTH, vantagePoints: 3 });
      await database.importing(() => fill(database, 150));
      const chosen = pointsOf(database);
      const free = demo.map(({ id }) => id).filter((id) => !chosen.includes(id));
      const ids = [free[0]!, free[1]!];
      const { commit } = database.stats().file;

      expect(await database.addVantage({ ids: [...ids, ids[0]!, chosen[0]!] })).toEqual(ids);
      expect(database.stats().file.commit).toBe(commit + 1);
      const drawn = await database.addVantage({ count: 4 });
      expect(database.stats().file.commit).toBe(commit + 2);
      const all = [...chosen, ...ids, ...drawn];
      expect(new Set(all).size).toBe(9);
      expect(pointsOf(database)).toEqual(all);
      const { explain } = await database.nearest({ series: queries[0]! }, { strategy: 'filter' });
      expect(explain).toMatchObject({ vantagePoints: all, vantageDistances: 9 });
      await checkAnswers(database);
      await database.close();

      const again = await openDatabase(path);
      expect(pointsOf(again)).toEqual(all);
      await checkAnswers(again);
      await again.close();
    });

    it('are dropped in one commit, and their slots serve again', async () => {
      const path = directory('dropped');
      const database = await createDatabase(path, { engine, length: LENGTH, vantagePoints: 5 });
      await database.importing(() => fill(database, 120));
      const [first, second, third, ...others] = pointsOf(database);
      const { commit } = database.stats().file;

      expect(await database.dropVantage([second!, 'nobody', second!])).toEqual([second]);
      expect(database.stats().file.commit).toBe(commit + 1);
      expect(await database.dropVantage([second!])).toEqual([]);
      expect(pointsOf(database)).toEqual([first, third, ...others]);
      await checkAnswers(database);
      await database.delete('ts-40');
      await fill(database, 130);
      const [added] = await database.addVantage({ count: 1 });
      // The slot that was freed comes second again.
      expect(pointsOf(database)).toEqual([first, added, third, ...others]);
      await checkAnswers(database);
      await database.close();

      const again = await openDatabase(path);
      expect(pointsOf(again)).toEqual([first, added, third, ...others]);
      await checkAnswers(again);
      await again.close();
    });

    it('are not chosen anew when the last one was dropped, not even after a compaction', async () => {
      const path = directory('last');
      const database = await createDatabase(path, { engine, length: LENGTH, vantagePoints: 2 });
      await fill(database, 250);
      await database.delete('ts-249');
      expect(pointsOf(database).length).toBe(2);
      expect((await database.dropVantage(pointsOf(database))).length).toBe(2);
      await database.insert('ts-249', demo[249]!.series);
      await database.compact();
      await database.close();

      const again = await openDatabase(path);
      await again.insert('one-more', demo[300]!.series);
      await again.chooseVantagePoints();
      expect(pointsOf(again)).toEqual([]);
      const { explain } = await again.nearest({ series: queries[0]! });
      expect(explain).toMatchObject({ strategy: 'scan', vantagePoints: [] });
      await checkAnswers(again);
      expect((await again.addVantage({ count: 3 })).length).toBe(3);
      await checkAnswers(again);
      await again.close();
    });

    it('are at most 32, and all there are where fewer series are stored', async () => {
      const database = await createDatabase(undefined, { engine, length: LENGTH });
      expect(await database.addVantage({ count: 5 })).toEqual([]);
      await fill(database, 6);
      expect((await database.addVantage({ count: 32 })).length).toBe(6);
      expect(await database.addVantage({ count: 1 })).toEqual([]);
      await checkAnswers(database);
      await fill(database, 60);
      expect((await database.addVantage({ count: 26 })).length).toBe(26);
      const before = pointsOf(database);
      const free = demo.slice(0, 60).find(({ id }) => !before.includes(id))!;
      for (const pick of [{ count: 1 }, { ids: [free.id] }]) {
        await expect(database.addVantage(pick)).rejects.toMatchObject({
          code: 'INVALID_VALUE',
          field: 'ids' in pick ? 'ids' : 'count',
          message: expect.stringContaining('32') as string,
        });
      }
      expect(pointsOf(database)).toEqual(before);
      await checkAnswers(database);
      await database.close();
    });

    it('keep the name of a series that was replaced', async () => {
      const database = await createDatabase(undefined, { engine, length: LENGTH });
      await fill(database, 30);
      await database.addVantage({ ids: ['ts-3'] });
      await database.delete('ts-3');
      await database.insert('ts-3', demo[200]!.series);

      expect(await database.addVantage({ ids: ['ts-3'] })).toEqual([]);
      await checkAnswers(database);
      await database.dropVantage(['ts-3']);
      expect(await database.addVantage({ ids: ['ts-3'] })).toEqual(['ts-3']);
      await checkAnswers(database);
      await database.close();
    });

    it('are refused, and left as they were, where that cannot be', async () => {
      const path = directory('refused');
      const database = await createDatabase(path, { engine, length: LENGTH });
      await fill(database, 20);
      await database.addVantage({ ids: ['ts-1'] });
      const { commit } = database.stats().file;
      await expect(database.addVantage({ ids: ['ts-2', 'nobody'] })).rejects.toMatchObject({
        code: 'NOT_FOUND',
        field: 'ids',
      });
      for (const count of [0, 33, 1.5, Number.NaN]) {
        await expect(database.addVantage({ count })).rejects.toMatchObject({
          code: 'INVALID_VALUE',
          field: 'count',
        });
      }
      const many = Array.from({ length: 33 }, (_, index) => `ts-${index}`);
      for (const ids of [[], many]) {
        for (const change of [database.addVantage({ ids }), database.dropVantage(ids)]) {
          await expect(change).rejects.toMatchObject({ code: 'INVALID_VALUE', field: 'ids' });
        }
      }
      await expect(database.addVantage({ ids: [''] })).rejects.toMatchObject({
        code: 'INVALID_ID',
      });
      expect(database.stats().file.commit).toBe(commit);
      expect(pointsOf(database)).toEqual(['ts-1']);
      await database.close();
      for (const change of [database.addVantage({ count: 1 }), database.dropVantage(['ts-1'])]) {
        await expect(change).rejects.toMatchObject({ code: 'CLOSED' });
      }

      const reader = await openDatabase(path, { readOnly: true });
      for (const change of [reader.addVantage({ count: 1 }), reader.dropVantage(['ts-1'])]) {
        await expect(change).rejects.toMatchObject({ code: 'READ_ONLY' });
      }
      expect(pointsOf(reader)).toEqual(['ts-1']);
      await reader.close();
    });

    it('are added to the end when the database is closed meanwhile, after the inserts before', async () => {
      const path = directory('closed');
      const database = await createDatabase(path, { engine, length: LENGTH });
      await fill(database, 100);
      const late = database.insert('late', demo[300]!.series);
      const adding = database.addVantage({ ids: ['late', 'ts-1'] });
      const later = database.insert('later', demo[301]!.series);
      const dropping = database.dropVantage(['ts-1']);
      await database.close();

      expect(await Promise.all([late, adding, later, dropping])).toEqual([
        true,
        ['late', 'ts-1'],
        true,
        ['ts-1'],
      ]);
      const again = await openDatabase(path);
      expect(pointsOf(again)).toEqual(['late']);
      await checkAnswers(again);
      await again.close();
    });
  },
);

/** A collection whose searches wait, each until the function it left in `waiting` is called. */
async function gated(vantagePoints: number): Promise<{
  readonly database: Database;
  readonly waiting: (() => void)[];
}> {
  const waiting: (() => void)[] = [];
  const database = await createCollection(undefined, {
    length: LENGTH,
    vantagePoints,
    compute: (source, measure) => {
      const compute = inlineCompute(source, measure);
      return {
        ...compute,
        async search(view, request) {
          await new Promise<void>((resolve) => waiting.push(resolve));
          return compute.search(view, request);
        },
      };
    },
  });
  await database.importing(() => fill(database, 100));
  return { database, waiting };
}

async function nearestByScan(series: Series): Promise<unknown> {
  const database = await createDatabase(undefined, { length: LENGTH, vantagePoints: 0 });
  await fill(database, 100);
  const { neighbours } = await database.nearest({ series }, { k: 5 });
  await database.close();
  return neighbours;
}

describe('a query that is under way', () => {
  it('keeps its vantage points while others take their place', async () => {
    const { database, waiting } = await gated(4);
    const due = await nearestByScan(queries[0]!);
    const before = pointsOf(database);
    const asked = (['shell', 'filter', 'ball'] as const).map((strategy) =>
      database.nearest({ series: queries[0]! }, { k: 5, strategy }),
    );
    await database.dropVantage(before);
    const after = await database.addVantage({ count: 4 });
    expect(after.length).toBe(4);
    for (const go of waiting) go();

    for (const answer of await Promise.all(asked)) {
      expect(answer.neighbours).toEqual(due);
      expect(answer.explain).toMatchObject({ vantagePoints: before });
    }
    await database.close();
  });

  it('holds an addition up when every slot that is free is one it reads', async () => {
    const { database, waiting } = await gated(32);
    const due = await nearestByScan(queries[1]!);
    const before = pointsOf(database);
    const asked = database.nearest({ series: queries[1]! }, { k: 5, strategy: 'filter' });
    await database.dropVantage(before.slice(0, 1));
    let added: readonly string[] | undefined;
    const adding = database.addVantage({ count: 1 }).then((ids) => (added = ids));
    for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
    expect(added).toBeUndefined();

    for (const go of waiting) go();
    expect((await asked).neighbours).toEqual(due);
    await adding;
    expect(added?.length).toBe(1);
    expect(pointsOf(database).length).toBe(32);
    await database.close();
  });
});

describe('an addition whose distances cannot be computed', () => {
  it('changes nothing, and can be made again', async () => {
    let broken = true;
    const database = await createCollection(undefined, {
      length: LENGTH,
      vantagePoints: 3,
      compute: (source, measure) => {
        const compute = inlineCompute(source, measure);
        let surveys = 0;
        return {
          ...compute,
          async survey(view, survey) {
            surveys += 1;
            if (broken && surveys % 2 === 0) throw new Error('a thread died');
            return compute.survey(view, survey);
          },
        };
      },
    });
    await fill(database, 150);
    await expect(database.addVantage({ count: 32 })).rejects.toThrow('a thread died');
    expect(pointsOf(database)).toEqual([]);
    await fill(database, 160);
    await database.delete('ts-2');
    await checkAnswers(database);
    broken = false;
    expect((await database.addVantage({ count: 32 })).length).toBe(32);
    await checkAnswers(database);
    await database.close();
  });
});

describe('a pooled collection whose vantage points change', () => {
  it('answers every query as a scan does, all the while', async () => {
    const database = await createDatabase(join(scratch, 'pooled'), {
      length: LENGTH,
      workers: 2,
      crossoverUs: 0,
      vantagePoints: 20,
    });
    await database.importing(() => fill(database, 340));
    const due = await Promise.all(
      queries.map((series) => database.nearest({ series }, { k: 3, strategy: 'scan' })),
    );
    const stop = new AbortController();
    const sets = new Set<string>();
    const ask = async (strategy: (typeof STRATEGIES)[number]): Promise<number> => {
      let asked = 0;
      for (; !stop.signal.aborted; asked += 1) {
        const at = asked % queries.length;
        const found = await database.nearest({ series: queries[at]! }, { k: 3, strategy });
        expect(found.neighbours).toEqual(due[at]!.neighbours);
        sets.add(String(found.explain['vantagePoints']));
      }
      return asked;
    };
    const asking = STRATEGIES.map(ask);
    for (let round = 0; round < 12; round += 1) {
      const dropped = pointsOf(database).slice(round % 3, 14);
      expect(await database.dropVantage(dropped)).toEqual(dropped);
      expect((await database.addVantage({ count: dropped.length })).length).toBe(dropped.length);
    }
    stop.abort();
    for (const asked of await Promise.all(asking)) expect(asked).toBeGreaterThan(0);
    expect(sets.size).toBeGreaterThan(2);
    expect((await database.verify()).faults).toEqual([]);
    await database.close();
  });
});

import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadEngine, registeredEngines } from '../../../engines/index.ts';
import {
  COLLECTION_FILE,
  createDatabase,
  createRandom,
  type Database,
  demoSeries,
  openDatabase,
  type Series,
  uniformSeries,
} from '../../../server/index.ts';
import { scratchDirectory } from '../../engines/scratch.ts';

const scratch = scratchDirectory('edge-cases');
const engines = registeredEngines().map(({ manifest }) => manifest.name);
const demo = [...demoSeries(300, 5)];
const STRATEGIES = ['scan', 'filter', 'shell', 'ball', 'auto'] as const;

async function fill(
  database: Database,
  rows: readonly { id: string; series: Series }[],
): Promise<void> {
  await Promise.all(rows.map(({ id, series }) => database.insert(id, series)));
}

describe.each(engines)('a collection in %s', (engine) => {
  it('that is empty answers with nothing, whatever is asked of it', async () => {
    const database = await createDatabase(undefined, { engine, length: 100 });
    const { series } = demo[0]!;
    for (const strategy of STRATEGIES) {
      const near = await database.nearest({ series }, { k: 10_000, strategy });
      expect(near).toMatchObject({ neighbours: [], total: 0, truncated: false });
      const within = await database.within({ series }, { radius: 2, strategy });
      expect(within).toMatchObject({ neighbours: [], total: 0, truncated: false });
    }
    await database.chooseVantagePoints();
    expect([...database.ids()]).toEqual([]);
    expect((await database.verify()).faults).toEqual([]);
    // The same after its last series is gone.
    await fill(database, demo.slice(0, 220));
    for (const { id } of demo.slice(0, 220)) await database.delete(id);
    for (const strategy of STRATEGIES) {
      expect((await database.nearest({ series }, { k: 3, strategy })).neighbours).toEqual([]);
    }
    expect(database.stats().vantagePoints.length).toBe(20);
    await database.close();
  });

  it('of fewer series than vantage points, or than k, gives all it has', async () => {
    const database = await createDatabase(undefined, { engine, length: 100, vantagePoints: 20 });
    await database.importing(() => fill(database, demo.slice(0, 7)));
    expect(database.stats().vantagePoints).toEqual([]);
    for (const picks of [0, 7]) {
      if (picks > 0) expect((await database.addVantage({ count: 32 })).length).toBe(picks);
      for (const strategy of STRATEGIES) {
        const byId = await database.nearest({ id: 'ts-3' }, { k: 50, strategy });
        expect(byId.neighbours.map(({ id }) => id).toSorted()).toEqual([
          'ts-0',
          'ts-1',
          'ts-2',
          'ts-4',
          'ts-5',
          'ts-6',
        ]);
        const byValue = await database.nearest({ series: demo[3]!.series }, { k: 50, strategy });
        expect(byValue.neighbours.length).toBe(7);
        expect(byValue.neighbours[0]).toEqual({ id: 'ts-3', distance: 0 });
      }
    }
    await database.close();
  });

  it('leaves a stored series out by id, not its copy, and finds both at 0 by value', async () => {
    const database = await createDatabase(undefined, { engine, length: 100 });
    await fill(database, demo.slice(0, 250));
    await database.insert('copy', demo[9]!.series);
    for (const strategy of STRATEGIES) {
      const byId = await database.nearest({ id: 'ts-9' }, { k: 2, strategy });
      expect(byId.neighbours[0]).toEqual({ id: 'copy', distance: 0 });
      expect(byId.neighbours[1]!.distance).toBeGreaterThan(0);
      const within = await database.within({ id: 'ts-9' }, { radius: 0, strategy });
      expect(within.neighbours).toEqual([{ id: 'copy', distance: 0 }]);
      const byValue = await database.nearest({ series: demo[9]!.series }, { k: 2, strategy });
      expect(byValue.neighbours).toEqual([
        { id: 'copy', distance: 0 },
        { id: 'ts-9', distance: 0 },
      ]);
    }
    await database.close();
  });

  it('keeps a thousand series at one distance in every index, and in order of their ids', async () => {
    const database = await createDatabase(undefined, { engine, length: 8, vantagePoints: 3 });
    const twin = uniformSeries([1, 5, 2, 8, 3, 9, 4, 7]);
    const random = createRandom(3);
    const others = Array.from({ length: 60 }, (_, at) => ({
      id: `other-${at}`,
      series: uniformSeries(Array.from({ length: 8 }, () => random.normal())),
    }));
    const twins = Array.from({ length: 1000 }, (_, at) => ({
      id: `twin-${String(at).padStart(3, '0')}`,
      series: twin,
    }));
    await database.importing(() => fill(database, [...others, ...twins.toReversed()]));
    await database.addVantage({ ids: ['twin-500', 'other-1'] });
    const query = { series: uniformSeries([9, 1, 5, 2, 2, 3, 8, 4]) };
    const due = await database.within(query, { radius: 2, limit: 2000, strategy: 'scan' });
    const ids = due.neighbours.map(({ id }) => id).filter((id) => id.startsWith('twin'));
    expect(ids).toEqual(twins.map(({ id }) => id));
    expect(await database.delete('twin-000')).toBe(true);
    for (const strategy of STRATEGIES) {
      const near = await database.nearest({ series: twin }, { k: 3, strategy });
      expect(near.neighbours.map(({ id }) => id)).toEqual(['twin-001', 'twin-002', 'twin-003']);
      const all = await database.within({ series: twin }, { radius: 0, limit: 2000, strategy });
      expect(all.neighbours.length).toBe(999);
    }
    expect((await database.verify()).faults).toEqual([]);
    await database.close();
  });

  it('takes what doubles can hold and gives finite distances, or refuses it', async () => {
    const database = await createDatabase(undefined, { engine, length: 4, vantagePoints: 2 });
    const extreme = fc.constantFrom(1.7e308, -1.7e308, 5e-324, -5e-324, 0, -0, 1, 2 ** -1022, 1e16);
    const series = fc.oneof(
      { weight: 9, arbitrary: fc.array(extreme, { minLength: 4, maxLength: 4 }) },
      { weight: 1, arbitrary: extreme.map((value) => Array<number>(4).fill(value)) },
    );
    let stored = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(series, async (values) => {
        try {
          await database.insert(`s${stored}`, uniformSeries(values));
          stored += 1;
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_VALUE' });
          refused += 1;
          return;
        }
        const { neighbours } = await database.nearest({ id: `s${stored - 1}` }, { k: 300 });
        expect(neighbours.length).toBe(stored - 1);
        for (const { distance } of neighbours) {
          expect(distance >= 0 && distance <= Math.SQRT2).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
    expect(stored).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
    await database.close();
  });

  it('refuses what is not finite or of another length, in inserts and in queries', async () => {
    const database = await createDatabase(undefined, { engine, length: 4 });
    await database.insert('a', uniformSeries([1, 2, 3, 5]));
    for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      // Not made by createSeries, which refuses it by itself.
      const series = { times: Float64Array.of(0, 1, 2, 3), values: Float64Array.of(1, 2, odd, 3) };
      for (const asked of [
        database.insert('b', series),
        database.nearest({ series }),
        database.within({ series }, { radius: 1 }),
      ]) {
        await expect(asked).rejects.toMatchObject({ code: 'INVALID_VALUE' });
      }
    }
    for (const length of [0, 1, 3, 5]) {
      const numbers = Float64Array.from({ length }, (_, at) => at);
      const series = { times: numbers, values: numbers };
      await expect(database.insert('b', series)).rejects.toMatchObject({ code: 'INVALID_VALUE' });
      await expect(database.nearest({ series })).rejects.toMatchObject({ code: 'INVALID_VALUE' });
    }
    expect(database.size).toBe(1);
    await database.close();
  });

  it.each([2, 65_536])(
    'of series of %i points, the least and the most, answers',
    async (length) => {
      const path = join(scratch, `${engine}-${length}`);
      const database = await createDatabase(path, { engine, length, vantagePoints: 2 });
      const random = createRandom(length);
      const made = Array.from({ length: 4 }, (_, at) => ({
        id: `s${at}`,
        series: uniformSeries(Float64Array.from({ length }, () => random.normal())),
      }));
      await database.importing(() => fill(database, made));
      expect(database.stats().vantagePoints.length).toBe(2);
      await database.close();
      const again = await openDatabase(path);
      expect(again.get('s3').series).toEqual(made[3]!.series);
      const due = await again.nearest({ id: 's0' }, { k: 3, strategy: 'scan' });
      expect(due.neighbours.length).toBe(3);
      for (const strategy of STRATEGIES) {
        const found = await again.nearest({ id: 's0' }, { k: 3, strategy });
        expect(found.neighbours).toEqual(due.neighbours);
      }
      await again.close();
    },
  );

  it('draws its vantage points from all classes of an import that is sorted by them', async () => {
    const database = await createDatabase(undefined, { engine, length: 100 });
    let measured = 0;
    const chosenEarly: number[] = [];
    await database.importing(
      async () => {
        for (let start = 0; start < 300; start += 50) {
          await fill(database, demo.slice(start, start + 50));
          chosenEarly.push(database.stats().vantagePoints.length);
        }
      },
      (done, all) => {
        expect(all).toBe(300);
        measured = done;
      },
    );
    expect(chosenEarly).toEqual([0, 0, 0, 0, 0, 0]);
    expect(measured).toBe(300);
    const thirds = database
      .stats()
      .vantagePoints.map((id) => Math.floor(Number(id.slice('ts-'.length)) / 100));
    expect(new Set(thirds)).toEqual(new Set([0, 1, 2]));
    await database.close();
  });

  it('whose import ends early chooses with the next change, or the next import', async () => {
    const database = await createDatabase(undefined, { engine, length: 100 });
    const broken = database.importing(async () => {
      await fill(database, demo.slice(0, 220));
      throw new Error('no more rows');
    });
    await expect(broken).rejects.toThrow('no more rows');
    expect(database.stats().vantagePoints).toEqual([]);
    await database.delete('ts-0');
    await database.delete('nobody');
    expect(database.stats().vantagePoints.length).toBe(20);
    await database.close();
  });
});

it('answers are the same bits in every engine, pooled and inline, compacted and reopened', async () => {
  const answers = new Set<string>();
  const ask = async (database: Database): Promise<void> => {
    const found = await Promise.all(
      demo
        .slice(280)
        .flatMap(({ series }) => [
          database.nearest({ series }, { k: 7 }),
          database.within({ series }, { radius: 0.9 }),
        ]),
    );
    answers.add(JSON.stringify(found.map(({ neighbours }) => neighbours)));
  };
  for (const engine of engines) {
    const path = join(scratch, `${engine}-same`);
    const created = await createDatabase(path, { engine, length: 100 });
    await created.importing(() => fill(created, demo.slice(0, 280)));
    await ask(created);
    await created.compact();
    await ask(created);
    await created.close();
    for (const workers of [0, 2]) {
      const again = await openDatabase(path, { readOnly: true, workers, crossoverUs: 0 });
      await ask(again);
      await again.close();
    }
  }
  expect(answers.size).toBe(1);
  expect([...answers][0]!.length).toBeGreaterThan(1000);
});

describe('an addition to so many series that its trees are loaded one a commit', () => {
  it('shows nothing when it is cut short, and all when it is done', async () => {
    const path = join(scratch, 'staged');
    const database = await createDatabase(path, { length: 2, vantagePoints: 0 });
    const rows = Array.from({ length: 32_000 }, (_, at) => uniformSeries([at % 97, at % 89 || -1]));
    const distinct = rows.filter(({ values }) => values[0] !== values[1]);
    for (let start = 0; start < distinct.length; start += 1000) {
      const some = distinct.slice(start, start + 1000);
      await Promise.all(some.map((series, at) => database.insert(`s${start + at}`, series)));
    }
    const adding = database.addVantage({ count: 32 });
    const engine = await loadEngine('red-black');
    const file = join(path, COLLECTION_FILE);
    const cut = join(scratch, 'staged-cut');
    mkdirSync(cut);
    for (let seen = false; !seen; await sleep(1)) {
      const reader = await engine.open(file, { readOnly: true });
      seen = reader.trees().includes('shell-3');
      expect(reader.trees()).not.toContain('vantage');
      await reader.close();
    }
    copyFileSync(file, join(cut, COLLECTION_FILE));

    const crashed = await openDatabase(cut, { readOnly: true });
    expect(crashed.stats().vantagePoints).toEqual([]);
    expect(treesOf(crashed)).toContain('shell-3');
    await crashed.close();
    const opened = await openDatabase(cut);
    expect(treesOf(opened).filter((tree) => tree.startsWith('shell'))).toEqual([]);
    expect(opened.size).toBe(distinct.length);
    await opened.close();

    expect((await adding).length).toBe(32);
    const { commit } = database.stats().file;
    expect(treesOf(database).filter((tree) => tree.startsWith('shell')).length).toBe(32);
    const series = uniformSeries([3, 4]);
    const due = await database.nearest({ series }, { k: 5, strategy: 'scan' });
    for (const strategy of STRATEGIES) {
      expect((await database.nearest({ series }, { k: 5, strategy })).neighbours).toEqual(
        due.neighbours,
      );
    }
    expect(commit).toBeGreaterThan(32);
    await database.close();
  });
});

function treesOf(database: Database): readonly string[] {
  return database.stats().file.trees.map(({ tree }) => tree);
}

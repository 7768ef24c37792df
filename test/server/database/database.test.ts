import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registeredEngines } from '../../../engines/index.ts';
import {
  createDatabase,
  createSeries,
  type Database,
  demoSeries,
  type MeasureSettings,
  openDatabase,
  type Series,
  uniformSeries,
} from '../../../server/index.ts';
import { scratchDirectory } from '../../engines/scratch.ts';

const scratch = scratchDirectory('database');
const LENGTH = 100;
const demo = [...demoSeries(260, 7)];

async function fill(database: Database, count: number): Promise<void> {
  await Promise.all(demo.slice(0, count).map(({ id, series }) => database.insert(id, series)));
}

function shifted({ values }: Series, by: number): Series {
  return uniformSeries([...values.slice(by), ...values.slice(0, by)]);
}

describe.each(registeredEngines().map(({ manifest }) => manifest.name))(
  'a collection in %s',
  (engine) => {
    const directory = (name: string): string => join(scratch, `${engine}-${name}`);

    it('gives back the times and values that were stored, to the bit, after reopening', async () => {
      const path = directory('bits');
      const database = await createDatabase(path, { engine, length: 3 });
      const regular = createSeries([-0, 0.5, 1], [1, -0, 5e-324]);
      const odd = createSeries([1, 1.1, 1.2], [1.7e308, -1.7e308, 0.1 + 0.2]);
      await database.insert('regular', regular);
      await database.insert('odd', odd);
      await database.close();

      const again = await openDatabase(path, { readOnly: true });

      expect(again.get('regular').series).toEqual(regular);
      expect(Object.is(again.get('regular').series.values[1], -0)).toBe(true);
      expect(Object.is(again.get('regular').series.times[0], -0)).toBe(true);
      expect(again.get('odd').series).toEqual(odd);
      expect([...again.ids()]).toEqual(['odd', 'regular']);
      expect([...again.ids('odd')]).toEqual(['regular']);
      expect([...again.stored('of')]).toEqual([{ id: 'regular', series: regular, metadata: {} }]);
      await again.close();
    });

    it('accepts the same series again and refuses another under its id', async () => {
      const database = await createDatabase(undefined, { engine, length: LENGTH });
      const [first, second] = demo;

      expect(await database.insert('a', first!.series)).toBe(true);
      expect(await database.insert('a', first!.series)).toBe(false);
      await expect(database.insert('a', second!.series)).rejects.toMatchObject({
        code: 'CONFLICT',
      });
      expect(database.get('a').series).toEqual(first!.series);
      const race = await Promise.allSettled(
        Array.from({ length: 100 }, (_, index) =>
          database.insert('raced', demo[index % 5]!.series),
        ),
      );
      const won = race.filter((one) => one.status === 'fulfilled' && one.value);
      expect(won.length).toBe(1);
      expect(database.size).toBe(2);
      await database.close();
    });

    it('chooses its vantage points by itself once there are enough series', async () => {
      const database = await createDatabase(undefined, { engine, length: LENGTH });
      await fill(database, 199);
      await database.chooseVantagePoints();
      expect(database.stats().vantagePoints.length).toBe(20);
      const other = await createDatabase(undefined, { engine, length: LENGTH });
      await fill(other, 200);
      // The choice comes right after the commit; the next change waits for it.
      await other.delete('nobody');
      expect(other.stats().vantagePoints.length).toBe(20);
      await Promise.all([database.close(), other.close()]);
    });

    it('finds what was stored in the same tick, and nothing that was deleted', async () => {
      const database = await createDatabase(undefined, { engine, length: LENGTH });
      await fill(database, 250);
      await database.chooseVantagePoints();
      expect(database.stats().vantagePoints.length).toBe(20);
      const copy = demo[3]!.series;
      await database.insert('copy', shifted(copy, 17));

      const near = await database.nearest({ id: 'ts-3' }, { k: 2, strategy: 'shell' });
      expect(near.neighbours[0]).toEqual({ id: 'copy', distance: 0 });
      expect(await database.delete('copy')).toBe(true);
      expect(await database.delete('copy')).toBe(false);
      const after = await database.nearest({ id: 'ts-3' }, { k: 250, strategy: 'shell' });

      expect(after.neighbours.map(({ id }) => id)).not.toContain('copy');
      expect(after.neighbours.length).toBe(249);
      expect((await database.verify()).faults).toEqual([]);
      await database.close();
    });

    it('keeps answering exactly when series that serve as vantage points are deleted', async () => {
      const path = directory('vantage');
      const database = await createDatabase(path, { engine, length: LENGTH });
      await fill(database, 240);
      await database.chooseVantagePoints();
      for (const id of database.stats().vantagePoints) await database.delete(id);
      expect(database.size).toBe(220);
      await database.close();

      const again = await openDatabase(path);
      for (const strategy of ['shell', 'filter', 'ball', 'auto'] as const) {
        for (const { series } of demo.slice(240)) {
          const due = await again.nearest({ series }, { k: 5, strategy: 'scan' });
          const found = await again.nearest({ series }, { k: 5, strategy });
          expect(found.neighbours).toEqual(due.neighbours);
        }
      }
      expect((await again.verify()).faults).toEqual([]);
      await again.close();
    });

    it('gives no series the ordinal of a vantage point whose own series is gone', async () => {
      const path = directory('ordinals');
      const database = await createDatabase(path, { engine, length: LENGTH, vantagePoints: 3 });
      await fill(database, 3);
      await database.chooseVantagePoints();
      for (const { id } of demo.slice(0, 3)) await database.delete(id);
      await database.close();

      const again = await openDatabase(path);
      await Promise.all(demo.slice(3, 60).map(({ id, series }) => again.insert(id, series)));
      for (const { series } of demo.slice(0, 3)) {
        const due = await again.nearest({ series }, { strategy: 'scan' });
        const found = await again.nearest({ series }, { strategy: 'ball' });
        expect(found.neighbours).toEqual(due.neighbours);
      }
      await again.close();
    });

    it('orders equal distances by id, and cuts them by id', async () => {
      const database = await createDatabase(undefined, {
        engine,
        length: LENGTH,
        vantagePoints: 4,
      });
      const { series } = demo[0]!;
      const ids = ['b', 'é', 'a', 'Z', 'aa', 'z', '€'];
      for (const [index, id] of ids.entries())
        await database.insert(id, shifted(series, index * 9));
      await fill(database, 30);
      await database.chooseVantagePoints();

      const near = await database.nearest({ series }, { k: 4 });
      const within = await database.within({ series }, { radius: 0, limit: 3 });

      const order = ['Z', 'a', 'aa', 'b', 'ts-0', 'z', 'é', '€'];
      expect(near.neighbours.map(({ id }) => id)).toEqual(order.slice(0, 4));
      expect(within.neighbours.map(({ id }) => id)).toEqual(order.slice(0, 3));
      expect(within).toMatchObject({ total: 8, truncated: true });
      await database.close();
    });

    it('is open for writing once, and says who has it', async () => {
      const path = directory('lock');
      const database = await createDatabase(path, { engine, length: LENGTH });

      await expect(openDatabase(path)).rejects.toMatchObject({
        code: 'LOCKED',
        message: expect.stringContaining(`pid ${process.pid}`) as string,
      });
      const reader = await openDatabase(path, { readOnly: true });
      await expect(reader.insert('x', demo[0]!.series)).rejects.toMatchObject({
        code: 'READ_ONLY',
      });
      await reader.close();
      await database.close();
    });

    it('leaves nothing behind when it cannot be created', async () => {
      const path = directory('refused');
      for (const options of [
        { length: 1 },
        { length: 65_537 },
        { length: 10, vantagePoints: 33 },
        { length: 10, measure: { name: 'kernel', gamma: 0 } as const },
        { length: 10, measure: JSON.parse('{"name":"cosine"}') as MeasureSettings },
        { length: 10, seed: -1 },
      ]) {
        await expect(createDatabase(path, { engine, ...options })).rejects.toMatchObject({
          code: 'INVALID_VALUE',
        });
      }
      expect(existsSync(path)).toBe(false);
      mkdirSync(path);
      writeFileSync(join(path, 'mine.txt'), 'mine');
      await expect(createDatabase(path, { engine, length: 10 })).rejects.toMatchObject({
        code: 'EXISTS',
      });
      expect(readdirSync(path)).toEqual(['mine.txt']);
      await expect(openDatabase(path)).rejects.toMatchObject({ code: 'NOT_A_DATABASE' });
      await expect(openDatabase(join(path, 'absent'))).rejects.toMatchObject({
        code: 'NOT_A_DATABASE',
      });
    });

    it('is made by one of those who make it at a time, and the others leave it alone', async () => {
      const path = directory('raced');
      const made = await Promise.allSettled(
        [1, 2, 3].map(() => createDatabase(path, { engine, length: LENGTH })),
      );
      const databases = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      const codes = made.flatMap((one) =>
        one.status === 'rejected' ? [(one.reason as { code?: string }).code] : [],
      );
      expect(databases).toHaveLength(1);
      for (const code of codes) expect(['LOCKED', 'EXISTS']).toContain(code);
      await databases[0]!.insert('x', demo[0]!.series);
      await databases[0]!.close();
      await expect(createDatabase(path, { engine, length: LENGTH })).rejects.toMatchObject({
        code: 'EXISTS',
      });
      const again = await openDatabase(path);
      expect(again.size).toBe(1);
      await again.close();
    });

    it('explains itself in what JSON can say, also without a radius', async () => {
      const database = await createDatabase(undefined, { engine, length: LENGTH });
      await fill(database, 3);

      const { explain } = await database.nearest({ id: 'ts-0' }, { k: 9, strategy: 'scan' });

      expect(explain).toMatchObject({ strategy: 'scan', live: 3, distancesComputed: 2 });
      expect(JSON.parse(JSON.stringify(explain))).toEqual(explain);
      await database.close();
    });

    it('refuses what it cannot mean', async () => {
      const database = await createDatabase(undefined, { engine, length: 4 });
      const good = uniformSeries([1, 2, 3, 5]);
      await database.insert('a', good);

      for (const id of ['', 'x'.repeat(256), 'tab\t', '\ud800']) {
        await expect(database.insert(id, good)).rejects.toMatchObject({ code: 'INVALID_ID' });
      }
      for (const values of [
        [1, 2, 3],
        [1, 1, 1, 1],
      ]) {
        await expect(database.insert('b', uniformSeries(values))).rejects.toMatchObject({
          code: 'INVALID_VALUE',
        });
      }
      for (const k of [0, 1.5, 1e12, Number.NaN]) {
        await expect(database.nearest({ id: 'a' }, { k })).rejects.toMatchObject({
          code: 'INVALID_VALUE',
        });
      }
      for (const radius of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
        await expect(database.within({ id: 'a' }, { radius })).rejects.toMatchObject({
          code: 'INVALID_VALUE',
        });
      }
      await expect(database.nearest({ id: '__proto__' })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
      await expect(database.distance('a', 'b')).rejects.toMatchObject({
        code: 'NOT_FOUND',
        field: 'b',
      });
      expect(await database.distance('a', 'a')).toBe(0);
      expect(database.size).toBe(1);
      await database.close();
      await expect(database.nearest({ id: 'a' })).rejects.toMatchObject({ code: 'CLOSED' });
    });
  },
);

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDatabase, type Database, demoSeries, openDatabase } from '../../../server/index.ts';
import { scratchDirectory } from '../../engines/scratch.ts';

const scratch = scratchDirectory('pool');
const demo = [...demoSeries(1600, 11)];

describe.each([
  { where: 'on disk', path: join(scratch, 'disk') },
  { where: 'in memory', path: undefined },
])('a pooled collection $where', ({ path }) => {
  it('answers as a scan does while series come and go, through growing shared memory', async () => {
    const database = await createDatabase(path, { length: 100, workers: 2 });
    await Promise.all(demo.slice(0, 400).map(({ id, series }) => database.insert(id, series)));
    const stop = new AbortController();
    let asked = 0;
    const ask = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        const { series } = demo[1500 + (asked % 100)]!;
        asked += 1;
        // Both see some commit between the first and the last insert, each its own.
        const found = await database.nearest({ series }, { k: 3 });
        expect(found.neighbours.length).toBe(3);
        const distances = found.neighbours.map(({ distance }) => distance);
        expect(distances).toEqual(distances.toSorted((a, b) => a - b));
      }
    };
    const asking = [ask(), ask(), ask()];
    for (let start = 400; start < 1500; start += 100) {
      await Promise.all(
        demo.slice(start, start + 100).map(({ id, series }) => database.insert(id, series)),
      );
      await database.delete(`ts-${start}`);
    }
    stop.abort();
    await Promise.all(asking);
    expect(asked).toBeGreaterThan(10);
    expect(database.size).toBe(1500 - 11);

    for (const { series } of demo.slice(1500, 1520)) {
      const due = await database.nearest({ series }, { k: 10, strategy: 'scan' });
      for (const strategy of ['shell', 'filter', 'ball', 'auto'] as const) {
        const found = await database.nearest({ series }, { k: 10, strategy });
        expect(found.neighbours).toEqual(due.neighbours);
      }
    }
    expect((await database.verify()).faults).toEqual([]);
    await database.close();
  });
});

describe('a pooled collection', () => {
  it('goes on answering while its file is compacted under it', async () => {
    const path = join(scratch, 'compacted');
    const database = await createDatabase(path, { length: 100, workers: 2 });
    await Promise.all(demo.slice(0, 600).map(({ id, series }) => database.insert(id, series)));
    const bytesGiven = new Set<number>();
    const stop = new AbortController();
    const ask = async (): Promise<number> => {
      let asked = 0;
      for (; !stop.signal.aborted; asked += 1) {
        const { series } = demo[1500 + (asked % 100)]!;
        const { neighbours } = await database.nearest({ series }, { k: 3, strategy: 'shell' });
        const distances = neighbours.map(({ distance }) => distance);
        expect(distances.length).toBe(3);
        expect(distances).toEqual(distances.toSorted((a, b) => a - b));
      }
      return asked;
    };
    const asking = [ask(), ask(), ask()];
    for (let round = 0; round < 6; round += 1) {
      const before = database.stats().file.bytesTotal;
      await database.compact();
      bytesGiven.add(before - database.stats().file.bytesTotal);
      const { id, series } = demo[600 + round]!;
      await database.insert(id, series);
      await database.delete(id);
    }
    stop.abort();

    const asked = await Promise.all(asking);
    expect(asked.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10);
    expect(bytesGiven.size).toBeGreaterThan(1);
    for (const { series } of demo.slice(1500, 1510)) {
      const due = await database.nearest({ series }, { k: 5, strategy: 'scan' });
      const found = await database.nearest({ series }, { k: 5, strategy: 'shell' });
      expect(found.neighbours).toEqual(due.neighbours);
    }
    expect((await database.verify()).faults).toEqual([]);
    await database.close();
  });

  it('gives the very answers of an inline one', async () => {
    const path = join(scratch, 'same');
    const database = await createDatabase(path, { length: 100, engine: 'unbalanced' });
    await Promise.all(demo.slice(0, 300).map(({ id, series }) => database.insert(id, series)));
    await database.chooseVantagePoints();
    const pooled = await openDatabase(path, { readOnly: true, workers: 1 });

    for (const { series } of demo.slice(1500, 1530)) {
      const radius = (await database.nearest({ series }, { k: 9 })).neighbours.at(-1)!.distance;
      const due = await database.within({ series }, { radius });
      expect((await pooled.within({ series }, { radius })).neighbours).toEqual(due.neighbours);
      expect(due.neighbours.length).toBeGreaterThanOrEqual(9);
    }
    await Promise.all([pooled.close(), database.close()]);
  });

  it('refuses a number of threads that is none', async () => {
    for (const workers of [-1, 1.5, 257]) {
      await expect(createDatabase(undefined, { length: 8, workers })).rejects.toMatchObject({
        code: 'INVALID_VALUE',
        field: 'workers',
      });
    }
  });
});

/** Whether any search has gone to a thread, where nothing else has. */
function sent(database: Database): boolean {
  return (database.stats().pool?.waitedMs.max ?? 0) > 0;
}

describe('a search of a pooled collection', () => {
  const path = join(scratch, 'short');

  it('stays on this thread when it is over sooner than sent, as far as a turn has time', async () => {
    const database = await createDatabase(path, { length: 100 });
    await Promise.all(demo.slice(0, 60).map(({ id, series }) => database.insert(id, series)));
    const due = await Promise.all(
      demo.slice(0, 60).map(({ id }) => database.nearest({ id }, { k: 4 })),
    );
    await database.close();

    const pooled = await openDatabase(path, { readOnly: true, workers: 1 });
    expect((await pooled.nearest({ id: 'ts-0' }, { k: 4 })).neighbours).toEqual(due[0]!.neighbours);
    expect(sent(pooled)).toBe(false);
    const found = await Promise.all(
      demo.slice(0, 60).map(({ id }) => pooled.nearest({ id }, { k: 4 })),
    );
    expect(sent(pooled)).toBe(true);
    expect(found.map(({ neighbours }) => neighbours)).toEqual(
      due.map(({ neighbours }) => neighbours),
    );
    await pooled.close();
  });

  it('goes to a thread where few series match and a tree is to be walked', async () => {
    const wide = join(scratch, 'wide');
    const database = await createDatabase(wide, { length: 100 });
    await database.addColumns([{ name: 'few', type: 'boolean' }]);
    await Promise.all(
      demo.slice(0, 1200).map(({ id, series }, index) => {
        return database.insert(id, series, { metadata: { few: index < 20 } });
      }),
    );
    await database.chooseVantagePoints();
    await database.close();
    const pooled = await openDatabase(wide, { readOnly: true, workers: 1 });
    const where = '(= few true)';
    const due = await pooled.nearest({ id: 'ts-0' }, { k: 3, where });
    expect(sent(pooled)).toBe(false);
    const found = await pooled.nearest({ id: 'ts-0' }, { k: 3, where, strategy: 'shell' });
    expect(sent(pooled)).toBe(true);
    expect(found.neighbours).toEqual(due.neighbours);
    await pooled.close();
  });

  it('goes to a thread however short it is when told so, and when it is long', async () => {
    const all = await openDatabase(path, { readOnly: true, workers: 1, crossoverUs: 0 });
    await all.nearest({ id: 'ts-0' });
    expect(sent(all)).toBe(true);
    await all.close();

    const long = join(scratch, 'long');
    const database = await createDatabase(long, { length: 100 });
    await Promise.all(demo.slice(0, 1200).map(({ id, series }) => database.insert(id, series)));
    await database.close();
    const pooled = await openDatabase(long, { readOnly: true, workers: 1 });
    await pooled.nearest({ id: 'ts-0' });
    expect(sent(pooled)).toBe(true);
    await pooled.close();
  });
});

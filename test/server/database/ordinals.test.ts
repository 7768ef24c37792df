import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Compute, inlineCompute } from '../../../server/database/compute.ts';
import { createCollection } from '../../../server/database/open.ts';
import { Ordinals } from '../../../server/database/ordinals.ts';
import {
  createDatabase,
  type Database,
  demoSeries,
  openDatabase,
  type Series,
} from '../../../server/index.ts';
import { scratchDirectory } from '../../engines/scratch.ts';

const scratch = scratchDirectory('ordinals');
const LENGTH = 100;
const rows: readonly { readonly id: string; readonly series: Series }[] = [...demoSeries(60, 7)];

describe('ordinals', () => {
  it('are given in order, first those that were free', () => {
    const ordinals = new Ordinals(5, [3, 1]);
    expect([1, 2, 3, 4].map(() => ordinals.take())).toEqual([1, 3, 5, 6]);
    ordinals.give(5);
    expect([1, 2].map(() => ordinals.take())).toEqual([5, 7]);
  });

  it('come back after two waits: for who may see the series, then for who may have begun to look', () => {
    const ordinals = new Ordinals(2, []);
    const vacated: number[] = [];
    const reclaim = (oldest: number, current: number): void =>
      ordinals.reclaim(oldest, current, (ordinal) => vacated.push(ordinal));
    ordinals.retire(0, 10);
    ordinals.retire(1, 12);
    reclaim(9, 12); // A query reads commit 9, at which both are seen.
    expect(vacated).toEqual([]);
    reclaim(10, 12);
    expect(vacated).toEqual([0]);
    reclaim(12, 12); // Who reads 12 may have begun before 0 was vacated.
    expect(vacated).toEqual([0, 1]);
    expect(ordinals.take()).toBe(2);
    reclaim(13, 13);
    expect([1, 2, 3].map(() => ordinals.take())).toEqual([1, 0, 3]);
  });
});

/** Replaces every series by another one, all at a time, `rounds` times. */
async function churn(database: Database, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await Promise.all([
      ...rows.map(({ id }) => database.delete(id)),
      ...rows.map(({ id }, at) =>
        database.insert(id, rows[(at + round + 1) % rows.length]!.series),
      ),
    ]);
  }
}

describe('a collection whose series come and go', () => {
  it('takes no more memory than those that are there, and finds them', async () => {
    const path = join(mkdtempSync(join(scratch, 'a-')), 'data');
    const database = await createDatabase(path, { length: LENGTH, vantagePoints: 3 });
    for (const { id, series } of rows) await database.insert(id, series);
    await database.addVantage({ count: 3 });
    // Some are given again only when others have waited.
    await churn(database, 4);
    const before = database.stats().collectionBytes;
    await churn(database, 20);
    expect(database.stats().collectionBytes).toBe(before);
    for (const { series } of rows.slice(0, 10)) {
      const due = await database.nearest({ series }, { k: 5, strategy: 'scan' });
      for (const strategy of ['filter', 'shell', 'ball'] as const) {
        const found = await database.nearest({ series }, { k: 5, strategy });
        expect(found.neighbours).toEqual(due.neighbours);
      }
    }
    expect((await database.verify()).faults).toEqual([]);
    await database.close();

    // What is free is known again.
    const again = await openDatabase(path);
    const reopened = again.stats().collectionBytes;
    await churn(again, 20);
    expect(again.stats().collectionBytes).toBe(reopened);
    expect((await again.verify()).faults).toEqual([]);
    await again.close();
  });

  it('keeps a series where a search that began before its end may read it', async () => {
    let pause: Promise<void> = Promise.resolve();
    const database = await createCollection(undefined, {
      length: LENGTH,
      compute: (source, measure): Compute => {
        const compute = inlineCompute(source, measure);
        return {
          ...compute,
          async search(view, request) {
            await pause;
            return compute.search(view, request);
          },
        };
      },
    });
    for (const { id, series } of rows) await database.insert(id, series);
    const { series } = rows[0]!;
    const due = await database.nearest({ series }, { k: rows.length, strategy: 'scan' });
    let resume: (() => void) | undefined;
    pause = new Promise((resolve) => {
      resume = resolve;
    });
    const held = database.nearest({ series }, { k: rows.length, strategy: 'scan' });
    pause = Promise.resolve();
    await churn(database, 8);
    resume!();
    expect((await held).neighbours).toEqual(due.neighbours);
    await database.close();
  });

  it('answers searches of threads beside it as they were at one commit', async () => {
    const path = join(mkdtempSync(join(scratch, 'b-')), 'data');
    const database = await createDatabase(path, { length: LENGTH, workers: 2, crossoverUs: 0 });
    for (const { id, series } of rows) await database.insert(id, series);
    // Whatever round it is, the same series are stored, under other ids.
    const dueTo = new Map<Series, readonly number[]>();
    for (const { series } of rows.slice(0, 8)) {
      const { neighbours } = await database.nearest({ series }, { k: rows.length });
      dueTo.set(
        series,
        neighbours.map(({ distance }) => distance),
      );
    }
    const churned = { ended: false };
    const churning = churn(database, 12).finally(() => {
      churned.ended = true;
    });
    let asked = 0;
    while (!churned.ended) {
      const answers = await Promise.all(
        rows.slice(0, 8).map(({ series }) => database.nearest({ series }, { k: rows.length })),
      );
      for (const [at, { neighbours }] of answers.entries()) {
        // Deletes and inserts come in batches: at a commit all are there, or none.
        expect([rows.length, 0]).toContain(neighbours.length);
        const distances = neighbours.map(({ distance }) => distance);
        if (neighbours.length > 0) expect(distances).toEqual(dueTo.get(rows[at]!.series));
        asked += 1;
      }
    }
    await churning;
    expect(asked).toBeGreaterThan(8);
    await database.close();
  });
});

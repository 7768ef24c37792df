import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { insertRows, type Row } from '../../../client/collection/insert-rows.ts';
import { PartialError } from '../../../client/command-line/failure.ts';
import { DatabaseError, uniformSeries } from '../../../server/index.ts';

const series = uniformSeries([1, 2, 4]);

function* rows(count: number): Generator<Row> {
  for (let index = 0; index < count; index += 1) {
    yield { id: `r${index}`, series, place: `f.tsv:${index + 1}` };
  }
}

/** Stores after a wait that depends on the id, so that answers come out of order. */
async function slowly(id: string): Promise<void> {
  for (let turns = (id.length * 7 + Number(id.slice(1)) * 5) % 4; turns > 0; turns -= 1) {
    await new Promise(setImmediate);
  }
}

/** Has every third row already. */
async function knowEveryThird({ id }: Row): Promise<boolean> {
  return Number(id.slice(1)) % 3 !== 0;
}

/** Stores everything but `r3`. */
async function refuseThird({ id }: Row): Promise<boolean> {
  if (id === 'r3') throw new DatabaseError('CONFLICT', 'stored with other values');
  return true;
}

async function failureOf(promise: Promise<unknown>): Promise<PartialError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PartialError);
  return error as PartialError;
}

describe('insertRows', () => {
  it('counts what was stored and what was there', async () => {
    expect(await insertRows(rows(10), { insert: knowEveryThird, inFlightMax: 4 })).toEqual({
      stored: 6,
      present: 4,
    });
  });

  it('tells after each row, and counts from what was done before only in errors', async () => {
    const told: number[] = [];
    const tally = await insertRows(rows(5), {
      insert: async () => true,
      inFlightMax: 2,
      before: { stored: 100, present: 0 },
      onRow: ({ stored }) => told.push(stored),
    });
    expect(told).toEqual([1, 2, 3, 4, 5]);
    expect(tally.stored).toBe(5);
  });

  it('has as many rows under way as allowed, and never more', async () => {
    let underWay = 0;
    let most = 0;
    const insert = async (): Promise<boolean> => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return true;
    };
    await insertRows(rows(100), { insert, inFlightMax: 8 });
    expect(most).toBe(8);
  });

  it('stops at the row that is refused, with its place and the tally', async () => {
    const error = await failureOf(
      insertRows(rows(50), {
        insert: refuseThird,
        inFlightMax: 1,
        before: { stored: 7, present: 1 },
      }),
    );
    expect(error.message).toMatch(/^f\.tsv:4: stored with other values /);
    expect(error.message).toContain('10 stored; 1 already there');
    expect(error.progress).toEqual({ stored: 10, present: 1 });
    expect(error.cause).toMatchObject({ code: 'CONFLICT' });
  });

  it('says how many rows from behind the refused one are stored', async () => {
    const error = await failureOf(insertRows(rows(50), { insert: refuseThird, inFlightMax: 8 }));
    const behind = Number(/, (\d+) of them from behind it/.exec(error.message)?.[1]);
    expect(behind).toBeGreaterThan(0);
    expect(error.progress['stored']).toBe(3 + behind);
  });

  it('stores every row before the one that cannot be read', async () => {
    const stored: string[] = [];
    function* damaged(): Generator<Row> {
      yield* rows(9);
      throw new DatabaseError('BAD_FILE', 'f.tsv:10: no number');
    }
    const insert = async ({ id }: Row): Promise<boolean> => {
      await slowly(id);
      stored.push(id);
      return true;
    };
    const error = await failureOf(insertRows(damaged(), { insert, inFlightMax: 4 }));
    expect(error.message).toMatch(/^f\.tsv:10: no number \(rows: 9 stored;/);
    expect(stored.toSorted()).toEqual([...rows(9)].map(({ id }) => id));
  });

  it('stores every row before the first bad one, whichever way rows are bad', async () => {
    const scenario = fc.record({
      count: fc.integer({ min: 0, max: 30 }),
      refused: fc.uniqueArray(fc.integer({ min: 0, max: 35 }), { maxLength: 3 }),
      unreadable: fc.integer({ min: 0, max: 60 }),
      inFlightMax: fc.integer({ min: 1, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(scenario, async ({ count, refused, unreadable, inFlightMax }) => {
        const stored = new Set<string>();
        function* source(): Generator<Row> {
          yield* rows(Math.min(count, unreadable));
          if (unreadable < count) throw new Error('unreadable');
        }
        const insert = async ({ id }: Row): Promise<boolean> => {
          await slowly(id);
          if (refused.includes(Number(id.slice(1)))) throw new Error(`refused ${id}`);
          stored.add(id);
          return true;
        };
        const readable = Math.min(count, unreadable);
        const bad = Math.min(
          unreadable < count ? unreadable : Infinity,
          ...refused.filter((at) => at < readable),
        );
        const run = insertRows(source(), { insert, inFlightMax });
        if (bad === Infinity) {
          expect(await run).toEqual({ stored: count, present: 0 });
          return;
        }
        const error = await failureOf(run);
        expect(error.message).toContain(
          refused.includes(bad) && bad < readable ? `refused r${bad}` : 'unreadable',
        );
        expect(error.progress['stored']).toBe(stored.size);
        for (let index = 0; index < bad; index += 1) expect(stored).toContain(`r${index}`);
      }),
    );
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createDatabase,
  type Database,
  databaseQuerySource,
  demoSeries,
  LOCAL_PROGRAM_LIMITS,
  type QuerySource,
  Session,
} from '../../../server/index.ts';
import { outcome } from './programs.ts';

let database: Database;
const over = (writes = false): Session => {
  const source = databaseQuerySource(database, { writes });
  return new Session({ source, limits: LOCAL_PROGRAM_LIMITS });
};

beforeAll(async () => {
  database = await createDatabase(undefined, { length: 100, vantagePoints: 4 });
  for (const { id, series } of demoSeries(30, 7)) await database.insert(id, series);
});
afterAll(() => database.close());

describe('programs over a database', () => {
  it('find what the database finds', async () => {
    const { neighbours } = await database.nearest({ id: 'ts-17' }, { k: 3 });
    const pairs = `(map (func (m) (list (get m "id") (get m "distance"))) (nearest "ts-17" :k 3))`;
    const radius = neighbours[2]!.distance;

    const found = await over().evaluate(pairs);
    const ids = neighbours.map(({ id }) => id);

    expect(found).toEqual(neighbours.map(({ id, distance }) => [id, distance]));
    expect(
      await over().evaluate(`(map (func (m) (get m "id")) (within "ts-17" ${radius}))`),
    ).toEqual(ids);
    expect(await over().evaluate('(distance "ts-17" "ts-2")')).toBe(
      await database.distance('ts-17', 'ts-2'),
    );
    expect(await outcome('(length (nearest "ts-17"))', over())).toBe('5');
  });

  it('search with series, stored ones or made ones', async () => {
    const program = '(map (func (m) (get m "id")) (nearest (series "ts-17") :k 1))';
    const values = '(map (func (m) (get m "id")) (nearest (get (series "ts-17") "values") :k 1))';

    expect(await outcome(program, over())).toBe('("ts-17")');
    expect(await outcome(values, over())).toBe('("ts-17")');
    expect(await outcome('(nearest (list 1 2 3))', over())).toMatch(
      /^SOURCE 1:1 the series has 3 values.*100 points/,
    );
  });

  it('explain a search instead of answering it', async () => {
    expect(await outcome('(get (explain (nearest "ts-17" :k 2)) "live")', over())).toBe('30');
    expect(await outcome('(nil? (get (explain (within "ts-17" 0.5)) "strategy"))', over())).toBe(
      'false',
    );
  });

  it('refuse to cut an answer that nobody asked to be cut', async () => {
    const small = '(length (within "ts-17" 2 :limit 3))';
    const whole = databaseQuerySource(database, { writes: false });
    const source: QuerySource = {
      ...whole,
      within: ({ limit = 4, ...search }, signal) => whole.within({ ...search, limit }, signal),
    };
    const session = new Session({ source, limits: LOCAL_PROGRAM_LIMITS });

    expect(await outcome(small, session)).toBe('3');
    expect(await outcome('(within "ts-17" 2)', session)).toBe(
      'VALUE 1:1 there are 29, more than 4; say how many with :limit n',
    );
  });

  it('insert where they may', async () => {
    const made = '(insert "made" (map (func (v) (* v v)) (get (series "ts-1") "values")))';

    expect(await outcome(made, over())).toBe(
      'READ_ONLY 1:1 this program may not insert; the operation insert_ts does',
    );
    expect(await outcome(`${made} ${made}`, over(true))).toBe('false');
    expect(await outcome('(length (get (series "made") "values"))', over())).toBe('100');
    expect(await database.delete('made')).toBe(true);
  });

  it('say where an id is that nobody has', async () => {
    await expect(over().evaluate('(list\n (series "nobody"))')).rejects.toMatchObject({
      code: 'SOURCE',
      line: 2,
      column: 2,
      cause: { code: 'NOT_FOUND' },
    });
  });
});

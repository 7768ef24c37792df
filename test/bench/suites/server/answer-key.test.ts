import { describe, expect, it } from 'vitest';
import { AnswerKey, bruteForce } from '../../../../bench/suites/server/answer-key.ts';
import { createDatabase, demoSeries } from '../../../../server/index.ts';

const KEY = [
  { id: 'ts-0', neighbours: [{ id: 'ts-1', distance: 0.25 }] },
  { id: 'ts-1', neighbours: [{ id: 'ts-0', distance: 0.25 }] },
];

describe('AnswerKey', () => {
  it('accepts the same answer from everybody', () => {
    const key = new AnswerKey(KEY);
    for (const name of ['a', 'b']) {
      for (const [index, { neighbours }] of KEY.entries()) key.check(name, index, neighbours);
    }
    expect(key.checksum).toBeGreaterThan(0);
  });

  it.each([
    ['another id', [{ id: 'ts-2', distance: 0.25 }]],
    ['another distance', [{ id: 'ts-1', distance: 0.2501 }]],
    ['no distance', [{ id: 'ts-1', distance: Number.NaN }]],
    ['too few', []],
    ['too many', [...KEY[0]!.neighbours, ...KEY[1]!.neighbours]],
  ])('refuses %s than the brute force found', (_, found) => {
    expect(() => new AnswerKey(KEY).check('a', 0, found)).toThrow(/^a: the nearest of ts-0 are/);
  });

  it('refuses an answer that differs from the first one in a single bit', () => {
    const key = new AnswerKey(KEY);
    key.check('a', 0, [{ id: 'ts-1', distance: 0.25 }]);
    expect(() => key.check('b', 0, [{ id: 'ts-1', distance: 0.25 + 2 ** -54 }])).toThrow(
      /^b: .* other bits/,
    );
  });
});

describe('bruteForce', () => {
  it('sorts all the other series by their distance', async () => {
    const database = await createDatabase(undefined, { engine: 'red-black', length: 100 });
    for (const { id, series } of demoSeries(12, 1)) await database.insert(id, series);
    const [query] = await bruteForce(database, ['ts-3'], 50);
    const distances = query!.neighbours.map(({ distance }) => distance);
    expect(query!.neighbours.map(({ id }) => id)).not.toContain('ts-3');
    expect(distances).toHaveLength(11);
    expect(distances).toEqual(distances.toSorted((a, b) => a - b));
    const { neighbours } = await database.nearest({ id: 'ts-3' }, { k: 50, strategy: 'scan' });
    expect(neighbours.map(({ id }) => id)).toEqual(query!.neighbours.map(({ id }) => id));
    await database.close();
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asked, askScan, checkAnswer } from '../../../../bench/suites/search/answers.ts';
import { type Lane, strategyLane } from '../../../../bench/suites/search/lane.ts';
import { takeTurns } from '../../../../bench/suites/search/turns.ts';
import { generatedSeries } from '../../../../bench/workloads/index.ts';
import { createDatabase, type Database, type Neighbour } from '../../../../server/index.ts';

let database: Database;
let asked: Asked;

beforeAll(async () => {
  database = await createDatabase(undefined, { length: 128, vantagePoints: 5 });
  const stored = [...generatedSeries('bumps', { label: 'stored', seed: 1, count: 40 })];
  await Promise.all(stored.map((series, at) => database.insert(`s${at}`, series)));
  await database.chooseVantagePoints();
  const others = [...generatedSeries('bumps', { label: 'asked', seed: 1, count: 6 })];
  asked = await askScan(
    database,
    others.map((series) => ({ series })),
    3,
  );
});

afterAll(() => database.close());

const check = (agrees: Lane['agrees'], found: readonly Neighbour[]): void =>
  checkAnswer(asked, { lane: { name: 'a', agrees }, index: 0, k: 3, found });

describe('checkAnswer', () => {
  it('takes what the scan found', () => {
    expect(asked.truth[0]).toHaveLength(3);
    check('to the bit', asked.truth[0]!);
  });

  it('refuses another order, one too few, another id and no answer', () => {
    const [a, b, c] = asked.truth[0]! as [Neighbour, Neighbour, Neighbour];
    for (const wrong of [[b, a, c], [a, b], [a, b, { ...c, id: 'other' }], []]) {
      expect(() => check('to rounding', wrong)).toThrow(/^a: the 3 nearest of query 0 are /);
    }
  });

  it('tells the last bit of a distance, and overlooks it where it may', () => {
    const [a, b, c] = asked.truth[0]! as [Neighbour, Neighbour, Neighbour];
    const near = [a, b, { ...c, distance: c.distance * (1 + 2 ** -52) }];
    expect(() => check('to the bit', near)).toThrow('a scan finds');
    check('to rounding', near);
    const far = [a, b, { ...c, distance: c.distance + 1e-6 }];
    expect(() => check('to rounding', far)).toThrow('a scan finds');
  });
});

describe('takeTurns', () => {
  const options = { k: 2, rounds: 2, now: () => performance.now() };

  it('asks each competitor as often as it says, and has one checksum for what all were asked', async () => {
    const lanes = [strategyLane(database, 'scan', 2), strategyLane(database, 'filter', 100)];
    const [scan, filter] = await takeTurns(lanes, asked, options);
    expect(scan!.ms).toHaveLength(2);
    expect(filter!.ms).toHaveLength(6);
    expect(filter!.checksum).toBe(scan!.checksum);
    expect(scan!.work.map(({ distances, live }) => [distances, live])).toEqual([
      [40, 40],
      [40, 40],
    ]);
    expect(filter!.work[0]!.distances).toBeLessThan(40);
    expect(filter!.work[0]!.vantageDistances).toBe(5);
  });

  it('fails with the first competitor that finds something else', async () => {
    const honest = strategyLane(database, 'auto', 6);
    const forgetful: Lane = {
      ...honest,
      name: 'forgetful',
      async ask(query, k) {
        const { neighbours } = await honest.ask(query, k + 1);
        return { neighbours: neighbours.slice(1) };
      },
    };
    await expect(takeTurns([honest, forgetful], asked, options)).rejects.toMatchObject({
      code: 'DISAGREEMENT',
    });
  });
});

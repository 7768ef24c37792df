import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registeredEngines } from '../../../engines/index.ts';
import {
  createDatabase,
  createRandom,
  type MeasureSettings,
  type Series,
  uniformSeries,
} from '../../../server/index.ts';

const KINDS = ['bump', 'walk', 'noise', 'step', 'duplicate', 'shift', 'near'] as const;
type Kind = (typeof KINDS)[number];

/** One series of a kind; the last three are made from one that came before. */
function make(kind: Kind, length: number, seed: number, before: readonly Series[]): Series {
  const random = createRandom(seed);
  const earlier = before[seed % Math.max(1, before.length)];
  const values = new Float64Array(length);
  const centre = random.uniform() * length;
  const width = 1 + random.uniform() * length * 0.2;
  let walked = 0;
  for (let index = 0; index < length; index += 1) {
    walked += random.normal();
    if (kind === 'walk') values[index] = walked;
    else if (kind === 'noise') values[index] = random.normal();
    else if (kind === 'step') values[index] = index < centre ? 0 : 1;
    else values[index] = Math.exp(-(((index - centre) / width) ** 2)) + 0.1 * random.normal();
  }
  if (kind === 'step') values[0] = 2;
  if (earlier === undefined || !['duplicate', 'shift', 'near'].includes(kind)) {
    return uniformSeries(values);
  }
  const by = kind === 'duplicate' ? 0 : random.integer(length);
  const noise = kind === 'near' ? 1e-7 : 0;
  return uniformSeries(
    Float64Array.from(values, (_, index) => {
      return earlier.values[(index + by) % length]! + noise * random.normal();
    }),
  );
}

const collection = fc.record({
  length: fc.constantFrom(2, 5, 16, 24, 37),
  measure: fc.constantFrom<MeasureSettings>(
    ...[0.1, 1, 10, 50].map((gamma) => ({ name: 'kernel' as const, gamma })),
    { name: 'best-shift' },
    { name: 'euclid' },
  ),
  seed: fc.nat(),
  kinds: fc.array(fc.constantFrom(...KINDS), { minLength: 3, maxLength: 60 }),
  vantagePoints: fc.integer({ min: 2, max: 8 }),
  doomed: fc.array(fc.nat(59), { maxLength: 6 }),
  k: fc.integer({ min: 1, max: 70 }),
  query: fc.constantFrom(...KINDS),
});

describe.each(registeredEngines().map(({ manifest }) => manifest.name))(
  'search in %s',
  (engine) => {
    it('equals brute force over random collections, by every strategy', async () => {
      await fc.assert(
        fc.asyncProperty(collection, async (given) => {
          const { length, measure, vantagePoints, k } = given;
          const database = await createDatabase(undefined, {
            engine,
            length,
            measure,
            vantagePoints,
          });
          const made: Series[] = [];
          for (const [index, kind] of given.kinds.entries()) {
            made.push(make(kind, length, given.seed + index * 7919, made));
          }
          const half = Math.ceil(made.length / 2);
          const insert = (series: Series, index: number): Promise<boolean> =>
            database.insert(`s${index}`, series);
          await Promise.all(made.slice(0, half).map(insert));
          await database.chooseVantagePoints();
          await Promise.all(made.slice(half).map((series, index) => insert(series, half + index)));
          for (const index of given.doomed) await database.delete(`s${index}`);
          const series = make(given.query, length, given.seed ^ 0x5eed, made);

          const scanned = await database.nearest({ series }, { k, strategy: 'scan' });
          const radius = scanned.neighbours.at(-1)?.distance ?? 0;
          const inside = await database.within({ series }, { radius, strategy: 'scan' });
          for (const strategy of ['shell', 'filter', 'ball', 'auto'] as const) {
            const near = await database.nearest({ series }, { k, strategy });
            expect(near.neighbours).toEqual(scanned.neighbours);
            const within = await database.within({ series }, { radius, strategy });
            expect(within.neighbours).toEqual(inside.neighbours);
            expect(within.total).toBe(inside.total);
          }
          expect((await database.verify()).faults).toEqual([]);
          await database.close();
        }),
        { numRuns: Number(process.env['VANTAGE_RUNS'] ?? 60) },
      );
    });

    it('computes few of the distances where shapes are easily told apart', async () => {
      const measure = { name: 'kernel', gamma: 1 } as const;
      const database = await createDatabase(undefined, { engine, length: 37, measure });
      const made = Array.from({ length: 400 }, (_, index) => make('bump', 37, 1000 + index, []));
      await Promise.all(made.map((series, index) => database.insert(`s${index}`, series)));
      await database.chooseVantagePoints();
      const series = make('bump', 37, 7, []);

      for (const strategy of ['shell', 'filter'] as const) {
        const { explain } = await database.nearest({ series }, { strategy });
        expect(Number(explain['distancesComputed'])).toBeLessThan(200);
      }
      await database.close();
    });
  },
);

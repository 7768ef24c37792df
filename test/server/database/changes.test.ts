import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registeredEngines } from '../../../engines/index.ts';
import {
  createDatabase,
  createRandom,
  type Database,
  openDatabase,
  type Series,
  uniformSeries,
} from '../../../server/index.ts';
import { createMeasure } from '../../../server/similarity/index.ts';
import { scratchDirectory } from '../../engines/scratch.ts';

const scratch = scratchDirectory('changes');
const NAMES = 12;
const STRATEGIES = ['shell', 'filter', 'ball', 'auto', 'scan'] as const;

/** A series of a small pool, so that equal ones, shifted ones and near copies are stored. */
function seriesOf(shape: number, length: number): Series {
  const random = createRandom(Math.floor(shape / 4));
  const values = Float64Array.from({ length }, () => random.normal());
  const by = shape % 4 === 1 ? 2 : 0;
  const noise = shape % 4 === 2 ? 1e-8 : 0;
  return uniformSeries(values.map((_, at) => values[(at + by) % length]! + noise * (at % 3)));
}

/** Whether two shapes make the very same series. */
function isSame(a: number, b: number, length: number): boolean {
  const { values } = seriesOf(b, length);
  return seriesOf(a, length).values.every((value, at) => Object.is(value, values[at]));
}

const name = fc.nat(NAMES - 1).map((at) => `s${at}`);
const shape = fc.nat(27);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ tag: fc.constant('insert' as const), name, shape }) },
  { weight: 3, arbitrary: fc.record({ tag: fc.constant('delete' as const), name }) },
  {
    weight: 3,
    arbitrary: fc.record({
      tag: fc.constant('add' as const),
      ids: fc.array(name, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      tag: fc.constant('draw' as const),
      count: fc.constantFrom(1, 2, 3, 32),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      tag: fc.constant('drop' as const),
      ids: fc.array(name, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      tag: fc.constant('nearest' as const),
      shape,
      k: fc.constantFrom(1, 3, 40),
    }),
  },
  { weight: 1, arbitrary: fc.record({ tag: fc.constant('compact' as const) }) },
  { weight: 1, arbitrary: fc.record({ tag: fc.constant('reopen' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Kind> ? Kind : never;

const given = fc.record({
  length: fc.constantFrom(2, 5, 8, 13),
  gamma: fc.constantFrom(0.5, 10, 50),
  steps: fc.array(step, { minLength: 5, maxLength: 40 }),
});

/** What a database should hold, and a brute force over it that shares no code with an index. */
class Model {
  readonly stored: Map<string, number> = new Map();
  readonly points: Set<string> = new Set();
  readonly #length: number;
  readonly #gamma: number;

  constructor(length: number, gamma: number) {
    this.#length = length;
    this.#gamma = gamma;
  }

  nearest(query: number, k: number): readonly { id: string; distance: number }[] {
    const measure = createMeasure({ name: 'kernel', gamma: this.#gamma }, this.#length);
    const prepare = (made: number): Float64Array => {
      const out = new Float64Array(measure.preparedLength);
      measure.prepare(seriesOf(made, this.#length).values, out, 0);
      return out;
    };
    const asked = prepare(query);
    return [...this.stored]
      .map(([id, made]) => ({ id, distance: measure.distance(asked, 0, prepare(made), 0) }))
      .toSorted((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1))
      .slice(0, k);
  }
}

interface Trial {
  database: Database;
  readonly path: string;
  readonly model: Model;
  readonly length: number;
}

/** Does one step to the database and to the model, and compares what they say. */
async function take(trial: Trial, one: Step): Promise<void> {
  const { database, model, length } = trial;
  switch (one.tag) {
    case 'insert': {
      const known = model.stored.get(one.name);
      const inserting = database.insert(one.name, seriesOf(one.shape, length));
      if (known === undefined) {
        expect(await inserting).toBe(true);
        model.stored.set(one.name, one.shape);
      } else if (isSame(known, one.shape, length)) {
        expect(await inserting).toBe(false);
      } else {
        await expect(inserting).rejects.toMatchObject({ code: 'CONFLICT' });
      }
      return;
    }
    case 'delete':
      expect(await database.delete(one.name)).toBe(model.stored.delete(one.name));
      return;
    case 'add': {
      const fresh = [...new Set(one.ids)].filter((id) => !model.points.has(id));
      if (fresh.every((id) => model.stored.has(id))) {
        expect(await database.addVantage({ ids: one.ids })).toEqual(fresh);
        for (const id of fresh) model.points.add(id);
      } else {
        await expect(database.addVantage({ ids: one.ids })).rejects.toMatchObject({
          code: 'NOT_FOUND',
        });
      }
      return;
    }
    case 'draw': {
      const free = [...model.stored.keys()].filter((id) => !model.points.has(id));
      const added = await database.addVantage({ count: one.count });
      expect(added.length).toBe(Math.min(one.count, free.length));
      expect(added.every((id) => free.includes(id))).toBe(true);
      for (const id of added) model.points.add(id);
      return;
    }
    case 'drop': {
      const due = new Set(one.ids.filter((id) => model.points.has(id)));
      expect(new Set(await database.dropVantage(one.ids))).toEqual(due);
      for (const id of due) model.points.delete(id);
      return;
    }
    case 'nearest': {
      const due = model.nearest(one.shape, one.k);
      const series = seriesOf(one.shape, length);
      for (const strategy of STRATEGIES) {
        const found = await database.nearest({ series }, { k: one.k, strategy });
        expect(found.neighbours).toEqual(due);
      }
      return;
    }
    case 'compact':
      return database.compact();
    case 'reopen':
      await database.close();
      trial.database = await openDatabase(trial.path);
      return;
  }
}

describe.each(registeredEngines().map(({ manifest }) => manifest.name))(
  'whatever is done to a collection in %s',
  (engine) => {
    it('its answers equal brute force, and its vantage points are those it was given', async () => {
      let compared = 0;
      await fc.assert(
        fc.asyncProperty(given, async ({ length, gamma, steps }) => {
          const path = join(mkdtempSync(join(scratch, `${engine}-`)), 'data');
          const database = await createDatabase(path, {
            engine,
            length,
            measure: { name: 'kernel', gamma },
          });
          const trial: Trial = { database, path, model: new Model(length, gamma), length };
          try {
            for (const one of steps) {
              await take(trial, one);
              const { vantagePoints } = trial.database.stats();
              expect(new Set(vantagePoints)).toEqual(trial.model.points);
              if (one.tag === 'nearest' && vantagePoints.length > 0) compared += 1;
            }
            expect((await trial.database.verify()).faults).toEqual([]);
          } finally {
            await trial.database.close();
          }
        }),
        { numRuns: Number(process.env['VANTAGE_RUNS'] ?? 40) },
      );
      expect(compared).toBeGreaterThan(0);
    });

    it('and all of it at once, its trees agree and answers are those of a scan', async () => {
      await fc.assert(
        fc.asyncProperty(given, async ({ length, gamma, steps }) => {
          const measure = { name: 'kernel', gamma } as const;
          const database = await createDatabase(undefined, { engine, length, measure });
          await Promise.allSettled(steps.map((one) => begin(database, one, length)));
          const series = seriesOf(0, length);
          const due = await database.nearest({ series }, { k: 40, strategy: 'scan' });
          for (const strategy of STRATEGIES) {
            const found = await database.nearest({ series }, { k: 40, strategy });
            expect(found.neighbours).toEqual(due.neighbours);
          }
          expect((await database.verify()).faults).toEqual([]);
          await database.close();
        }),
        { numRuns: Number(process.env['VANTAGE_RUNS'] ?? 40) },
      );
    });
  },
);

function begin(database: Database, one: Step, length: number): Promise<unknown> {
  switch (one.tag) {
    case 'insert':
      return database.insert(one.name, seriesOf(one.shape, length));
    case 'delete':
      return database.delete(one.name);
    case 'add':
      return database.addVantage({ ids: one.ids });
    case 'draw':
      return database.addVantage({ count: one.count });
    case 'drop':
      return database.dropVantage(one.ids);
    case 'nearest':
      return database.nearest({ series: seriesOf(one.shape, length) }, { k: one.k });
    case 'compact':
    case 'reopen':
      return database.compact();
    default:
      throw new TypeError('no such step');
  }
}

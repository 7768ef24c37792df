import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registeredEngines } from '../../../engines/index.ts';
import { createCollection, openCollection, WRITE_LIMITS } from '../../../server/database/index.ts';
import { createRandom, type Database, type Series, uniformSeries } from '../../../server/index.ts';
import { scratchDirectory } from '../../engines/scratch.ts';
import { writeIdAt } from './write-ids.ts';

const scratch = scratchDirectory('retries');
const engines = registeredEngines().map(({ manifest }) => manifest.name);
const LENGTH = 4;
const START = 1_800_000_000_000;
const HOUR = WRITE_LIMITS.rememberedMsMax;

function seriesOf(shape: number): Series {
  const random = createRandom(shape);
  return uniformSeries(Float64Array.from({ length: LENGTH }, () => random.normal()));
}

function startOfAll(): number {
  return START;
}

/** A collection in memory with a clock that a test sets. */
async function collection(): Promise<{ database: Database; clock: { ms: number } }> {
  const clock = { ms: START };
  const now = (): number => clock.ms;
  return { database: await createCollection(undefined, { length: LENGTH, now }), clock };
}

/** Writes that are remembered. */
function remembered(database: Database): number {
  return database.stats().file.trees.find(({ tree }) => tree === 'writes')?.entries ?? 0;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    (value) => `none, but ${JSON.stringify(value)}`,
    (error: unknown) => String((error as { readonly code?: unknown }).code),
  );
}

describe('a write with a name that is sent again', () => {
  it('is answered as before and not done again, whatever was done since', async () => {
    const { database } = await collection();
    const request = writeIdAt(START, 1);
    expect(await database.insert('a', seriesOf(1), { request })).toBe(true);
    expect(await database.delete('a')).toBe(true);
    expect(await database.insert('a', seriesOf(1), { request })).toBe(true);
    expect(await database.insert('a', seriesOf(1), { request: request.toUpperCase() })).toBe(true);
    expect(database.size).toBe(0);
    expect((await database.verify()).faults).toEqual([]);
  });

  it('is not done later when it changed nothing at first', async () => {
    const { database } = await collection();
    const [deletion, insertion] = [writeIdAt(START, 1), writeIdAt(START, 2)];
    expect(await database.delete('a', { request: deletion })).toBe(false);
    await database.insert('a', seriesOf(1));
    expect(await database.delete('a', { request: deletion })).toBe(false);
    expect(await database.insert('a', seriesOf(1), { request: insertion })).toBe(false);
    expect(database.size).toBe(1);
    await database.delete('a');
    expect(await database.insert('a', seriesOf(1), { request: insertion })).toBe(false);
    expect(database.size).toBe(0);
  });

  it('is done once when it is under way still', async () => {
    const { database } = await collection();
    const request = writeIdAt(START, 1);
    const commits = database.stats().file.commit;
    const answers = Array.from({ length: 20 }, async () =>
      database.insert('a', seriesOf(1), { request }),
    );
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 20 }, () => true));
    expect(database.stats().file.commit).toBe(commits + 1);
  });

  it.each([
    [
      'another series',
      async (database: Database, request: string) => database.insert('a', seriesOf(2), { request }),
    ],
    [
      'another id',
      async (database: Database, request: string) => database.insert('b', seriesOf(1), { request }),
    ],
    [
      'another operation',
      async (database: Database, request: string) => database.delete('a', { request }),
    ],
    [
      'vantage points',
      async (database: Database, request: string) =>
        database.addVantage({ ids: ['a'] }, { request }),
    ],
  ])('is a CONFLICT with %s, at once and later, and does nothing', async (_name, other) => {
    const { database } = await collection();
    const request = writeIdAt(START, 1);
    const first = database.insert('a', seriesOf(1), { request });
    expect(await codeOf(other(database, request))).toBe('CONFLICT');
    expect(await first).toBe(true);
    await expect(other(database, request)).rejects.toMatchObject({
      code: 'CONFLICT',
      field: 'request',
    });
    expect([database.size, database.stats().vantagePoints, remembered(database)]).toEqual([
      1,
      [],
      1,
    ]);
  });

  it('with −0 is another write than with 0', async () => {
    const { database } = await collection();
    await database.addColumns([{ name: 'level', type: 'number' }]);
    await database.insert('a', seriesOf(1));
    const request = writeIdAt(START, 1);
    expect(await database.upsertMetadata('a', { level: 0 }, { request })).toBe(true);
    expect(await database.upsertMetadata('a', { level: 0 }, { request })).toBe(true);
    expect(await codeOf(database.upsertMetadata('a', { level: -0 }, { request }))).toBe('CONFLICT');
  });

  it('is tried again when it was refused: nothing is remembered of that', async () => {
    const { database } = await collection();
    const request = writeIdAt(START, 1);
    await database.insert('a', seriesOf(1));
    expect(await codeOf(database.insert('a', seriesOf(2), { request }))).toBe('CONFLICT');
    expect(await codeOf(database.addVantage({ ids: ['none'] }, { request }))).toBe('NOT_FOUND');
    expect(remembered(database)).toBe(0);
    await database.delete('a');
    expect(await database.insert('a', seriesOf(2), { request })).toBe(true);
  });

  it('draws the same vantage points, and drops them once', async () => {
    const { database } = await collection();
    for (let shape = 0; shape < 30; shape += 1) await database.insert(`s${shape}`, seriesOf(shape));
    const ids = Array.from({ length: 4 }, (_, at) => writeIdAt(START, at));
    const drawn = await database.addVantage({ count: 3 }, { request: ids[0] });
    expect(await database.addVantage({ count: 3 }, { request: ids[0] })).toEqual(drawn);
    expect(database.stats().vantagePoints.toSorted()).toEqual(drawn.toSorted());

    expect(await database.addVantage({ ids: drawn }, { request: ids[1] })).toEqual([]);
    expect(await database.dropVantage(drawn, { request: ids[2] })).toEqual(drawn);
    expect(await database.addVantage({ ids: drawn }, { request: ids[1] })).toEqual([]);
    await database.addVantage({ ids: drawn });
    expect(await database.dropVantage(drawn, { request: ids[2] })).toEqual(drawn);
    expect(database.stats().vantagePoints).toHaveLength(3);
    expect((await database.verify()).faults).toEqual([]);
  });
});

describe('a name', () => {
  it('is answered as before where nothing can be written any more', async () => {
    const path = join(scratch, 'read-only');
    const now = startOfAll;
    const names = Array.from({ length: 5 }, (_, index) => writeIdAt(START, index));
    const [insertion, deletion, columns, points, fresh] = names;
    const few = [{ name: 'mark', type: 'number' }] as const;
    const writable = await createCollection(path, { length: LENGTH, now });
    expect(await writable.insert('a', seriesOf(1), { request: insertion })).toBe(true);
    expect(await writable.delete('b', { request: deletion })).toBe(false);
    expect(await writable.addColumns(few, { request: columns })).toEqual(['mark']);
    expect(await writable.addVantage({ ids: ['a'] }, { request: points })).toEqual(['a']);
    await writable.close();

    const database = await openCollection(path, { readOnly: true, now });
    expect(await database.insert('a', seriesOf(1), { request: insertion })).toBe(true);
    expect(await database.delete('b', { request: deletion })).toBe(false);
    expect(await database.addColumns(few, { request: columns })).toEqual(['mark']);
    expect(await database.addVantage({ ids: ['a'] }, { request: points })).toEqual(['a']);
    expect(await codeOf(database.insert('a', seriesOf(2), { request: insertion }))).toBe(
      'CONFLICT',
    );
    for (const write of [
      database.insert('c', seriesOf(1), { request: fresh }),
      database.insert('c', seriesOf(1)),
      database.delete('a', { request: fresh }),
      database.addColumns([{ name: 'other', type: 'text' }], { request: fresh }),
      database.addVantage({ count: 1 }, { request: fresh }),
      database.dropVantage(['a'], { request: fresh }),
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- One after the other.
      expect(await codeOf(write)).toBe('READ_ONLY');
    }
    await database.close();
  });

  it('is a UUID of version 7, and of no time to come', async () => {
    const { database } = await collection();
    const uuid4 = '01890000-0000-4000-8000-000000000000';
    for (const request of ['', '7', uuid4, `${writeIdAt(START, 1)} `]) {
      expect(await codeOf(database.delete('a', { request }))).toBe('INVALID_VALUE');
    }
    const ahead = START + WRITE_LIMITS.aheadMsMax;
    expect(await codeOf(database.delete('a', { request: writeIdAt(ahead + 1, 1) }))).toBe(
      'INVALID_VALUE',
    );
    expect(remembered(database)).toBe(0);
    expect(await database.delete('a', { request: writeIdAt(ahead, 1) })).toBe(false);
  });

  it('is not asked for, and nothing is kept without one', async () => {
    const { database } = await collection();
    await database.insert('a', seriesOf(1));
    const { file } = database.stats();
    expect(file.trees.map(({ tree }) => tree)).not.toContain('writes');
    await database.delete('b');
    expect(database.stats().file.commit).toBe(file.commit);
  });
});

describe('what is remembered of writes', () => {
  it('is kept for an hour, and then the write is refused for ever', async () => {
    const { database, clock } = await collection();
    const [first, second] = [writeIdAt(START, 1), writeIdAt(START + HOUR, 2)];
    await database.insert('a', seriesOf(1), { request: first });
    await database.delete('a');
    clock.ms = START + HOUR;
    expect(await database.insert('a', seriesOf(1), { request: first })).toBe(true);
    clock.ms += 1;
    await database.delete('b', { request: second });
    expect(remembered(database)).toBe(1);
    // Whatever the clock says: also when it is set back.
    for (const ms of [clock.ms, START + 1, START - HOUR]) {
      clock.ms = ms;
      await expect(database.insert('a', seriesOf(1), { request: first })).rejects.toMatchObject({
        code: 'FORGOTTEN',
        field: 'request',
      });
    }
    expect(database.size).toBe(0);
  });

  it('says no more of an id that is as old and was never seen', async () => {
    const { database } = await collection();
    const request = writeIdAt(START - HOUR - 1, 1);
    expect(await codeOf(database.delete('a', { request }))).toBe('FORGOTTEN');
  });

  it('goes at two entries a write, and without a name none goes', async () => {
    const { database, clock } = await collection();
    const old = Array.from({ length: 50 }, async (_, at) =>
      database.delete(`s${at}`, { request: writeIdAt(START, at) }),
    );
    await Promise.all(old);
    clock.ms = START + HOUR + 1;
    await database.insert('a', seriesOf(1));
    expect(remembered(database)).toBe(50);
    await database.delete('a', { request: writeIdAt(clock.ms, 1) });
    expect(remembered(database)).toBe(49);
  });

  it('forgets one that is early with the next, and none before it comes back for that', async () => {
    const { database } = await collection();
    const ask = async (at: number): Promise<boolean> =>
      database.delete(`s${at % 1000}`, { request: writeIdAt(START + at, at) });
    for (let start = 0; start < WRITE_LIMITS.rememberedMax; start += 1000) {
      await Promise.all(Array.from({ length: 1000 }, async (_, at) => ask(start + at)));
    }
    const early = writeIdAt(START - 1, 1);
    expect(await database.delete('a', { request: early })).toBe(false);
    expect(await codeOf(ask(0))).toBe('FORGOTTEN');
    expect(await database.delete('a', { request: early })).toBe(false);
    await ask(WRITE_LIMITS.rememberedMax);
    expect(await codeOf(database.delete('a', { request: early }))).toBe('FORGOTTEN');
    expect(await codeOf(ask(0))).toBe('FORGOTTEN');
    expect(await ask(1)).toBe(false);
  });

  it('is of the newest 100,000, and of those before it refuses every one', async () => {
    const { database } = await collection();
    const extra = 3_000;
    const ask = async (at: number): Promise<boolean> =>
      database.delete(`s${at % 1000}`, { request: writeIdAt(START + at, at) });
    for (let start = 0; start < WRITE_LIMITS.rememberedMax + extra; start += 1000) {
      await Promise.all(Array.from({ length: 1000 }, async (_, at) => ask(start + at)));
      expect(remembered(database)).toBeLessThanOrEqual(WRITE_LIMITS.rememberedMax);
    }
    expect(remembered(database)).toBe(WRITE_LIMITS.rememberedMax);
    for (const at of [0, 1, extra - 1]) expect(await codeOf(ask(at))).toBe('FORGOTTEN');
    for (const at of [extra, extra + 1, extra + 50_000]) expect(await ask(at)).toBe(false);
    // One that is late and was never seen cannot be told from them.
    const late = writeIdAt(START + extra - 1, 1);
    expect(await codeOf(database.delete('a', { request: late }))).toBe('FORGOTTEN');
  });
});

const id = fc.nat(2).map((at) => `s${at}`);
const step = fc.oneof(
  fc.record({ tag: fc.constant('insert' as const), id, shape: fc.nat(1), name: fc.nat(9) }),
  fc.record({ tag: fc.constant('delete' as const), id, name: fc.nat(9) }),
  fc.record({ tag: fc.constant('plain' as const), id, shape: fc.nat(1) }),
  { weight: 2, arbitrary: fc.record({ tag: fc.constant('again' as const), at: fc.nat(9) }) },
  fc.record({ tag: fc.constant('reopen' as const) }),
  fc.record({ tag: fc.constant('compact' as const) }),
);

type Step = typeof step extends fc.Arbitrary<infer Kind> ? Kind : never;
type Named = Extract<Step, { readonly tag: 'insert' | 'delete' }>;

describe.each(engines)('a %s collection', (engine) => {
  it('does as a model that remembers every answer, across reopening and compaction', async () => {
    let runs = 0;
    let recalled = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        runs += 1;
        const path = join(scratch, `${engine}-${runs}`);
        let database = await createCollection(path, { engine, length: LENGTH, now: startOfAll });
        const stored = new Map<string, number>();
        const answers = new Map<number, { readonly what: string; readonly answer: boolean }>();
        const named: Named[] = [];
        for (const drawn of steps) {
          const one = drawn.tag === 'again' ? named[drawn.at % named.length] : drawn;
          if (one === undefined) continue;
          if (one.tag === 'reopen') {
            await database.close();
            database = await openCollection(path, { now: startOfAll });
          } else if (one.tag === 'compact') {
            await database.compact();
          } else if (one.tag === 'plain') {
            const had = stored.get(one.id) ?? one.shape;
            const work = database.insert(one.id, seriesOf(one.shape));
            if (had !== one.shape) expect(await codeOf(work)).toBe('CONFLICT');
            else await work;
            if (!stored.has(one.id)) stored.set(one.id, one.shape);
          } else {
            const request = writeIdAt(START, one.name);
            named.push(one);
            const what = JSON.stringify(one);
            const work =
              one.tag === 'insert'
                ? database.insert(one.id, seriesOf(one.shape), { request })
                : database.delete(one.id, { request });
            const before = answers.get(one.name);
            if (before !== undefined) {
              recalled += 1;
              if (before.what === what) expect(await work).toBe(before.answer);
              else expect(await codeOf(work)).toBe('CONFLICT');
            } else if (one.tag === 'insert' && (stored.get(one.id) ?? one.shape) !== one.shape) {
              expect(await codeOf(work)).toBe('CONFLICT');
            } else {
              const answer = one.tag === 'insert' ? !stored.has(one.id) : stored.has(one.id);
              expect(await work).toBe(answer);
              answers.set(one.name, { what, answer });
              if (one.tag === 'insert') stored.set(one.id, one.shape);
              else stored.delete(one.id);
            }
          }
          expect([...database.ids()]).toEqual([...stored.keys()].toSorted());
          expect(remembered(database)).toBe(answers.size);
        }
        expect((await database.verify()).faults).toEqual([]);
        await database.close();
      }),
      { numRuns: 60 },
    );
    expect(recalled).toBeGreaterThan(60);
  });
});

import { describe, expect, it } from 'vitest';
import { altered } from '../../../props/similarity/altered.ts';
import { prepare, store } from '../../../props/similarity/stored.ts';
import { createRandom } from '../../../server/series/index.ts';
import {
  CollectionWriter,
  createLayout,
  createMeasure,
  createVantageSet,
  type Explain,
  NO_VANTAGE,
  type SearchView,
  type Strategy,
  search,
} from '../../../server/similarity/index.ts';
import { FAMILIES, type FamilyName } from './support/families.ts';

interface Subject {
  /** With trees, all series live. */
  readonly view: SearchView;
  readonly queries: readonly Float64Array[];
}

function subject(family: FamilyName, gamma: number, count: number, vantageCount = 20): Subject {
  const random = createRandom(11);
  const measure = createMeasure({ name: 'kernel', gamma }, 48);
  const values = FAMILIES[family](random, count + 8, 48);
  const stored = store({ measure, values: values.slice(8), vantageCount, random });
  return {
    view: stored.view(2, true),
    queries: values.slice(0, 8).map((raw) => prepare(measure, raw)),
  };
}

function explain({ view, queries }: Subject, k: number, strategy: Strategy): Explain[] {
  return queries.map((query) => {
    const want = { kind: 'nearest', k } as const;
    return search(view, { query, want, strategy }).explain;
  });
}

function mean(explains: readonly Explain[], count: (explain: Explain) => number): number {
  return explains.reduce((sum, one) => sum + count(one), 0) / explains.length;
}

function used(explains: readonly Explain[]): string[] {
  return [...new Set(explains.map(({ strategy }) => strategy))];
}

const easy = subject('bumps', 1, 3000);
const large = subject('bumps', 1, 9000);

/** The share of the easy collection whose distance `strategy` computes for one neighbour. */
function computed(strategy: Strategy): number {
  return mean(explain(easy, 1, strategy), ({ distancesComputed }) => distancesComputed) / 3000;
}

describe('a search on bumps at gamma 1', () => {
  it('computes a small share of the distances by shell and by filter, and a large one by ball', () => {
    // Low frequencies or amplitudes may rule one out.
    expect(computed('scan')).toBeGreaterThan(0.95);
    expect(computed('filter')).toBeLessThan(0.05);
    expect(computed('shell')).toBeLessThan(0.05);
    expect(computed('auto')).toBeLessThan(0.05);
    expect(computed('ball')).toBeGreaterThan(0.1);
    expect(computed('ball')).toBeLessThan(0.9);
  });

  it('reads few entries in the narrowest shell, and drops most of them by their rows', () => {
    const explains = explain(easy, 1, 'shell');
    expect(mean(explains, ({ shellEntries }) => shellEntries ?? 0)).toBeLessThan(600);
    expect(
      mean(explains, (one) => one.droppedByEmbedding / (one.shellEntries ?? 1)),
    ).toBeGreaterThan(0.5);
  });

  it('finds a first radius not far from the last', () => {
    for (const [subjected, strategy] of [
      [large, 'filter'],
      [easy, 'shell'],
      [large, 'auto'],
    ] as const) {
      for (const { firstRadius, lastRadius } of explain(subjected, 5, strategy)) {
        expect(firstRadius).toBeGreaterThanOrEqual(lastRadius);
        expect(firstRadius).toBeLessThan(8 * lastRadius);
      }
    }
  });

  it('accounts for every series of the collection or shell', () => {
    for (const one of explain(easy, 3, 'filter')) {
      expect(one.live).toBe(3000);
      expect(one.droppedByEmbedding + one.droppedByRing + one.distancesComputed).toBe(3000);
      expect(one.vantageDistances).toBe(20);
      expect(one.shellSlot).toBeUndefined();
    }
    for (const one of explain(easy, 3, 'shell')) {
      expect(one.live).toBe(3000);
      // Seeds are computed whether or not they lie in the shell.
      const accounted = one.droppedByEmbedding + one.droppedByRing + one.distancesComputed;
      expect(accounted).toBeGreaterThanOrEqual(one.shellEntries ?? Infinity);
      expect(accounted).toBeLessThanOrEqual((one.shellEntries ?? 0) + 27);
      expect(easy.view.vantage.points.map(({ slot }) => slot)).toContain(one.shellSlot);
    }
    for (const one of explain(easy, 3, 'ball')) {
      expect(one.distancesComputed).toBe(one.shellEntries);
    }
    for (const one of explain(easy, 3, 'scan')) {
      expect(one).toMatchObject({ live: 3000, vantageDistances: 0, droppedByRing: 0 });
      expect(one.droppedByEmbedding).toBe(0);
      expect(one.firstRadius).toBe(Infinity);
    }
  });

  it('measures its steps by the clock it is given', () => {
    let ticks = 0;
    const { microseconds } = search(
      easy.view,
      { query: easy.queries[0]!, want: { kind: 'nearest', k: 1 }, strategy: 'shell' },
      { clock: () => (ticks += 0.5) },
    ).explain;
    expect(microseconds).toEqual({ vantage: 500, seed: 500, bounds: 500, refine: 500 });
  });

  it('uses the textbook radius of twice the distance to the nearest vantage point for k = 1', () => {
    for (const query of easy.queries) {
      const want = { kind: 'nearest', k: 1 } as const;
      const one = search(easy.view, { query, want, strategy: 'ball' }).explain;
      const { measure, vantage } = easy.view;
      const nearest = Math.min(
        ...vantage.points.map((_, at) =>
          measure.distance(query, 0, vantage.prepared, at * measure.preparedLength),
        ),
      );
      expect(one.firstRadius).toBe(nearest);
      const inBall = easy.view.trees?.count(one.shellSlot ?? -1, 0, 2 * nearest + 1e-6);
      expect(one.shellEntries).toBe(inBall);
    }
  });
});

describe('auto', () => {
  it('reads a shell of a large collection where one holds next to nothing of it, else the rows', () => {
    // It asks the trees only where looking at all rows takes longer.
    const crowd = { ...large, view: { ...large.view, live: 300_000 } };
    const explains = [1, 300].flatMap((k) => explain(crowd, k, 'auto'));
    expect(used(explains).toSorted()).toEqual(['filter', 'shell']);
    for (const { strategy, reason, shellEntries } of explains) {
      const entries = Number(
        /the narrowest shell holds (\d+) of 300000 series$/.exec(reason!)?.[1],
      );
      if (strategy === 'shell') expect(shellEntries).toBe(entries);
      expect(entries * 400 <= 300_000).toBe(strategy === 'shell');
    }
    const plain = explain(large, 1, 'auto');
    expect(used(plain)).toEqual(['filter']);
    for (const { reason } of plain)
      expect(reason).toMatch(/^the bounds leave \d\.\d % of a sample$/);
  });

  it('scans, and says why, where nothing can be excluded, and the filter finds as much', () => {
    const noise = subject('noise', 50, 600);
    for (const one of explain(noise, 1, 'auto')) {
      expect(one.strategy).toBe('scan');
      expect(one.reason).toMatch(/^the bounds leave \d\d+ % of a sample$/);
    }
    for (const one of explain(noise, 1, 'filter')) {
      expect(one.strategy).toBe('filter');
      expect(one.droppedByEmbedding + one.droppedByRing + one.distancesComputed).toBe(600);
      expect(one.distancesComputed).toBeGreaterThan(500);
    }
  });

  it('scans small collections and collections without vantage points', () => {
    expect(explain(subject('bumps', 1, 199), 1, 'auto')[0]).toMatchObject({
      strategy: 'scan',
      reason: 'only 199 to compute',
      vantageDistances: 0,
    });
    expect(explain(subject('bumps', 1, 300, 0), 1, 'auto')[0]).toMatchObject({
      strategy: 'scan',
      reason: 'there are no vantage points',
    });
  });

  it('reads the rows without trees, and with a single vantage point', () => {
    const bare = { ...easy, view: { ...easy.view, trees: undefined } };
    expect(used(explain(bare, 1, 'auto'))).toEqual(['filter']);
    expect(used(explain(subject('bumps', 1, 600, 1), 1, 'auto'))).toEqual(['filter']);
  });
});

describe('a named strategy', () => {
  it('gives way to one that can answer, and says why', () => {
    const bare = { ...easy, view: { ...easy.view, trees: undefined } };
    const blind = { ...easy, view: { ...easy.view, vantage: NO_VANTAGE } };
    expect(explain(bare, 1, 'shell')[0]).toMatchObject({
      strategy: 'filter',
      reason: 'there are no trees',
    });
    for (const strategy of ['filter', 'shell', 'ball'] as const) {
      expect(explain(blind, 1, strategy)[0]).toMatchObject({
        strategy: 'scan',
        reason: 'there are no vantage points',
      });
    }
    expect(explain(easy, 21, 'ball')[0]).toMatchObject({
      strategy: 'scan',
      reason: '20 vantage points may be neighbours, and 21 are needed for a radius',
    });
    expect(explain(easy, 20, 'ball')[0]?.strategy).toBe('ball');
  });

  it('only scans where the measure guarantees nothing', () => {
    const measure = altered(easy.view.measure, { guarantee: 'none' });
    const lawless = { ...easy, view: { ...easy.view, measure } };
    for (const strategy of ['auto', 'filter', 'shell', 'ball'] as const) {
      expect(explain(lawless, 1, strategy)[0]).toMatchObject({ strategy: 'scan', live: 3000 });
    }
  });

  it('takes no radius for the ball from a vantage point whose series is gone or left out', () => {
    const random = createRandom(2);
    const measure = createMeasure({ name: 'kernel', gamma: 1 }, 24);
    const all = FAMILIES.walks(random, 30, 24).map((raw) => prepare(measure, raw));
    const writer = new CollectionWriter(createLayout({ preparedLength: measure.preparedLength }));
    const members = [0, 1, 2].map((ordinal) => ({
      slot: ordinal,
      ordinal,
      prepared: all[ordinal]!,
    }));
    const vantage = createVantageSet(1, members);
    for (const [ordinal, prepared] of all.entries()) {
      const row = members.map((point) => measure.distance(prepared, 0, point.prepared, 0));
      writer.append(ordinal, prepared, row);
      writer.stampBorn(ordinal, 1);
    }
    writer.stampDied(0, 2);
    // The query is the copy of series 0: at distance 0 from its vantage point.
    const ask = (commit: number, excludeOrdinal?: number): ReturnType<typeof search> =>
      search(
        {
          measure,
          collection: writer.collection,
          commit,
          live: [30, 29, 27][commit - 1]!,
          vantage,
          trees: undefined,
        },
        { query: all[0]!, want: { kind: 'nearest', k: 1 }, strategy: 'ball', excludeOrdinal },
      );
    expect(ask(1).explain.firstRadius).toBe(0);
    expect([...ask(1).ordinals]).toEqual([0]);
    for (const result of [ask(2), ask(1, 0)]) {
      expect(result.explain.strategy).toBe('ball');
      expect(result.explain.shellSlot).toBe(0);
      expect(result.explain.firstRadius).toBeGreaterThan(0.1);
      expect(result.ordinals.length).toBe(1);
      expect(result.ordinals[0]).not.toBe(0);
    }
    writer.stampDied(1, 3);
    writer.stampDied(2, 3);
    expect(ask(3).explain.reason).toContain('0 vantage points may be neighbours');
    expect(ask(3).ordinals.length).toBe(1);
  });
});

describe('the hits', () => {
  it('include all that tie with the last, beyond k', () => {
    const { view, queries } = subject('one shape', 10, 300);
    for (const strategy of ['auto', 'scan', 'filter', 'shell', 'ball'] as const) {
      const want = { kind: 'nearest', k: 2 } as const;
      const { ordinals, distances } = search(view, { query: queries[0]!, want, strategy });
      expect([...ordinals]).toEqual([...Array.from({ length: 300 }).keys()]);
      expect(new Set(distances)).toEqual(new Set([0]));
    }
  });

  it('include series whose vantage distances are not stored, which nothing excludes', () => {
    const { view, queries } = subject('bumps', 1, 400);
    const query = queries[0]!;
    const { measure, vantage } = view;
    const { layout } = view.collection;
    const writer = new CollectionWriter(layout);
    for (let ordinal = 0; ordinal < 400; ordinal += 1) {
      // Every ninth row is empty, none of them in the sample that tells a first radius.
      const row = Array.from({ length: layout.slotsMax }, (_, slot) =>
        ordinal % 9 === 4 ? Number.NaN : view.collection.storedDistance(ordinal, slot),
      );
      writer.append(ordinal, view.collection.prepared(ordinal), row);
      writer.stampBorn(ordinal, 1);
    }
    const partly = {
      measure,
      collection: writer.collection,
      commit: 1,
      live: 400,
      vantage,
      trees: undefined,
    };
    for (const strategy of ['filter', 'ball', 'auto'] as const) {
      const want = { kind: 'nearest', k: 5 } as const;
      const whole = search(view, { query, want, strategy: 'scan' });
      const found = search(partly, { query, want, strategy }, { littlePoints: 0 });
      expect(found.explain.strategy).not.toBe('scan');
      expect(found.explain.distancesComputed).toBeGreaterThanOrEqual(44);
      expect(found.ordinals).toEqual(whole.ordinals);
    }
  });

  it('are none in an empty collection, whatever is asked', () => {
    const { view, queries } = subject('bumps', 10, 0, 0);
    for (const strategy of ['auto', 'scan', 'filter', 'shell', 'ball'] as const) {
      const want = { kind: 'nearest', k: 3 } as const;
      const result = search(view, { query: queries[0]!, want, strategy });
      expect(result.ordinals.length).toBe(0);
      expect(result.explain).toMatchObject({ live: 0, lastRadius: Infinity });
    }
  });
});

describe('search refuses', () => {
  const query = easy.queries[0]!;
  const want = { kind: 'nearest', k: 1 } as const;

  it.each([0, 1.5, Number.NaN])('k = %d', (k) => {
    expect(() => explain(easy, k, 'auto')).toThrow(RangeError);
  });

  it.each([-0.1, Number.NaN])('the radius %d', (radius) => {
    const within = { kind: 'within', radius } as const;
    expect(() => search(easy.view, { query, want: within, strategy: 'auto' })).toThrow(RangeError);
  });

  it('lengths that do not belong together', () => {
    const short = { query: query.slice(1), want, strategy: 'scan' } as const;
    expect(() => search(easy.view, short)).toThrow(RangeError);
    const request = { query, want, strategy: 'scan' } as const;
    const vantage = { ...easy.view.vantage, prepared: new Float64Array(7) };
    expect(() => search({ ...easy.view, vantage }, request)).toThrow(RangeError);
    const measure = createMeasure({ name: 'kernel', gamma: 1 }, 50);
    expect(() => search({ ...easy.view, measure }, request)).toThrow(RangeError);
  });

  it('a strategy of another name', () => {
    expect(() => explain(easy, 1, JSON.parse('"guess"') as Strategy)).toThrow(TypeError);
  });
});

describe('a search that nobody waits for', () => {
  it.each(['scan', 'filter', 'shell', 'ball', 'auto'] as const)(
    'stops soon, by %s, however many distances are left',
    (strategy) => {
      const { view, queries } = easy;
      const request = {
        query: queries[0]!,
        want: { kind: 'within', radius: 2 },
        strategy,
      } as const;
      let looks = 0;
      const asked = (most: number) => (): boolean => {
        looks += 1;
        return looks > most;
      };
      const { explain: whole } = search(view, request, { stopped: asked(Infinity) });
      expect(whole.distancesComputed).toBe(3000);
      expect(looks).toBeGreaterThanOrEqual(3000 / 64);

      looks = 0;
      expect(() => search(view, request, { stopped: asked(2) })).toThrow('told to stop');
      expect(looks).toBe(3);
    },
  );
});

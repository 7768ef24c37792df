import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../server/series/index.ts';
import {
  createMeasure,
  type Measure,
  type MeasureSettings,
  type SearchView,
  type Strategy,
  search,
  type Want,
} from '../../../server/similarity/index.ts';
import { altered, squared } from './support/altered.ts';
import { FAMILIES, FAMILY_NAMES, type FamilyName } from './support/families.ts';
import { bruteForce, prepare, type Stored, store } from './support/stored.ts';

const STRATEGIES = ['auto', 'scan', 'filter', 'shell', 'ball'] as const satisfies Strategy[];

/** A collection, and how to ask it. */
interface Scenario {
  readonly seed: number;
  readonly family: FamilyName;
  readonly measure: MeasureSettings;
  readonly length: number;
  readonly count: number;
  readonly vantageCount: number;
  readonly deadShare: number;
  readonly k: number;
}

const MEASURES: readonly MeasureSettings[] = [
  ...[0.1, 1, 10, 50].map((gamma) => ({ name: 'kernel' as const, gamma })),
  { name: 'best-shift' },
  { name: 'euclid' },
];

const scenarios: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.nat(),
  family: fc.constantFrom(...FAMILY_NAMES),
  measure: fc.constantFrom(...MEASURES),
  length: fc.constantFrom(2, 8, 15, 22, 31, 32),
  count: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 200, max: 240 })),
  vantageCount: fc.constantFrom(0, 1, 2, 5, 12),
  deadShare: fc.constantFrom(0, 0.4),
  k: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 400 })),
});

/** How a search is made wrong, to see that wrong answers are found. */
interface Plant {
  /** The measure that is used throughout. */
  readonly replace?: (measure: Measure) => Measure;
  /** What becomes of a vantage distance that is stored. */
  readonly round?: (distance: number) => number;
  /** What search is told of the measure. */
  readonly declare?: (measure: Measure) => Measure;
}

function same<T>(value: T): T {
  return value;
}

/**
 * Asks one collection by every strategy, with trees and without, at both commits, for what is
 * stored and what is not, k-nearest and within, and returns what differs from brute force.
 */
function disagreements(scenario: Scenario, plant: Plant = {}): string[] {
  const { seed, family, length, count, vantageCount, deadShare, k } = scenario;
  const random = createRandom(seed);
  const { replace = same, round = same, declare = same } = plant;
  const measure = replace(createMeasure(scenario.measure, length));
  const [foreign, ...values] = FAMILIES[family](random, count + 1, length) as [Float64Array];
  const stored = store({ measure, values, vantageCount, random, deadShare, round });
  const own = count === 0 ? undefined : random.integer(count);
  const queries = [
    { query: prepare(measure, foreign), excludeOrdinal: undefined },
    ...(own === undefined ? [] : [{ query: stored.series[own]!.prepared, excludeOrdinal: own }]),
  ];
  const faults: string[] = [];
  for (const commit of [1, 2]) {
    const views = [true, false].map((trees) => stored.view(commit, trees));
    for (const request of queries) {
      for (const want of wants(stored, measure, { ...request, commit, k })) {
        const expected = bruteForce(stored, measure, { ...request, commit, want });
        for (const real of views) {
          const view: SearchView = { ...real, measure: declare(measure) };
          for (const strategy of STRATEGIES) {
            const { ordinals, distances, explain } = search(view, { ...request, want, strategy });
            const trees = view.trees === undefined ? 'without' : 'with';
            const place = `${strategy} (${explain.strategy}) at ${commit} ${trees} trees`;
            const found = ordinals.join(' ');
            const right = expected.ordinals.join(' ');
            if (found !== right) {
              faults.push(`${place}: ${found} instead of ${right}`);
            } else if (!distances.every((distance, at) => distance === expected.distances[at])) {
              faults.push(`${place}: distances differ`);
            }
          }
        }
      }
    }
  }
  return faults;
}

/** The k nearest, all within the k-th distance, and all within nothing. */
function wants(
  stored: Stored,
  measure: Measure,
  request: { commit: number; query: Float64Array; excludeOrdinal: number | undefined; k: number },
): Want[] {
  const nearest: Want = { kind: 'nearest', k: request.k };
  const { distances } = bruteForce(stored, measure, { ...request, want: nearest });
  return [
    nearest,
    { kind: 'within', radius: distances.at(-1) ?? 0.3 },
    { kind: 'within', radius: 0 },
  ];
}

describe('search', () => {
  it('gives by every strategy exactly what brute force gives', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        expect(disagreements(scenario)).toEqual([]);
      }),
      { numRuns: 120 },
    );
  });

  it.each(FAMILY_NAMES)('is exact on a larger collection of %s', (family) => {
    const scenario = { seed: 5, family, length: 24, vantageCount: 12, deadShare: 0.2 };
    for (const measure of MEASURES.slice(1)) {
      expect(disagreements({ ...scenario, measure, count: 700, k: 4 })).toEqual([]);
    }
  });

  const copies = {
    seed: 5,
    measure: { name: 'kernel', gamma: 1 } as const,
    length: 24,
    count: 250,
    vantageCount: 12,
    deadShare: 0,
    k: 4,
  };

  it.each(['near-copies', 'shifted copies', 'duplicates'] as const)(
    'would be caught on %s with vantage distances of 32 bits and no slack',
    (family) => {
      const faults = disagreements(
        { ...copies, family },
        { round: Math.fround, declare: (measure) => altered(measure, { noise: 0 }) },
      );
      for (const strategy of ['shell', 'filter', 'auto']) {
        expect(faults.filter((fault) => fault.startsWith(strategy))).not.toEqual([]);
      }
      expect(faults.filter((fault) => fault.startsWith('scan'))).toEqual([]);
    },
  );

  it('would be caught without slack even with vantage distances of 64 bits', () => {
    const faults = disagreements(
      { ...copies, family: 'shifted copies' },
      { declare: (measure) => altered(measure, { noise: 0 }) },
    );
    expect(faults).not.toEqual([]);
  });

  it('would be caught with squares in place of distances', () => {
    const faults = [1, 2, 3, 4, 5].flatMap((seed) =>
      disagreements({ ...copies, seed, family: 'bumps', count: 400, k: 10 }, { replace: squared }),
    );
    // A scan needs no bound, so it is as right as the brute force.
    expect(faults.filter((fault) => fault.startsWith('scan'))).toEqual([]);
    expect(faults).not.toEqual([]);
  });
});

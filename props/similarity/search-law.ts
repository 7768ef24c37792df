import { createRandom, type Random } from '../../server/series/index.ts';
import {
  createMeasure,
  type Matches,
  type Measure,
  type MeasureSettings,
  type SearchView,
  type Strategy,
  search,
  type Want,
} from '../../server/similarity/index.ts';
import { FAMILIES, FAMILY_NAMES, type FamilyName } from './families.ts';
import { bruteForce, drawMatches, prepare, type Stored, store } from './stored.ts';

const STRATEGIES = ['auto', 'scan', 'filter', 'shell', 'ball'] as const satisfies Strategy[];

/** A collection, and how to ask it. */
export interface Scenario {
  readonly seed: number;
  readonly family: FamilyName;
  readonly measure: MeasureSettings;
  readonly length: number;
  readonly count: number;
  readonly vantageCount: number;
  readonly deadShare: number;
  readonly k: number;
}

/** Measures that searches are tried with. */
export const SEARCH_MEASURES: readonly MeasureSettings[] = [
  ...[0.1, 1, 10, 50].map((gamma) => ({ name: 'kernel' as const, gamma })),
  { name: 'best-shift' },
  { name: 'euclid' },
];

/** Shares of all series that filters match. */
const MATCHING_SHARES: readonly number[] = [0.03, 0.6, 1];

const LENGTHS: readonly number[] = [2, 8, 15, 22, 31, 32];
const VANTAGE_COUNTS: readonly number[] = [0, 1, 2, 5, 12];

/** Draws a collection and a question: few series or some more than `auto` scans, k up to all of them. */
export function drawScenario(random: Random): Scenario {
  const one = <T>(of: readonly T[]): T => of[random.integer(of.length)]!;
  return {
    seed: random.integer(2 ** 31),
    family: one(FAMILY_NAMES),
    measure: one(SEARCH_MEASURES),
    length: one(LENGTHS),
    count: random.uniform() < 0.5 ? random.integer(31) : 200 + random.integer(41),
    vantageCount: one(VANTAGE_COUNTS),
    deadShare: one([0, 0.4]),
    k: 1 + random.integer(random.uniform() < 0.5 ? 12 : 400),
  };
}

/** From so many series on a search may choose, so that small collections show all of its choices. */
const LITTLE_SERIES = 200;

/** How a search is made wrong, to see that wrong answers are found. */
export interface Plant {
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
export function disagreements(scenario: Scenario, plant: Plant = {}): string[] {
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
  const littlePoints = LITTLE_SERIES * length;
  const faults: string[] = [];
  for (const commit of [1, 2]) {
    const views = [true, false].map((trees) => stored.view(commit, trees));
    const filters = [
      undefined,
      ...MATCHING_SHARES.map((share) => drawMatches(stored, commit, share, random)),
    ];
    const asked = queries.flatMap(({ query, excludeOrdinal }) =>
      filters.map((matches) => ({ query, excludeOrdinal, matches })),
    );
    for (const request of asked) {
      for (const want of wants(stored, measure, { ...request, commit, k })) {
        const expected = bruteForce(stored, measure, { ...request, commit, want });
        for (const real of views) {
          const view: SearchView = { ...real, measure: declare(measure) };
          for (const strategy of STRATEGIES) {
            const asking = { ...request, want, strategy };
            const { ordinals, distances, explain } = search(view, asking, { littlePoints });
            const trees = view.trees === undefined ? 'without' : 'with';
            const among = explain.matching === undefined ? '' : `, ${explain.matching} match`;
            const place = `${strategy} (${explain.strategy}) at ${commit} ${trees} trees${among}`;
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
  request: {
    commit: number;
    query: Float64Array;
    excludeOrdinal: number | undefined;
    matches: Matches | undefined;
    k: number;
  },
): Want[] {
  const nearest: Want = { kind: 'nearest', k: request.k };
  const { distances } = bruteForce(stored, measure, { ...request, want: nearest });
  return [
    nearest,
    { kind: 'within', radius: distances.at(-1) ?? 0.3 },
    { kind: 'within', radius: 0 },
  ];
}

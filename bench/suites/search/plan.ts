import type { MeasureSettings } from '../../../server/index.ts';
import type { Size } from '../../cell.ts';
import type { CollectionName } from './material.ts';

export type MeasureName = 'γ 1' | 'γ 5' | 'γ 10' | 'γ 50' | 'best-shift';

/** What series are compared by; every figure names its own. */
export const MEASURES: Readonly<Record<MeasureName, MeasureSettings>> = {
  'γ 1': { name: 'kernel', gamma: 1 },
  'γ 5': { name: 'kernel', gamma: 5 },
  'γ 10': { name: 'kernel', gamma: 10 },
  'γ 50': { name: 'kernel', gamma: 50 },
  'best-shift': { name: 'best-shift' },
};

/** Neighbours asked for. */
export const NEIGHBOURS = [1, 10] as const;

/** One collection under one measure, searched by every strategy. */
export interface SearchCase {
  readonly collection: CollectionName;
  readonly measure: MeasureName;
  /** Series stored; a collection of real series that has fewer gives all it has. */
  readonly n: number;
  /** Seeded draws of the vantage points, each a database of its own. */
  readonly draws: number;
  /** Series that are not stored, each a query, of every strategy that prunes. */
  readonly queries: number;
  /** How many of them are also asked of those that compute most of the collection. */
  readonly slowQueries: number;
  /** Queries by the id of a stored series. */
  readonly byId: number;
}

/** How much the search suite does. */
export interface SearchPlan {
  readonly cases: readonly SearchCase[];
  /** Sizes of one of the cases whose medians are divided, smaller first. */
  readonly growth: readonly [number, number];
  /** Ways to search from elsewhere. */
  readonly peers: {
    readonly n: number;
    readonly queries: number;
    readonly slowQueries: number;
  };
  /** Series inserted one by one behind those that a database began with. */
  readonly inserts: { readonly n: number; readonly singles: number; readonly queries: number };
  /** Searches with filters on metadata. */
  readonly selectivity: { readonly n: number; readonly queries: number };
  /** Searches under several numbers of vantage points. */
  readonly vantageCounts: {
    readonly n: number;
    readonly counts: readonly number[];
    readonly queries: number;
  };
}

/** Rounds of every comparison, in each of which every competitor has its turn. */
export const ROUNDS = 5;

const ALL_MEASURES: readonly MeasureName[] = ['γ 1', 'γ 5', 'γ 10', 'γ 50', 'best-shift'];
const GENERATED: readonly CollectionName[] = ['bumps', 'walks', 'light curves', 'noise'];

type Effort = Omit<SearchCase, 'collection' | 'measure'>;

function casesOf(
  collections: readonly CollectionName[],
  measures: readonly MeasureName[],
  effort: Effort,
): readonly SearchCase[] {
  return collections.flatMap((collection) =>
    measures.map((measure) => ({ collection, measure, ...effort })),
  );
}

/** The cases of `all` that are none of `others`, whatever their effort. */
function beside(all: readonly SearchCase[], others: readonly SearchCase[]): readonly SearchCase[] {
  return all.filter(
    ({ collection, measure, n }) =>
      !others.some(
        (other) => other.collection === collection && other.measure === measure && other.n === n,
      ),
  );
}

const REAL: readonly SearchCase[] = casesOf(['GunPoint', 'ItalyPowerDemand'], ALL_MEASURES, {
  n: 2_000,
  draws: 5,
  queries: 100,
  slowQueries: 20,
  byId: 50,
});

const WITHIN_MINUTES: Effort = { n: 20_000, draws: 1, queries: 50, slowQueries: 10, byId: 10 };
const THOROUGH: Effort = { n: 200_000, draws: 5, queries: 1_000, slowQueries: 20, byId: 50 };

/** What the targets name at 200,000 series. */
const NAMED: readonly SearchCase[] = [
  ...casesOf(['bumps'], ['γ 1', 'γ 10'], THOROUGH),
  ...casesOf(['walks'], ['γ 1'], THOROUGH),
];

/** What a table of shares computed was made with. */
const SHARES: readonly SearchCase[] = casesOf(
  ['bumps', 'walks'],
  ['γ 1', 'γ 10', 'γ 50', 'best-shift'],
  {
    n: 5_000,
    draws: 5,
    queries: 100,
    slowQueries: 10,
    byId: 10,
  },
);

const BUMPS_10_000: readonly SearchCase[] = casesOf(['bumps'], ['γ 1'], { ...THOROUGH, n: 10_000 });

export const SEARCH_PLANS: Readonly<Record<Size, SearchPlan>> = {
  smoke: {
    cases: [
      ...casesOf(['bumps'], ['γ 1'], fewOf(300, 2, 6)),
      ...casesOf(['bumps'], ['γ 1'], fewOf(600, 2, 6)),
      ...casesOf(['walks', 'light curves'], ['γ 10'], fewOf(250, 1, 6)),
      ...casesOf(['noise'], ['γ 50'], fewOf(60, 1, 6)),
      ...casesOf(['GunPoint', 'ItalyPowerDemand'], ['γ 5'], fewOf(300, 1, 6)),
    ],
    growth: [300, 600],
    peers: { n: 250, queries: 6, slowQueries: 3 },
    inserts: { n: 250, singles: 50, queries: 5 },
    selectivity: { n: 1_000, queries: 6 },
    vantageCounts: { n: 250, counts: [0, 3], queries: 6 },
  },
  quick: {
    cases: [
      ...casesOf(['bumps'], ['γ 1'], fewOf(1_000, 1, 50)),
      ...casesOf(['bumps'], ['γ 1'], fewOf(5_000, 2, 200)),
      ...casesOf(['bumps', 'light curves', 'noise'], ['γ 10'], fewOf(5_000, 1, 50)),
      ...casesOf(['walks'], ['γ 1'], fewOf(5_000, 1, 50)),
      ...casesOf(['GunPoint', 'ItalyPowerDemand'], ['γ 1', 'γ 10'], fewOf(2_000, 1, 50)),
    ],
    growth: [1_000, 5_000],
    peers: { n: 5_000, queries: 100, slowQueries: 10 },
    inserts: { n: 2_000, singles: 2_000, queries: 100 },
    selectivity: { n: 5_000, queries: 100 },
    vantageCounts: { n: 5_000, counts: [0, 5, 20, 32], queries: 50 },
  },
  default: {
    cases: [
      ...REAL,
      ...SHARES,
      ...BUMPS_10_000,
      ...casesOf(GENERATED, ALL_MEASURES, WITHIN_MINUTES),
      ...casesOf(['bumps'], ['γ 1'], { ...THOROUGH, queries: 300, slowQueries: 10, byId: 20 }),
      ...casesOf(['bumps'], ['γ 10'], { ...WITHIN_MINUTES, n: 200_000 }),
      ...casesOf(['walks'], ['γ 1'], { ...WITHIN_MINUTES, n: 200_000 }),
      ...casesOf(['light curves'], ['γ 10'], { ...WITHIN_MINUTES, n: 200_000 }),
    ],
    growth: [20_000, 200_000],
    peers: { n: 20_000, queries: 200, slowQueries: 20 },
    inserts: { n: 100_000, singles: 100_000, queries: 200 },
    selectivity: { n: 100_000, queries: 200 },
    vantageCounts: { n: 20_000, counts: [0, 1, 2, 5, 10, 20, 32], queries: 100 },
  },
  full: {
    cases: [
      ...REAL,
      ...SHARES,
      ...BUMPS_10_000,
      ...casesOf(GENERATED, ALL_MEASURES, { ...WITHIN_MINUTES, draws: 5, queries: 200 }),
      ...casesOf(['bumps'], ['γ 1'], { ...THOROUGH, n: 100_000 }),
      ...NAMED,
      ...beside(
        casesOf(GENERATED, ALL_MEASURES, { ...WITHIN_MINUTES, n: 200_000, queries: 200 }),
        NAMED,
      ),
      ...casesOf(['bumps'], ['γ 1'], { ...THOROUGH, n: 1_000_000 }),
    ],
    growth: [100_000, 1_000_000],
    peers: { n: 20_000, queries: 1_000, slowQueries: 50 },
    inserts: { n: 100_000, singles: 100_000, queries: 1_000 },
    selectivity: { n: 100_000, queries: 200 },
    vantageCounts: { n: 100_000, counts: [0, 1, 2, 5, 10, 20, 32], queries: 200 },
  },
};

function fewOf(n: number, draws: number, queries: number): Effort {
  return { n, draws, queries, slowQueries: Math.ceil(queries / 10), byId: Math.ceil(queries / 10) };
}

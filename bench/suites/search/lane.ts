import type { Database, Neighbour, Query, Strategy } from '../../../server/index.ts';

/** An answer, and what it took. */
export interface Reply {
  readonly neighbours: readonly Neighbour[];
  /** What the competitor says of the way it went; undefined where it says nothing. */
  readonly work?: Work | undefined;
  /** Milliseconds, where the competitor times itself. */
  readonly ms?: number | undefined;
}

/** How an answer came about. */
export interface Work {
  /** The strategy that gave it. */
  readonly strategy: string;
  /** Distances from the query to stored series, those for a first radius among them. */
  readonly distances: number;
  /** Distances to vantage points, which are not among those. */
  readonly vantageDistances: number;
  /** Series that were searched. */
  readonly live: number;
}

/** The share of the collection that a distance was computed to, in percent. */
export function shareOf({ distances, live }: Work): number {
  return (100 * distances) / live;
}

/** A competitor for the same queries as others. */
export interface Lane {
  /** Unique among those that are compared. */
  readonly name: string;
  /** It is asked the first so many of the queries. */
  readonly queries: number;
  /** Its distances are those of the scan to the bit, or were computed in another order. */
  readonly agrees: 'to the bit' | 'to rounding';
  readonly ask: (query: Query, k: number) => Promise<Reply>;
}

/** A strategy of a database as a competitor. */
export function strategyLane(database: Database, strategy: Strategy, queries: number): Lane {
  return {
    name: strategy,
    queries,
    agrees: 'to the bit',
    async ask(query, k) {
      const { neighbours, explain } = await database.nearest(query, { k, strategy });
      return { neighbours, work: workOf(explain) };
    },
  };
}

/** @throws TypeError when a count is not there, so that none goes missing unseen. */
function workOf(explain: Readonly<Record<string, unknown>>): Work {
  const count = (name: string): number => {
    const value = explain[name];
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    throw new TypeError(`explain has ${String(value)} for ${name}, which is no count`);
  };
  return {
    strategy: String(explain['strategy']),
    distances: count('distancesComputed'),
    vantageDistances: count('vantageDistances'),
    live: count('live'),
  };
}

import type { Collection } from './collection/index.ts';
import type { Matches } from './matches.ts';
import type { Measure } from './measure.ts';
import type { ShellReader } from './shells.ts';
import type { SortedHits } from './top.ts';
import type { VantageSet } from './vantage.ts';

/**
 * How to search. All give the same hits, to the bit: `scan` computes every distance; `filter` reads
 * the rows of the embedding in sequence and computes what they do not exclude; `shell` reads
 * the narrowest shell of a vantage point from its tree, and the rows of what is in it; `ball`
 * computes everything in one ball around the nearest vantage point, the textbook method, kept for
 * comparison; `auto` chooses between the first three by counting.
 */
export type Strategy = 'auto' | 'scan' | 'filter' | 'shell' | 'ball';

/** What to find: the `k` nearest, `k` a whole number from 1, or all at most `radius` away, from 0. */
export type Want =
  | { readonly kind: 'nearest'; readonly k: number }
  | { readonly kind: 'within'; readonly radius: number };

/** What is searched: one collection at one commit, as the calling thread sees it. */
export interface SearchView {
  readonly measure: Measure;
  readonly collection: Collection;
  readonly commit: number;
  /** Series visible at `commit`. */
  readonly live: number;
  /** The vantage points to use. Every series visible at `commit` has their distances in its row. */
  readonly vantage: VantageSet;
  /**
   * Trees with an entry in the slot of each point of `vantage` for each series visible at
   * `commit`; undefined where there are none.
   */
  readonly trees: ShellReader | undefined;
}

export interface SearchRequest {
  /** The prepared query; not changed. */
  readonly query: Float64Array;
  readonly want: Want;
  readonly strategy: Strategy;
  /** A series to leave out: the query itself, when it is a stored one. */
  readonly excludeOrdinal?: number | undefined;
  /** The series that may be in the answer; undefined for all. */
  readonly matches?: Matches | undefined;
}

/**
 * The hits: at least the `k` nearest (all, when there are fewer) and every other series at exactly
 * the distance of the last; or all within the radius.
 */
export interface SearchResult extends SortedHits {
  readonly explain: Explain;
}

/** What a search did, in counts. */
export interface Explain {
  /** The strategy that gave the answer. */
  readonly strategy: Exclude<Strategy, 'auto'>;
  /** Why this one, when it was not asked for by name. */
  readonly reason?: string | undefined;
  /** Series visible at the commit. */
  readonly live: number;
  /** Those of them that the filter of the request matches; undefined without one. */
  readonly matching?: number | undefined;
  /** Distances from the query to vantage points. */
  readonly vantageDistances: number;
  /** The slot whose shell or ball was read. */
  readonly shellSlot?: number | undefined;
  /** Series in that shell or ball. */
  readonly shellEntries?: number | undefined;
  /** Series whose distance their place in the embedding made needless. */
  readonly droppedByEmbedding: number;
  /** Series whose distance the ring bounds made needless. */
  readonly droppedByRing: number;
  /** Series whose distance their transforms made needless: low frequencies, or all amplitudes. */
  readonly droppedBySpectrum: number;
  /** Distances from the query to stored series. */
  readonly distancesComputed: number;
  /** Radius that chose shell and rings; Infinity where nothing was known. */
  readonly firstRadius: number;
  /** Radius at the end: the distance of the k-th hit, Infinity for fewer, or the one asked for. */
  readonly lastRadius: number;
  readonly microseconds: StepTimes;
}

/** Microseconds that the steps of a search took; 0 for a step it did without. */
export interface StepTimes {
  /** From the query to the vantage points. */
  readonly vantage: number;
  /** Finding a first radius, and with `auto` choosing the strategy. */
  readonly seed: number;
  /** Reading shell and rows. */
  readonly bounds: number;
  /** Distances in the order of their lower bounds; for `scan` and `ball`, all distances. */
  readonly refine: number;
}

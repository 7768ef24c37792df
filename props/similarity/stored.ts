import type { Random } from '../../server/series/index.ts';
import {
  CollectionWriter,
  chooseVantage,
  createLayout,
  createVantageSet,
  isMatch,
  type Matches,
  type Measure,
  rowsFor,
  type SearchView,
  type Want,
} from '../../server/similarity/index.ts';
import { SortedShells } from './sorted-shells.ts';

/** One series of a collection under test, beside the collection and independent of it. */
interface StoredSeries {
  readonly prepared: Float64Array;
  readonly born: number;
  readonly died: number;
}

export interface Stored {
  readonly series: readonly StoredSeries[];
  readonly writer: CollectionWriter;
  /** What is searched at `commit`, with trees or without. */
  view(commit: number, trees: boolean): SearchView;
}

export interface StoreOptions {
  readonly measure: Measure;
  readonly values: readonly Float64Array[];
  readonly vantageCount: number;
  readonly random: Random;
  /** Share of the series that die at commit 2; those after the first half are born at commit 2. */
  readonly deadShare?: number;
  /** What is done to a vantage distance before it is stored. Default nothing. */
  readonly round?: (distance: number) => number;
}

/** The prepared form of `values`. */
export function prepare(measure: Measure, values: Float64Array): Float64Array {
  const prepared = new Float64Array(measure.preparedLength);
  measure.prepare(values, prepared, 0);
  return prepared;
}

/** Stores `values` in small segments: at commit 1 the first half, at commit 2 all but the dead. */
export function store({
  measure,
  values,
  vantageCount,
  random,
  deadShare = 0,
  round = (distance) => distance,
}: StoreOptions): Stored {
  const { preparedLength } = measure;
  const half = Math.ceil(values.length / 2);
  const series = values.map((raw, ordinal): StoredSeries => {
    const old = ordinal < half;
    const dies = old && random.uniform() < deadShare;
    const prepared = prepare(measure, raw);
    return { prepared, born: old ? 1 : 2, died: dies ? 2 : Infinity };
  });
  const writer = new CollectionWriter(
    createLayout({
      preparedLength,
      slotsMax: vantageCount + 3,
      segmentBytesFirst: 1 << 13,
      segmentBytesMax: 1 << 16,
    }),
  );
  const members = Array.from(
    // Vantage points come from all that were ever stored, so that some are dead or not yet born.
    chooseVantage({ count: vantageCount, ordinals: [...series.keys()], random: random.uniform }),
    (ordinal, index) => ({ slot: index + 1, ordinal, prepared: series[ordinal]!.prepared }),
  );
  const vantage = createVantageSet(1, members);
  writer.setVantage(vantage, rowsFor(measure, vantage, undefined));
  const rows = series.map(({ prepared }) => {
    const row = new Float64Array(members.length + 1).fill(Number.NaN);
    for (const { slot, prepared: point } of members) {
      row[slot] = round(measure.distance(prepared, 0, point, 0));
    }
    return row;
  });
  for (const [ordinal, { prepared, born, died }] of series.entries()) {
    writer.append(ordinal, prepared, rows[ordinal]!);
    writer.stampBorn(ordinal, born);
    if (died !== Infinity) writer.stampDied(ordinal, died);
  }
  return {
    series,
    writer,
    view(commit, trees) {
      const entries = members.map(({ slot }): [number, { distance: number; ordinal: number }[]] => [
        slot,
        [...series.keys()]
          .filter((ordinal) => isLive(series[ordinal]!, commit))
          .map((ordinal) => ({ ordinal, distance: rows[ordinal]![slot]! })),
      ]);
      return {
        measure,
        collection: writer.collection,
        commit,
        live: series.filter((one) => isLive(one, commit)).length,
        vantage: writer.collection.vantage,
        trees: trees ? new SortedShells(new Map(entries)) : undefined,
      };
    },
  };
}

function isLive({ born, died }: StoredSeries, commit: number): boolean {
  return born <= commit && commit < died;
}

/** About `share` of the series that are visible at `commit`. */
export function drawMatches(
  { series }: Stored,
  commit: number,
  share: number,
  random: Random,
): Matches {
  const bits = new Uint32Array(Math.ceil(series.length / 32));
  let count = 0;
  for (const [ordinal, one] of series.entries()) {
    if (!isLive(one, commit) || random.uniform() >= share) continue;
    bits[ordinal >>> 5]! |= 1 << (ordinal & 31);
    count += 1;
  }
  return { bits, count };
}

export interface Answer {
  readonly ordinals: readonly number[];
  readonly distances: readonly number[];
}

/** The answer by computing and sorting all distances. */
export function bruteForce(
  { series }: Stored,
  measure: Measure,
  request: {
    readonly commit: number;
    readonly query: Float64Array;
    readonly want: Want;
    readonly excludeOrdinal?: number | undefined;
    readonly matches?: Matches | undefined;
  },
): Answer {
  const { commit, query, want, excludeOrdinal, matches } = request;
  const all = [...series.keys()]
    .filter((ordinal) => isLive(series[ordinal]!, commit) && ordinal !== excludeOrdinal)
    .filter((ordinal) => matches === undefined || isMatch(matches, ordinal))
    .map((ordinal) => ({
      ordinal,
      distance: measure.distance(query, 0, series[ordinal]!.prepared, 0),
    }))
    .toSorted((a, b) => a.distance - b.distance || a.ordinal - b.ordinal);
  const farthest = want.kind === 'within' ? want.radius : (all[want.k - 1]?.distance ?? Infinity);
  const hits = all.filter(({ distance }) => distance <= farthest);
  return {
    ordinals: hits.map(({ ordinal }) => ordinal),
    distances: hits.map(({ distance }) => distance),
  };
}

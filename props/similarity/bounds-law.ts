import type { Random } from '../../server/series/index.ts';
import type { SmallCollection, TrueMeasure } from './collections.ts';
import type { BoundSubject, BoundSubjects } from './subjects.ts';
import {
  type TrueSeries,
  trueBestShiftSquare,
  trueCorrelations,
  trueEuclidSquare,
  trueKernel,
  trueKernelSquare,
  trueSeries,
} from './truth.ts';
import type { Twofold } from './twofold.ts';

/** Pairs of a collection whose true distance is computed: those where a bound is tightest. */
const TIGHTEST_PAIRS = 3;
const RANDOM_PAIRS = 4;

/** What was found out about the bounds on one collection. */
export interface BoundsTrial {
  /** Each with what is needed to see it again. */
  readonly violations: readonly string[];
  /** Computed distances compared with bounds. */
  readonly pairs: number;
  /** True distances compared with bounds. */
  readonly truths: number;
  /** |computed d² − true d²|/η at most, where d is not 0; the measure promises at most 1. */
  readonly noiseShare: number;
}

/**
 * No bound exceeds the true distance, and none excludes a series at its computed distance or at its
 * true one, on any pair of the collection. Truth has 106 bits and is computed for the pairs on
 * which a bound comes nearest to the computed distance, or passes it, and for some others.
 */
export function tryBounds(
  collection: SmallCollection,
  boundsOf: BoundSubjects,
  random: Random,
): BoundsTrial {
  const { values, distances, measure, kind } = collection;
  const count = values.length;
  const bounds = boundsOf(collection);
  const violations: string[] = [];
  const chosen = new Set<number>();
  let pairs = 0;
  for (const bound of bounds) {
    const tightest = new Tightest(TIGHTEST_PAIRS);
    for (let i = 0; i < count; i += 1) {
      for (let j = 0; j < count; j += 1) {
        const computed = distances[i * count + j]!;
        const least = bound.atLeast(i, j);
        pairs += 1;
        tightest.offer(i * count + j, least - (bound.measure === kind ? computed : 0));
        if (bound.measure !== kind) continue;
        if (least <= computed && !bound.excludes(i, j, computed)) continue;
        violations.push(
          `${bound.name}: ${i} and ${j} are ${computed} apart as computed, bound ${least}`,
        );
      }
    }
    for (const pair of tightest.pairs()) chosen.add(pair);
  }
  for (let pair = 0; pair < RANDOM_PAIRS; pair += 1) chosen.add(random.integer(count * count));
  const truth = new Truth(collection);
  let noiseShare = 0;
  for (const pair of chosen) {
    const [i, j] = [Math.floor(pair / count), pair % count];
    const squares = truth.between(i, j);
    // A computed square of at most η becomes 0, where the true one may be η more.
    const computed = distances[pair]!;
    const zero = computed === 0;
    const share = Math.abs(computed ** 2 - squares(kind)) / measure.noise;
    if (!zero) noiseShare = Math.max(noiseShare, share);
    if (share > (zero ? 2 : 1)) violations.push(`${i} and ${j} are off by ${share} of the noise`);
    for (const bound of bounds) {
      const fault = faultOf(bound, [i, j], squares(bound.measure));
      if (fault !== undefined) violations.push(fault);
    }
  }
  const told = violations.map((violation) => `${collection.told}: ${violation}`);
  return { violations: told, pairs, truths: chosen.size * bounds.length, noiseShare };
}

function faultOf(
  bound: BoundSubject,
  [i, j]: readonly [number, number],
  trueSquare: number,
): string | undefined {
  const square = Math.max(0, trueSquare);
  const least = bound.atLeast(i, j);
  if (least * least <= square && !bound.excludes(i, j, Math.sqrt(square))) return undefined;
  const apart = `${Math.sqrt(square)} apart by ${bound.measure}`;
  return `${bound.name}: ${i} and ${j} are ${apart}, bound ${least}`;
}

/** The pairs with the greatest keys of those offered. */
class Tightest {
  readonly #most: number;
  #entries: { readonly pair: number; readonly key: number }[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  offer(pair: number, key: number): void {
    if (this.#entries.length === this.#most && key <= this.#entries.at(-1)!.key) return;
    this.#entries.push({ pair, key });
    this.#entries.sort((a, b) => b.key - a.key);
    this.#entries.length = Math.min(this.#entries.length, this.#most);
  }

  pairs(): readonly number[] {
    return this.#entries.map(({ pair }) => pair);
  }
}

/** True squared distances, computed as they are asked for. */
class Truth {
  readonly #collection: SmallCollection;
  readonly #series: Map<number, TrueSeries> = new Map();
  readonly #own: Map<number, Twofold> = new Map();

  constructor(collection: SmallCollection) {
    this.#collection = collection;
  }

  /** The squared distances of series i and j, by measure. */
  between(i: number, j: number): (measure: TrueMeasure) => number {
    const correlations = trueCorrelations(this.#seriesAt(i), this.#seriesAt(j));
    const squares = {
      'best-shift': trueBestShiftSquare(correlations),
      euclid: trueEuclidSquare(correlations),
      kernel: this.#kernelSquare(correlations, i, j),
    };
    return (measure) => squares[measure];
  }

  /** NaN where there is no γ, and then nobody asks. */
  #kernelSquare(correlations: readonly Twofold[], i: number, j: number): number {
    const { gamma } = this.#collection;
    if (gamma === undefined) return Number.NaN;
    const between = trueKernel(correlations, gamma);
    return trueKernelSquare(between, this.#ownKernel(i, gamma), this.#ownKernel(j, gamma));
  }

  #seriesAt(index: number): TrueSeries {
    const known = this.#series.get(index) ?? trueSeries(this.#collection.values[index]!);
    this.#series.set(index, known);
    return known;
  }

  #ownKernel(index: number, gamma: number): Twofold {
    const series = this.#seriesAt(index);
    const known = this.#own.get(index) ?? trueKernel(trueCorrelations(series, series), gamma);
    this.#own.set(index, known);
    return known;
  }
}

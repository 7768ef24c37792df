import { ringReach } from '../bounds/index.ts';
import type { Measure } from '../measure.ts';
import {
  type PlacedBound,
  type PreparedSeries,
  placeHilbert,
  placeSpectral,
  type VantageRows,
} from './placed.ts';

/**
 * Shares, 0 to 1, of a collection whose distance a search for the one nearest cannot do without,
 * once it knows how near that is. NaN where no query could tell; undefined for a bound that the
 * measure does not allow.
 */
export interface VantageShares {
  readonly vantagePoints: number;
  readonly ring: number | undefined;
  readonly hilbert: number | undefined;
  /** What every bound leaves, the spectral one included. */
  readonly all: number;
}

/** What the bounds leave for one number of vantage points. */
interface Tally {
  readonly points: number;
  readonly hilbert: PlacedBound | undefined;
  ringLeft: number;
  hilbertLeft: number;
  allLeft: number;
}

/** Counts what each bound leaves of a collection, query by query. */
export class ShareCounter {
  readonly #measure: Measure;
  readonly #count: number;
  readonly #vantage: VantageRows;
  readonly #spectral: PlacedBound | undefined;
  readonly #tallies: readonly Tally[];
  #spectralLeft = 0;
  #compared = 0;

  /** @param vantageCounts ascending, none over the width of `vantage` */
  constructor(
    measure: Measure,
    series: PreparedSeries,
    vantage: VantageRows,
    vantageCounts: readonly number[],
  ) {
    this.#measure = measure;
    this.#count = series.count;
    this.#vantage = vantage;
    this.#spectral = placeSpectral(measure, series);
    const hilbert = measure.guarantee === 'hilbert';
    this.#tallies = vantageCounts.map((points) => ({
      points,
      hilbert: hilbert && points > 0 ? placeHilbert(measure, vantage, points) : undefined,
      ringLeft: 0,
      hilbertLeft: 0,
      allLeft: 0,
    }));
  }

  /**
   * Counts what is left of all series but `member` for a query whose nearest neighbour is `radius`
   * away.
   * @param query prepared
   * @param own its distances to the vantage points
   */
  add(query: Float64Array, own: Float64Array, radius: number, member: number | undefined): void {
    this.#spectral?.ask(query, radius);
    for (const { hilbert } of this.#tallies) hilbert?.ask(own, radius);
    const ringed = this.#measure.guarantee !== 'none';
    const ringLimit = ringed ? ringReach(radius, this.#measure.noise) : Number.POSITIVE_INFINITY;
    const { width, distances } = this.#vantage;
    for (let index = 0; index < this.#count; index += 1) {
      if (index === member) continue;
      this.#compared += 1;
      const spectralLeaves = this.#spectral?.leaves(index) ?? true;
      if (spectralLeaves) this.#spectralLeft += 1;
      let gap = 0;
      let point = 0;
      for (const tally of this.#tallies) {
        for (; point < tally.points; point += 1) {
          gap = Math.max(gap, Math.abs(distances[index * width + point]! - own[point]!));
        }
        const ringLeaves = gap <= ringLimit;
        const hilbertLeaves = tally.hilbert?.leaves(index) ?? true;
        if (ringLeaves) tally.ringLeft += 1;
        if (hilbertLeaves) tally.hilbertLeft += 1;
        if (ringLeaves && hilbertLeaves && spectralLeaves) tally.allLeft += 1;
      }
    }
  }

  /** The share that the spectral bound leaves; undefined when there is none. */
  get spectrum(): number | undefined {
    return this.#spectral === undefined ? undefined : this.#spectralLeft / this.#compared;
  }

  get shares(): readonly VantageShares[] {
    const ringed = this.#measure.guarantee !== 'none';
    return this.#tallies.map(({ points, hilbert, ringLeft, hilbertLeft, allLeft }) => ({
      vantagePoints: points,
      ring: ringed ? ringLeft / this.#compared : undefined,
      hilbert: hilbert === undefined ? undefined : hilbertLeft / this.#compared,
      all: allLeft / this.#compared,
    }));
  }
}

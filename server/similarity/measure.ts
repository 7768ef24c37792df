import type { SharedMemory } from './shared-memory.ts';
import type { DistanceBlock } from './simd/index.ts';

/**
 * What a measure promises about its distances, and so which bounds are legal for it: `hilbert`
 * embeds in a Hilbert space (every bound), `metric` obeys the triangle inequality (ring and
 * shell), `none` allows scanning only.
 */
export type Guarantee = 'hilbert' | 'metric' | 'none';

/** Settings that make a measure, as stored in a data directory. */
export type MeasureSettings =
  | {
      readonly name: 'kernel';
      /** Sharpness of the kernel, over 0 and at most 700. */
      readonly gamma: number;
    }
  | { readonly name: 'best-shift' }
  | { readonly name: 'euclid' };

/**
 * A distance between series of one length. A series is *prepared* once (standardised and
 * transformed, `preparedLength` doubles) and compared many times.
 */
export interface Measure {
  readonly settings: MeasureSettings;
  readonly guarantee: Guarantee;
  /** Points a series. */
  readonly length: number;
  /** Doubles that `prepare` writes. */
  readonly preparedLength: number;
  /** No two series are farther apart than this. */
  readonly diameter: number;
  /** η: how far a computed squared distance may be from the true one; at or below it is 0. */
  readonly noise: number;
  /**
   * Standardises `values` and writes the prepared form to `out` from `offset` on.
   * @throws DatabaseError `INVALID_VALUE` for a non-finite or constant series or a wrong length.
   */
  prepare(values: Float64Array, out: Float64Array, offset: number): void;
  /**
   * The distance between the prepared series at `a[aOffset]` and `b[bOffset]`: 0 to `diameter`,
   * never NaN, exactly 0 for equal bytes, and symmetric within 2η of the square. Allocates nothing.
   */
  distance(a: Float64Array, aOffset: number, b: Float64Array, bOffset: number): number;
  /** `distance` from the prepared `query` to each of the prepared series back to back in `series`. */
  distances(query: Float64Array, series: Float64Array): Float64Array;
  /**
   * Computes distances among the prepared series that lie in `memory`, the same to the bit as
   * `distance`. Made once a memory; the thread takes pages of the memory for scratch.
   */
  blockOver(memory: SharedMemory): DistanceBlock;
}

/**
 * A lower bound on distances that reads one row of 32-bit floats a series. Rows are written once a
 * series; the query gets a row as well, and two rows say how far apart their series are at least.
 *
 * `apart` and `reach` are in a unit of the bound's own, in which they compare: a series is
 * **excluded** from the neighbours within `radius` exactly when apart > reach(radius). Excluding is
 * safe: no series at a computed distance of at most `radius` is. A row with NaN excludes nothing.
 */
export interface RowBound {
  /** Floats a row, a multiple of 4. */
  readonly stride: number;
  /** The greatest `apart` of a series within `radius`, which is from 0 and may be infinite. */
  reach(radius: number): number;
  /**
   * How far the series of the rows at `a[aAt]` and `b[bAt]` are apart at least; infinity as soon
   * as that is over `reach`. Symmetric, allocates nothing.
   */
  apart(a: Float32Array, aAt: number, b: Float32Array, bAt: number, reach: number): number;
  /**
   * A distance that the two series are not nearer than, from a finite `apart`: every radius below
   * it excludes. It brings different bounds to one scale.
   */
  atLeast(apart: number): number;
}

/** Floats of a row that holds `count`, so that rows begin at whole vectors of four. */
export function rowStride(count: number): number {
  return 4 * Math.ceil(count / 4);
}

/** Greatest relative error of the root of a sum of squares in 32-bit arithmetic. */
const SINGLE_ROOT_LOSS: number = 2 ** -18;

/** `reach`, a square, for rows whose differences are taken and squared in 32 bits. */
export function singleReach(reach: number): number {
  return singleAbove(reach / (1 - SINGLE_ROOT_LOSS) ** 2);
}

/** A 32-bit float that is not below `value`, which is from 0 and no subnormal. */
export function singleAbove(value: number): number {
  return Math.fround(value * (1 + 2 ** -23));
}

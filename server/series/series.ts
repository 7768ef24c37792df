/** Values at equally spaced times. `times` and `values` have one length, 2 to 65,536. */
export interface Series {
  /** Strictly increasing, equally spaced to 1e-6 of the step; any unit. */
  readonly times: Float64Array;
  /** Finite, not all equal. */
  readonly values: Float64Array;
}

import type { SuiteName } from '../cell.ts';

/** Names the cells of one competitor on one workload, whatever their `n`. */
export interface CellName {
  readonly competitor: string;
  readonly workload: string;
}

export type Statistic = 'p50' | 'p95' | 'p99' | 'worst';

/** A cell, or a ratio of two, that the project sets out to keep on one side of a limit. */
export interface Target {
  readonly suite: SuiteName;
  readonly name: string;
  /** The cell that is judged, divided by … */
  readonly judged: CellName;
  /** … the cell that it is judged by, or by nothing. */
  readonly baseline?: CellName | undefined;
  /** Entries or series that the cells are about. Default: the most that both have. */
  readonly n?: number | undefined;
  readonly statistic: Statistic;
  /** Which side of `limit` and `aim` is the good one. */
  readonly bound: 'at most' | 'at least';
  /** What has to hold. */
  readonly limit: number;
  /** What is worked towards, if more than that; at least as strict as `limit`. */
  readonly aim?: number | undefined;
  /** Without this much in the baseline the ratio would say nothing. */
  readonly baselineLeast?: { readonly value: number; readonly reason: string } | undefined;
}

/** A target held against the cells of a run. */
export interface TargetResult extends Pick<Target, 'suite' | 'name' | 'bound' | 'limit' | 'aim'> {
  /** The ratio, or the cell; undefined where it was not measured. */
  readonly value: number | undefined;
  /** Whether `value` keeps to `limit`; undefined where it was not measured. */
  readonly met: boolean | undefined;
  /** Why it was not measured. */
  readonly reason?: string | undefined;
}

import type { Size } from '../cell.ts';
import type { Contender } from '../contenders/index.ts';

/** What every suite is given. */
export interface SuiteContext {
  readonly size: Size;
  /** Of all random choices, a whole number from 0 below 2³². */
  readonly seed: number;
  /** What to compare, by distinct names, the baseline first. */
  readonly contenders: readonly Contender[];
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** Told what is about to be measured, one line each. */
  readonly onProgress: (line: string) => void;
}

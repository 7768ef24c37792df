import type { Engine, Feature } from '../../engines/index.ts';
import type { Size } from '../cell.ts';

/** What every suite is given. */
export interface SuiteContext {
  readonly size: Size;
  /** Of all random choices, a whole number from 0 below 2³². */
  readonly seed: number;
  /** The engines to compare, by distinct names, the baseline first. */
  readonly engines: readonly Engine[];
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** Told what is about to be measured, one line each. */
  readonly onProgress: (line: string) => void;
}

/** Whether the manifest of `engine` leaves `feature` in. */
export function supports(engine: Engine, feature: Feature): boolean {
  return !engine.manifest.unsupported.includes(feature);
}

import type { CreateOptions } from '../../server/index.ts';
import { readNumber } from './arguments.ts';
import { UsageError } from './failure.ts';

/** The options that describe a new collection, as they were typed. */
export interface CollectionTexts {
  readonly engine: string | undefined;
  readonly length: string | undefined;
  readonly measure: string | undefined;
  readonly gamma: string | undefined;
  readonly vantagePoints: string | undefined;
  readonly seed: string | undefined;
}

const GAMMA_DEFAULT = 10;
const SEED_DEFAULT = 1;

/**
 * Options for `createDatabase`; what is out of range is refused there, see `asUsage`.
 * @param lengthDefault points of a series where `--length` is not given
 * @throws UsageError for what is no number.
 */
export function collectionOptions(
  texts: CollectionTexts,
  lengthDefault: number,
): CreateOptions & { readonly seed: number } {
  const { engine, length, vantagePoints, seed } = texts;
  return {
    engine,
    length: length === undefined ? lengthDefault : readNumber('--length', length),
    measure: measureOf(texts),
    vantagePoints:
      vantagePoints === undefined ? undefined : readNumber('--vantage-points', vantagePoints),
    seed: seed === undefined ? SEED_DEFAULT : readNumber('--seed', seed),
  };
}

function measureOf({ measure = 'kernel', gamma }: CollectionTexts): CreateOptions['measure'] {
  switch (measure) {
    case 'kernel':
      return {
        name: measure,
        gamma: gamma === undefined ? GAMMA_DEFAULT : readNumber('--gamma', gamma),
      };
    case 'best-shift':
    case 'euclid':
      if (gamma !== undefined) throw new UsageError(`--gamma is of the kernel, not of ${measure}`);
      return { name: measure };
    default:
      throw new UsageError(`--measure ${measure}: there are kernel, best-shift and euclid`);
  }
}

/**
 * Does `work`, which creates a collection or opens one with options of the command line: an engine
 * that is not there, and a number out of range, are then the fault of the command line.
 * @throws UsageError in their place.
 */
export async function asUsage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code } = Object(error) as { readonly code?: unknown };
    if (error instanceof Error && (code === 'UNKNOWN_ENGINE' || code === 'INVALID_VALUE')) {
      throw new UsageError(error.message);
    }
    throw error;
  }
}

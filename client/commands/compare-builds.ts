import type { CompareOptions } from '../../bench/index.ts';
import { EXIT, type ExitCode } from '../command-line/exit-codes.ts';
import type { Progress } from '../output/index.ts';

/** What became of a comparison of two builds. */
export interface BuildsCompared {
  readonly document: unknown;
  readonly text: string;
  /** `checkFailed` where the head is worse at something. */
  readonly exitCode: ExitCode;
}

/**
 * Compares two sides by launches of the benchmarks.
 * @throws BenchError `NO_BUILD`, `LAUNCH_FAILED`, `NOT_COMPARABLE`.
 */
export async function compareBuilds(
  base: string,
  head: string,
  options: Omit<CompareOptions, 'onProgress'> & { readonly progress: Progress },
): Promise<BuildsCompared> {
  const { progress, ...rest } = options;
  const { compareSides, renderCompared } = await import('../../bench/index.ts');
  try {
    const onProgress = (line: string): void => progress.stage(line);
    const compared = await compareSides(base, head, { ...rest, onProgress });
    const worse = compared.judged.some(({ verdict }) => verdict === 'worse');
    return {
      document: compared,
      text: renderCompared(compared, options),
      exitCode: worse ? EXIT.checkFailed : EXIT.ok,
    };
  } finally {
    progress.clear();
  }
}

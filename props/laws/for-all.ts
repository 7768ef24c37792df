import * as fc from 'fast-check';
import { LawBroken, type LawContext } from './law.ts';

/** Shrinking ends this long after the first failure, with the smallest case found by then. */
const SHRINK_MS_MAX = 20_000;

/**
 * Runs `hold` on random cases from `cases` and throws `LawBroken` with the smallest case that it
 * rejects. Tries `share` of the runs of the context (default 1, at least one case).
 */
export async function forAll<T>(
  { runs, seed }: LawContext,
  cases: fc.Arbitrary<T>,
  hold: (value: T) => Promise<void>,
  options: { readonly share?: number; readonly show?: (value: T) => string } = {},
): Promise<void> {
  const { share = 1, show = fc.stringify } = options;
  let deadlineMs = Infinity;
  const property = fc.asyncProperty(cases, async (value) => {
    fc.pre(performance.now() < deadlineMs);
    try {
      await hold(value);
    } catch (error) {
      deadlineMs = Math.min(deadlineMs, performance.now() + SHRINK_MS_MAX);
      throw error;
    }
  });
  const numRuns = Math.max(1, Math.round(runs * share));
  const details = await fc.check(property, { numRuns, seed });
  if (details.counterexample !== null) {
    const [value] = details.counterexample;
    throw new LawBroken(
      {
        text: show(value),
        seed: details.seed,
        path: details.counterexamplePath ?? '',
        runs: details.numRuns,
        shrinks: details.numShrinks,
      },
      details.errorInstance,
    );
  }
}

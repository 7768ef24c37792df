import * as fc from 'fast-check';
import { LawBroken, type LawContext } from './law.ts';

/** Trying cases and shrinking end here, so that a slow engine still gets its counterexample. */
const CASES_MS_MAX = 40_000;

/**
 * Runs `hold` on random cases from `cases` and throws `LawBroken` with the smallest case that it
 * rejects, or with an Error when time ran out before all were tried. Tries `share` of the runs of
 * the context (default 1, at least one case).
 */
export async function forAll<T>(
  { runs, seed }: LawContext,
  cases: fc.Arbitrary<T>,
  hold: (value: T) => Promise<void>,
  options: { readonly share?: number; readonly show?: (value: T) => string } = {},
): Promise<void> {
  const { share = 1, show = fc.stringify } = options;
  const numRuns = Math.max(1, Math.round(runs * share));
  const details = await fc.check(fc.asyncProperty(cases, hold), {
    numRuns,
    seed,
    interruptAfterTimeLimit: CASES_MS_MAX,
    markInterruptAsFailure: true,
  });
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
  if (details.failed) {
    throw new Error(`${details.numRuns} of ${numRuns} cases held; time ran out before the others`);
  }
}

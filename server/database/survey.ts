import type { Compute, View } from './compute.ts';

/** Distances that one task computes, about: few enough that a query behind it does not wait long. */
const TASK_DISTANCES = 4096;

/** A block of a survey. */
export interface SurveyedBlock {
  /** Ordinals [start, end). */
  readonly start: number;
  readonly end: number;
  /** For each point its distances to them, back to back; NaN where there is no series. */
  readonly distances: Float64Array;
}

/**
 * Measures prepared `points`, back to back, against all series of `view`, and hands the blocks to
 * `take` in any order. No more tasks are under way than keep the threads busy, and between two
 * tasks the event loop has a turn, so that queries come between.
 * @throws the error of the first block that failed, after the blocks under way have settled.
 */
export async function surveyAll(
  compute: Compute,
  view: View,
  { points, count, ordinals }: { points: Float64Array; count: number; ordinals: number },
  take: (block: SurveyedBlock) => void,
): Promise<void> {
  const size = Math.max(1, Math.floor(TASK_DISTANCES / count));
  let next = 0;
  let failed = false;
  const work = async (): Promise<void> => {
    while (next < ordinals && !failed) {
      const start = next;
      const end = Math.min(start + size, ordinals);
      next = end;
      try {
        take({ start, end, distances: await compute.survey(view, { points, start, end }) });
      } catch (error) {
        failed = true;
        throw error;
      }
      await new Promise(setImmediate);
    }
  };
  // One more than there are threads, so that none waits for this one to hand out the next task.
  const outcomes = await Promise.allSettled(Array.from({ length: compute.threads + 1 }, work));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

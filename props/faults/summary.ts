import type { CrashSummary, Outcomes } from './crashes.ts';

/** The sum of several summaries. */
export function together(summaries: readonly CrashSummary[]): CrashSummary {
  const outcomes = new Map<number, Outcomes>();
  for (const summary of summaries) {
    for (const [commit, { present, absent }] of summary.outcomes) {
      const sum = outcomes.get(commit) ?? { present: 0, absent: 0 };
      outcomes.set(commit, { present: sum.present + present, absent: sum.absent + absent });
    }
  }
  return {
    states: summaries.reduce((sum, { states }) => sum + states, 0),
    disks: summaries.reduce((sum, { disks }) => sum + disks, 0),
    outcomes,
    violations: summaries.flatMap(({ violations }) => violations),
  };
}

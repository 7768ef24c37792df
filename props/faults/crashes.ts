import { crashStates, type Recording } from './crash-states.ts';
import type { Judge } from './judge.ts';
import { Violation } from './life.ts';
import type { SubsetOptions } from './subsets.ts';

/** How often a commit that was not acknowledged was there after a crash, and was not. */
export interface Outcomes {
  readonly present: number;
  readonly absent: number;
}

/** What came of trying crashes. */
export interface CrashSummary {
  /** Distinct by workload, moment of the crash and what survived. */
  readonly states: number;
  /** Of these, disks that differ from every other of the workload. */
  readonly disks: number;
  /** By number of the commit, for states in which it was asked for and not promised. */
  readonly outcomes: ReadonlyMap<number, Outcomes>;
  readonly violations: readonly string[];
}

/** Violations that are told in full; more are of the same kind. */
const VIOLATIONS_MAX = 5;

/** Opens every disk that a crash can leave of `recording`, and compares what is there. */
export async function judged(
  recording: Recording,
  judge: Judge,
  options: SubsetOptions,
): Promise<CrashSummary> {
  const violations: string[] = [];
  const outcomes = new Map<number, Outcomes>();
  const opened = judge.opened;
  let states = 0;
  for (const state of crashStates(recording, options)) {
    states += 1;
    const verdict = await judge.verdict(state);
    if (typeof verdict === 'string') {
      violations.push(`${verdict} (${state.describe()})`);
      if (violations.length >= VIOLATIONS_MAX) break;
      continue;
    }
    for (const commit of state.promises.allowed.keys()) {
      if (commit <= state.promises.floor) continue;
      const { present, absent } = outcomes.get(commit) ?? { present: 0, absent: 0 };
      const there = verdict >= commit ? 1 : 0;
      outcomes.set(commit, { present: present + there, absent: absent + 1 - there });
    }
  }
  return { states, disks: judge.opened - opened, outcomes, violations };
}

/** The summary of a workload that did not come to its end. */
export function refused(error: unknown, where: string): CrashSummary {
  const what = error instanceof Violation ? error.message : `failed: ${String(error)}`;
  return { states: 0, disks: 0, outcomes: new Map(), violations: [`${where}: ${what}`] };
}

import type { Engine, EngineFile, Transaction } from '../../engines/index.ts';
import type { Storage } from '../../engines/storage/index.ts';
import { type CrashOptions, type CrashState, crashStates } from './crash-states.ts';
import { EMPTY_DISK } from './journal.ts';
import { recordingStorage } from './recording-storage.ts';

const PATH = 'file';

/** What a file holds after each commit, by commit number: a line an entry. */
type History = Map<number, string>;

/** Does some work on an open file; `commit` runs writes as one group and waits for them. */
export type Workload = (
  commit: (...works: readonly ((tx: Transaction) => void)[]) => Promise<void>,
) => Promise<void>;

/** What came of trying every crash of a workload. */
export interface CrashSummary {
  readonly states: number;
  /** States in which a commit that was asked for and not acknowledged was there, and was not. */
  readonly unacknowledgedPresent: number;
  readonly unacknowledgedAbsent: number;
  readonly violations: readonly string[];
}

/** Violations that are told in full. */
const VIOLATIONS_MAX = 5;

/**
 * Runs `workload` on an engine over storage that is written down, then opens every state a crash
 * can leave and compares what is there with the history: no acknowledged commit lost, none in
 * part, the file always opens, and verifies.
 * @param engineOver Makes the engine under test over the storage it is given.
 */
export async function tryCrashes(
  engineOver: (storage: Storage) => Engine,
  workload: Workload,
  options: CrashOptions,
): Promise<CrashSummary> {
  const history: History = new Map([[0, '']]);
  const first = recordingStorage(EMPTY_DISK);
  const file = await engineOver(first.storage).open(PATH);
  await workload(async (...works) => {
    const before = file.snapshot().commit;
    // Every work changes something, so each is a commit of its own number in one group.
    first.note({ tag: 'asked', commit: before + works.length });
    await Promise.all(works.map((work) => file.write(work)));
    const { commit } = file.snapshot();
    history.set(commit, contents(file));
    first.note({ tag: 'acknowledged', commit });
  });
  await file.close();

  const counts = { states: 0, unacknowledgedPresent: 0, unacknowledgedAbsent: 0 };
  const violations: string[] = [];
  for (const state of crashStates(EMPTY_DISK, first.journal, options)) {
    counts.states += 1;
    const outcome = await judge(engineOver, state, history);
    if (typeof outcome === 'string') violations.push(`after operation ${state.point}: ${outcome}`);
    else if (state.asked > state.acknowledged) {
      if (outcome > state.acknowledged) counts.unacknowledgedPresent += 1;
      else counts.unacknowledgedAbsent += 1;
    }
    if (violations.length >= VIOLATIONS_MAX) break;
  }
  return { ...counts, violations };
}

function contents(file: EngineFile): string {
  const snapshot = file.snapshot();
  const lines: string[] = [];
  for (const name of snapshot.trees()) {
    for (const { key, value } of snapshot.tree(name).range()) {
      lines.push(
        `${name} ${Buffer.from(key).toString('hex')} ${Buffer.from(value).toString('hex')}`,
      );
    }
  }
  snapshot.release();
  return lines.join('\n');
}

/** The commit found, or what is wrong. */
async function judge(
  engineOver: (storage: Storage) => Engine,
  state: CrashState,
  history: History,
): Promise<number | string> {
  let file: EngineFile;
  try {
    file = await engineOver(recordingStorage(state.disk).storage).open(PATH);
  } catch (error) {
    return `it does not open: ${String(error)}`;
  }
  try {
    const { commit } = file.snapshot();
    if (commit < state.acknowledged)
      return `commit ${state.acknowledged} was acknowledged, ${commit} is there`;
    if (contents(file) !== history.get(commit)) return `commit ${commit} is there in part`;
    const { faults } = await file.verify();
    return faults[0] === undefined ? commit : faults[0].message;
  } catch (error) {
    return String(error);
  } finally {
    await file.close();
  }
}

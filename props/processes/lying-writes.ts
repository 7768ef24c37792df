import { lastNumber } from './child.ts';
import { engineCalled } from './engines.ts';
import { Replay } from './replay.ts';
import { TRACED_VALUE_BYTES_MAX, type TracedRun, withTracedFile } from './traced-loop.ts';
import { tracedCalls } from './tracing.ts';
import { numberIn } from './workload.ts';

const COMMITS_BEFORE = 5;

export type LyingOutcome =
  /** Opening, reading or verifying says that the file is damaged. */
  | 'found'
  /** Nothing that counts was lost: everything acknowledged is there, and sound. */
  | 'harmless'
  /** The file says that it is sound, and it is not what was acknowledged. */
  | 'silent';

/** Bytes of each write to the file of a run of `commits` transactions, in order. */
export function writeSizes(run: LyingRun): Promise<readonly number[]> {
  return withTracedFile(async (file) => {
    await file.run(before(run), undefined);
    await file.run(behind(run), {
      calls: ['pwrite64'],
      file: file.path,
      output: file.tracePath,
    });
    return tracedCalls(file.tracePath).flatMap(({ result }) => result ?? []);
  });
}

export interface LyingRun {
  readonly engine: string;
  readonly seed: number;
  readonly commits: number;
}

/** One run in which write number `when`, of `bytes` bytes, claims to be done and is not. */
export function lieAtWrite(
  run: LyingRun,
  { when, bytes }: { readonly when: number; readonly bytes: number },
): Promise<LyingOutcome> {
  return withTracedFile(async (file) => {
    await file.run(before(run), undefined);
    const { lines } = await file.run(behind(run), {
      calls: ['pwrite64'],
      inject: `pwrite64:retval=${bytes}:when=${when}`,
      file: file.path,
    });
    if (lines.some((line) => line.startsWith('wrong CORRUPT'))) return 'found';
    return outcomeOf(run, file.path, lastNumber(lines, 'acknowledged'));
  });
}

// One transaction at a time and no compaction, so that the writes are the same in every run.
const STEADY = { groupMax: 1, compacts: false } as const;

function before({ engine, seed }: LyingRun): TracedRun {
  return { engine, seed, ...STEADY, last: COMMITS_BEFORE };
}

function behind({ engine, seed, commits }: LyingRun): TracedRun {
  return { engine, seed, ...STEADY, last: COMMITS_BEFORE + commits, leavesOpen: true };
}

async function outcomeOf(
  { engine, seed }: LyingRun,
  path: string,
  acknowledged: number,
): Promise<LyingOutcome> {
  try {
    const file = await engineCalled(engine, { syncs: true }).open(path);
    try {
      const snapshot = file.snapshot();
      const number = numberIn(snapshot);
      const replay = new Replay(seed, TRACED_VALUE_BYTES_MAX);
      replay.advanceTo(number);
      const difference = replay.difference(snapshot);
      if ((await file.verify()).faults.length > 0) return 'found';
      return number >= acknowledged && difference === undefined ? 'harmless' : 'silent';
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'CORRUPT') return 'found';
    throw error;
  }
}

import { lastNumber } from './child.ts';
import type { CommitLoopOptions } from './commit-loop.ts';
import { engineCalled } from './engines.ts';
import { Replay } from './replay.ts';
import { TRACED_VALUE_BYTES_MAX, withTracedFile } from './traced-loop.ts';
import { verdictOn } from './verdict.ts';

/** The calls by which a program changes what a disk holds, or waits for it. */
export const CHANGING_CALLS = [
  'write',
  'pwrite64',
  'fdatasync',
  'fsync',
  'rename',
  'ftruncate',
] as const;

export interface SyscallKillOptions {
  readonly engine: string;
  readonly seed: number;
  /** Transactions a run. */
  readonly commits: number;
  readonly call: (typeof CHANGING_CALLS)[number];
  /** Kills at the call with this number, from 1. */
  readonly when: number;
  readonly fault?: CommitLoopOptions['fault'];
}

export interface SyscallKill {
  /** Whether the run was killed; otherwise it made fewer such calls. */
  readonly killed: boolean;
  readonly violations: readonly string[];
}

/** Makes a new file, is killed on entering one system call, and tells what is wrong with the file. */
export function killAtSyscall(options: SyscallKillOptions): Promise<SyscallKill> {
  const { engine: name, seed, commits, call, when, fault } = options;
  return withTracedFile(async ({ path, run }) => {
    const { lines, signal, code } = await run(
      { engine: name, seed, last: commits, ...(fault === undefined ? {} : { fault }) },
      { calls: [call], inject: `${call}:signal=SIGKILL:when=${when}` },
    );
    const replay = new Replay(seed, TRACED_VALUE_BYTES_MAX);
    const acknowledged = lastNumber(lines, 'acknowledged');
    const wrong = lines.filter((line) => /^(wrong|failed)/.test(line));
    if (signal !== 'SIGKILL' && code !== 0) wrong.push(`the program ended with ${code}`);
    const engine = engineCalled(name, { syncs: true });
    wrong.push(...(await verdictOn({ engine, path, acknowledged, replay }, { recovers: true })));
    const place = `${name}, seed ${seed}, killed at ${call} ${when}`;
    return {
      killed: signal === 'SIGKILL',
      violations: wrong.map((what) => `${place}: ${what}`),
    };
  });
}

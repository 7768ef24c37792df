import { FIRST_DATA_PAGE, PAGE_BYTES } from '../../engines/storage/index.ts';
import type { CommitLoopOptions } from './commit-loop.ts';
import { withTracedFile } from './traced-loop.ts';
import { type TracedCall, tracedCalls } from './tracing.ts';

export interface SyncOrder {
  /** Acknowledgements that were seen. */
  readonly acknowledged: number;
  readonly violations: readonly string[];
}

/**
 * Watches a process commit: between the last write of data to the file and each acknowledgement
 * there has to be a sync that succeeded. The mark, which needs none, does not count as data.
 */
export function watchSyncs(options: {
  readonly engine: string;
  readonly seed: number;
  readonly commits: number;
  readonly fault?: CommitLoopOptions['fault'];
}): Promise<SyncOrder> {
  const { engine, seed, commits, fault } = options;
  return withTracedFile(async ({ path, tracePath, run }) => {
    const { code } = await run(
      { engine, seed, last: commits, groupMax: 4, ...(fault === undefined ? {} : { fault }) },
      { calls: ['pwrite64', 'write', 'fdatasync'], output: tracePath },
    );
    const order = orderIn(tracedCalls(tracePath), path);
    const where = `${engine}, seed ${seed}`;
    const violations = order.violations.map((what) => `${where}: ${what}`);
    if (code !== 0) violations.push(`${where}: the program ended with ${code}`);
    return { ...order, violations };
  });
}

function orderIn(calls: readonly TracedCall[], path: string): SyncOrder {
  const violations: string[] = [];
  let acknowledged = 0;
  let unsynced = false;
  for (const { name, target, text, result } of calls) {
    if (name === 'pwrite64' && target === path && isData(text)) unsynced = true;
    // With one thread nothing else was written before a sync that was interrupted came back.
    if (name === 'fdatasync' && result === 0) unsynced = false;
    const told = /^, "acknowledged (\d+)/.exec(text);
    if (name !== 'write' || told === null) continue;
    acknowledged += 1;
    if (unsynced) violations.push(`transaction ${told[1]} was acknowledged before a sync`);
  }
  return { acknowledged, violations };
}

/** The file's header and its marks stand before the data. */
function isData(text: string): boolean {
  const offset = Number(/, (\d+)(?:\)| <unfinished)/.exec(text)?.[1]);
  return offset >= FIRST_DATA_PAGE * PAGE_BYTES;
}

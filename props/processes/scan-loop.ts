/*
 * A program, or a worker thread, that scans snapshots of a file while somebody else commits to it.
 * Each snapshot is scanned several times over, and each scan must show all and only the
 * transactions up to the number that the first one found. It tells
 *
 *     scanned SNAPSHOTS SCANS PASSED   snapshots done, scans of them, and commits that went by
 *                                      while they were held
 *     wrong TEXT                       a scan that differs
 */
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { EngineFile } from '../../engines/index.ts';
import { engineCalled } from './engines.ts';
import { Replay } from './replay.ts';
import { numberIn } from './workload.ts';

export interface ScanLoopOptions {
  readonly engine: string;
  readonly path: string;
  readonly seed: number;
  readonly valueBytesMax: number;
  /** Scans of each snapshot. */
  readonly scans: number;
  /** Least commits that go by between two scans. */
  readonly commitsBetween: number;
  /** A planted fault, for runs that have to fail. */
  readonly fault?: 'moves-on';
}

/** Small, so that pages are evicted and read again. */
const CACHE_BYTES = 64 * 1024;
const PAUSE_MS = 2;
/** A writer that stands still ends the wait for its commits. */
const PAUSES_MAX = 500;

const options = (
  isMainThread ? JSON.parse(process.argv[2] ?? '{}') : workerData
) as ScanLoopOptions;

function tell(line: string): void {
  if (parentPort === null) writeSync(1, `${line}\n`);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window.
  else parentPort.postMessage(line);
}

async function scanSnapshot(file: EngineFile, replay: Replay): Promise<number> {
  const first = file.refresh();
  let snapshot = file.snapshot();
  replay.advanceTo(numberIn(snapshot));
  let newest = first;
  for (let scan = 0; scan < options.scans; scan += 1) {
    const difference = replay.difference(snapshot);
    if (difference !== undefined) tell(`wrong scan ${scan} of commit ${first}: ${difference}`);
    const awaited = newest + options.commitsBetween;
    for (let pause = 0; newest < awaited && pause < PAUSES_MAX; pause += 1) {
      await sleep(PAUSE_MS);
      newest = file.refresh();
    }
    if (options.fault === 'moves-on') snapshot = file.snapshot();
  }
  snapshot.release();
  return newest - first;
}

async function run(): Promise<never> {
  const { engine, path, seed, valueBytesMax, scans } = options;
  const file = await engineCalled(engine, { syncs: true }).open(path, {
    readOnly: true,
    cacheBytes: CACHE_BYTES,
  });
  const replay = new Replay(seed, valueBytesMax);
  let passed = 0;
  for (let snapshots = 1; ; snapshots += 1) {
    passed += await scanSnapshot(file, replay);
    tell(`scanned ${snapshots} ${snapshots * scans} ${passed}`);
  }
}

run().catch((error: unknown) => {
  tell(`wrong ${error instanceof Error ? `${error.name} ${error.message}` : String(error)}`);
  process.exitCode = 1;
});

import { parentPort, workerData } from 'node:worker_threads';
import { Collection, type CollectionHandles } from '../../../../server/similarity/index.ts';

/** What the reading thread is started with. */
export interface ReaderTask {
  readonly handles: CollectionHandles;
  /**
   * Two Int32: the number of the last commit that the writer told, negative once it is done, and
   * how often the reader has looked.
   */
  readonly cells: SharedArrayBuffer;
  /** Ordinal n is born at commit n + 1 and dies so many commits later. */
  readonly lifetime: number;
}

/** What it found. */
export interface ReaderReport {
  /** Commits at which it looked. */
  readonly commits: number;
  /** Series it saw alive, and whose bytes it checked. */
  readonly seen: number;
  readonly faults: readonly string[];
}

const { handles, cells, lifetime } = workerData as ReaderTask;
const shared = new Int32Array(cells);
const collection = new Collection(handles);
const faults: string[] = [];
let commits = 0;
let seen = 0;
parentPort?.postMessage('ready', []);
for (let done = false; !done && faults.length < 10; ) {
  const told = Atomics.load(shared, 0);
  const commit = Math.abs(told);
  done = told < 0;
  commits += 1;
  collection.open(commit);
  const end = commit + 50;
  for (let ordinal = Math.max(0, commit - 3 * lifetime); ordinal < end; ordinal += 1) {
    const born = ordinal + 1;
    const expected = born <= commit && commit < born + lifetime;
    if (collection.visible(ordinal, commit) !== expected) {
      faults.push(
        `ordinal ${ordinal} at commit ${commit} should be ${expected ? '' : 'in'}visible`,
      );
    } else if (expected) {
      seen += 1;
      const prepared = collection.prepared(ordinal);
      if (
        prepared.some((part) => part !== born) ||
        collection.storedDistance(ordinal, 1) !== born
      ) {
        faults.push(`ordinal ${ordinal} at commit ${commit} holds ${prepared.join(' ')}`);
      }
    }
  }
  Atomics.add(shared, 1, 1);
  Atomics.notify(shared, 1);
}
parentPort?.postMessage({ commits, seen, faults } satisfies ReaderReport, []);

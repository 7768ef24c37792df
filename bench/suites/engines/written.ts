import type { Entry } from '../../../engines/index.ts';
import { countedCell } from '../../cell.ts';
import type { Contender, Store } from '../../contenders/index.ts';
import { prefixedEntries, randomEntries } from '../../workloads/index.ts';
import type { Opened } from './competitors.ts';
import { type Run, skip } from './run.ts';
import { fillRandom, withStores } from './states.ts';
import { valuesOf } from './writers.ts';

/** Trees with a distance each, as a collection of series with so many vantage points has. */
const DISTANCE_TREES = 20;
/** Key and value bytes of each tree that the insert of one series of 100 points writes to. */
const SERIES_TREES: readonly (readonly [keyBytes: number, valueBytes: number])[] = [
  ...Array.from({ length: DISTANCE_TREES }, () => [12, 0] as const),
  [4, 800],
  [16, 4],
  [4, 16],
];

/** Bytes given to the disk over bytes of keys and values, for commits of several sizes. */
export async function runBytesWritten(run: Run, contenders: readonly Contender[]): Promise<void> {
  await withStores(run, contenders, { place: 'file', fill: fillRandom }, async (opened) => {
    const counting = opened.filter(({ contender, store }) => {
      if (store.stats !== undefined) return true;
      skip(run, contender, { workload: 'bytes written', reason: 'it counts none' });
      return false;
    });
    for (const countCommits of [countSingles, countBatches, countSeries]) {
      for (const store of counting) await countCommits(run, store);
    }
  });
}

async function countSingles(run: Run, opened: Opened): Promise<void> {
  const entries = randomEntries('singles', run.seed, run.plan.commitsCounted);
  await count(run, opened, {
    workload: 'bytes written, single puts',
    entries,
    write: async (store) => {
      for (const entry of entries) await store.put(entry);
    },
  });
}

async function countBatches(run: Run, opened: Opened): Promise<void> {
  const { entriesPerCommit, commitsCounted } = run.plan;
  const batches = Math.ceil(commitsCounted / 20);
  const entries = randomEntries('batches', run.seed, batches * entriesPerCommit);
  await count(run, opened, {
    workload: 'bytes written, batches',
    entries,
    write: async (store) => {
      for (let start = 0; start < entries.length; start += entriesPerCommit) {
        await store.insert(entries.slice(start, start + entriesPerCommit));
      }
    },
  });
}

async function countSeries(run: Run, opened: Opened): Promise<void> {
  const { entries, commitsCounted } = run.plan;
  const { putInTrees } = opened.store;
  const workload = 'bytes written, 23 trees';
  if (putInTrees === undefined) {
    skip(run, opened.contender, { workload, n: entries, reason: 'it has no trees' });
    return;
  }
  const before = Math.ceil(entries / DISTANCE_TREES);
  const lists = SERIES_TREES.map(([keyBytes, valueBytes], tree) => {
    const form = { keyBytes, prefixBytes: 0, valueBytes };
    return prefixedEntries(`tree ${tree}`, run.seed, before + commitsCounted, form);
  });
  await putInTrees(lists.map((list) => list.slice(0, before)));
  const counted = Array.from({ length: commitsCounted }, (_, commit) =>
    lists.map((list) => list.slice(before + commit, before + commit + 1)),
  );
  await count(run, opened, {
    workload,
    entries: counted.flat(2),
    write: async () => {
      for (const commit of counted) await putInTrees(commit);
    },
  });
}

async function count(
  run: Run,
  { contender, store }: Opened,
  {
    workload,
    entries,
    write,
  }: {
    readonly workload: string;
    readonly entries: readonly Entry[];
    readonly write: (store: Store) => Promise<void>;
  },
): Promise<void> {
  const n = run.plan.entries;
  const stats = store.stats!; // Those without it were left out.
  run.onProgress(`engines: ${workload}, n ${n}: ${contender.manifest.name}`);
  const before = stats();
  await write(store);
  const after = stats();
  const stored = after.bytesStored - before.bytesStored;
  run.cells.push(
    countedCell([(after.bytesWritten - before.bytesWritten) / stored], {
      suite: 'engines',
      competitor: contender.manifest.name,
      workload,
      n,
      unit: 'bytes per byte',
      checksum: valuesOf(entries),
      note: undefined,
    }),
  );
}

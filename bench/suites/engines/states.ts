import type { OpenOptions } from '../../../engines/index.ts';
import type { Contender, Place, Store } from '../../contenders/index.ts';
import type { Opened } from './competitors.ts';
import type { Run } from './run.ts';
import { removeStore } from './writers.ts';

/** Puts what a workload is about into an empty store. */
export type Fill = (store: Store, run: Run, contender: Contender) => Promise<void>;

/** In random order, in one transaction. */
export const fillRandom: Fill = (store, { data }) => store.insert(data.entries);

/** In random order, in commits of a thousand. */
export const fillByCommits: Fill = async (store, { data, plan }) => {
  for (let start = 0; start < data.entries.length; start += plan.entriesPerCommit) {
    await store.insert(data.entries.slice(start, start + plan.entriesPerCommit));
  }
};

/** As a compaction leaves it; where there is none, put in order, by a load where there is one. */
export const fillCompacted: Fill = async (store, { data }, { balanced }) => {
  if (store.compact !== undefined) {
    await store.insert(data.entries);
    await store.compact();
  } else if (store.load !== undefined) {
    await store.load(data.ascending);
  } else {
    await store.insert(balanced ? data.ascending : data.entries);
  }
};

/** What a reader must know of a state that `fillCompacted` made. */
export function compactedNote({ compacts }: Contender): string | undefined {
  if (compacts) return undefined;
  return 'it does not compact: it was filled anew, in order where it can bear that';
}

/** A filled store that is closed. */
export interface Filled {
  readonly contender: Contender;
  readonly path: string;
}

/** Fills a file of each contender, runs `work`, and removes them all, whatever became of it. */
export async function withFiles(
  run: Run,
  contenders: readonly Contender[],
  fill: Fill,
  work: (files: readonly Filled[]) => Promise<void>,
): Promise<void> {
  const files: Filled[] = [];
  try {
    for (const contender of contenders) {
      const path = run.newPath('file')!;
      files.push({ contender, path });
      const store = await contender.open(path);
      try {
        await fill(store, run, contender);
      } finally {
        await store.close();
      }
    }
    await work(files);
  } finally {
    for (const { path } of files) await removeStore(path);
  }
}

/** Opens stores, new ones in memory where there is no path, runs `work`, and closes them. */
export async function withOpen(
  stores: readonly {
    readonly contender: Contender;
    readonly path?: string;
    readonly options?: OpenOptions | undefined;
  }[],
  work: (opened: readonly Opened[]) => Promise<void>,
): Promise<void> {
  const opened: Opened[] = [];
  try {
    for (const { contender, path, options } of stores) {
      opened.push({ contender, store: await contender.open(path, options) });
    }
    await work(opened);
  } finally {
    for (const { store } of opened) await store.close();
  }
}

/** Runs `work` with a filled store of each contender, reopened where it is in a file. */
export async function withStores(
  run: Run,
  contenders: readonly Contender[],
  { place, fill }: { readonly place: Place; readonly fill: Fill },
  work: (opened: readonly Opened[]) => Promise<void>,
): Promise<void> {
  if (place === 'file') {
    await withFiles(run, contenders, fill, (files) => withOpen(files, work));
    return;
  }
  await withOpen(
    contenders.map((contender) => ({ contender })),
    async (opened) => {
      for (const { contender, store } of opened) await fill(store, run, contender);
      await work(opened);
    },
  );
}

import type { Contender, Place, Store } from '../../contenders/index.ts';
import type { Opened } from './competitors.ts';
import type { Data, Run } from './run.ts';
import { removeStore } from './writers.ts';

/** Puts everything that a run is about into an empty store. */
export type Fill = (store: Store, run: Run) => Promise<void>;

/** In random order, in one transaction. */
export const fillRandom: Fill = (store, { data }) => store.insert(data.entries);

/** In random order, in commits of a thousand. */
export const fillByCommits: Fill = async (store, { data, plan }) => {
  for (let start = 0; start < data.entries.length; start += plan.entriesPerCommit) {
    await store.insert(data.entries.slice(start, start + plan.entriesPerCommit));
  }
};

/** As a compaction leaves it; where there is none, loaded in order. */
export const fillInOrder: Fill = async (store, { data }) => {
  if (store.compact !== undefined) {
    await store.insert(data.entries);
    await store.compact();
  } else {
    await (store.load ?? store.insert)(data.ascending);
  }
};

/**
 * Runs `work` with a filled store of each contender, reopened where it is in a file, and removes
 * them all afterwards, whatever became of the work.
 */
export async function withStores(
  run: Run,
  contenders: readonly Contender[],
  { place, fill }: { readonly place: Place; readonly fill: Fill },
  work: (opened: readonly Opened[]) => Promise<void>,
): Promise<void> {
  const opened: Opened[] = [];
  const paths: (string | undefined)[] = [];
  try {
    for (const contender of contenders) {
      const path = run.newPath(place);
      paths.push(path);
      let store = await contender.open(path);
      opened.push({ contender, store });
      await fill(store, run);
      if (path === undefined) continue;
      await store.close();
      opened.pop();
      store = await contender.open(path);
      opened.push({ contender, store });
    }
    await work(opened);
  } finally {
    for (const { store } of opened) await store.close();
    for (const path of paths) await removeStore(path);
  }
}

export type { Data };

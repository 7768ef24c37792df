import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Entry } from '../../../engines/index.ts';
import { CHECKSUM_START, mixWords } from '../../checksum.ts';
import type { Contender, Store } from '../../contenders/index.ts';
import type { Competitor } from '../../harness.ts';
import { agreed, type Opened } from './competitors.ts';

/** Keys that are looked up after an insertion to see that it took place. */
const KEYS_CHECKED = 256;

/** Puts all entries into a new store, in one transaction: in their order, or by `load`. */
export function fillNew(
  contender: Contender,
  call: 'insert' | 'load',
  entries: readonly Entry[],
  newPath: () => string | undefined,
): Competitor {
  const step = Math.max(1, Math.floor(entries.length / KEYS_CHECKED));
  const checked = entries.filter((_, index) => index % step === 0);
  let path: string | undefined;
  let store: Store | undefined;

  async function close(): Promise<void> {
    await store?.close();
    store = undefined;
    await removeStore(path);
  }

  return {
    kind: 'async',
    name: contender.manifest.name,
    operations: entries.length,
    async before() {
      path = newPath();
      store = await contender.open(path);
    },
    iterate: () => store![call]!(entries),
    async digest() {
      const checksum = valuesIn(store!, checked);
      await close();
      return agreed(contender, { checksum, expected: valuesOf(checked), doing: `an ${call}` });
    },
    end: close,
  };
}

/** Removes the folder of a store, which has nothing else in it. */
export async function removeStore(path: string | undefined): Promise<void> {
  if (path !== undefined) await rm(dirname(path), { recursive: true, force: true });
}

/** Puts one entry after another, each durable before the next. */
export function putEach({ contender, store }: Opened, entries: readonly Entry[]): Competitor {
  let next = 0;
  let put: Entry;
  return {
    kind: 'async',
    name: contender.manifest.name,
    operations: 1,
    before() {
      put = entries[next++]!;
    },
    iterate: () => store.put(put),
    digest() {
      const checksum = valuesIn(store, [put]);
      return agreed(contender, { checksum, expected: valuesOf([put]), doing: 'a put' });
    },
  };
}

/** The checksum of the values that the keys of `entries` have in `store`. */
export function valuesIn(store: Store, entries: readonly Entry[]): number {
  const reads = store.read();
  let checksum = CHECKSUM_START;
  for (const { key } of entries) {
    const value = reads.view(key);
    if (value !== undefined) checksum = mixWords(checksum, value);
  }
  reads.release();
  return checksum;
}

/** The checksum of the values of `entries`, in order. */
export function valuesOf(entries: readonly Entry[]): number {
  return entries.reduce((checksum, { value }) => mixWords(checksum, value), CHECKSUM_START);
}

/** A competitor that counts as it goes. */
export interface Bursts {
  readonly competitor: Competitor;
  /** Syncs of each burst, where the store counts them. */
  readonly syncs: readonly number[];
}

/** Puts `count` entries at once, each as durable as one put alone, and the next ones after them. */
export function putBursts(
  { contender, store }: Opened,
  entries: readonly Entry[],
  count: number,
): Bursts {
  let next = 0;
  let burst: readonly Entry[] = [];
  let syncsBefore = 0;
  const syncs: number[] = [];
  const competitor: Competitor = {
    kind: 'async',
    name: contender.manifest.name,
    operations: count,
    before() {
      burst = entries.slice(next, next + count);
      next += count;
      syncsBefore = store.stats?.().syncs ?? 0;
    },
    iterate: () => store.putAtOnce(burst),
    digest() {
      if (store.stats !== undefined) syncs.push(store.stats().syncs - syncsBefore);
      const checksum = valuesIn(store, burst);
      return agreed(contender, { checksum, expected: valuesOf(burst), doing: 'a burst of puts' });
    },
  };
  return { competitor, syncs };
}

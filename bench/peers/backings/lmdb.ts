import type { Database, RootDatabase, Transaction } from 'lmdb';
import type { Backing, Source, Span, Target } from '../contract/index.ts';

type Map = Database<Uint8Array, Uint8Array>;

/**
 * A database of a file that `remove` removes. Inside a transaction every read of the library shows
 * the transaction's own writes, a held snapshot too; the manifest leaves `abort` out for it.
 */
export function lmdbBacking(root: RootDatabase, remove: () => void): Backing {
  const map: Map = root.openDB('map', { keyEncoding: 'binary', encoding: 'binary' });
  const target: Target = {
    ...sourceOf(map, undefined),
    put: (key, value) => map.putSync(key, value),
    delete: (key) => void map.removeSync(key),
  };
  return {
    snapshot() {
      const transaction = map.useReadTransaction();
      return { ...sourceOf(map, transaction), release: () => transaction.done() };
    },
    transact: (work) => ({ result: map.transactionSync(() => work(target)) }),
    async close() {
      await root.close();
      remove();
    },
  };
}

function sourceOf(map: Map, transaction: Transaction | undefined): Source {
  const held = transaction === undefined ? {} : { transaction };
  return {
    get: (key) => map.get(key, held),
    *walk(span) {
      for (const { key, value } of map.getRange({ ...boundsOf(span), ...held })) yield [key, value];
    },
  };
}

/** The library's ranges exclude their end, and a reverse one begins at the upper bound. */
function boundsOf({ from, to, reverse }: Span) {
  if (!reverse) return { start: from, end: to };
  return { start: to, exclusiveStart: true, end: from, inclusiveEnd: true, reverse };
}

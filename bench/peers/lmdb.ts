import type { Database, DatabaseOptions, RootDatabase, Transaction } from 'lmdb';
import type { Entry } from '../../engines/index.ts';
import { CHECKSUM_START, mixEntry } from '../checksum.ts';
import type { Contender, Reads, Store } from '../contenders/index.ts';
import { lmdbBacking } from './backings/lmdb.ts';
import { scratchFolder } from './backings/scratch-folder.ts';
import { peerEngine } from './contract/index.ts';

/** Address space for the file, so that it is mapped once and not again as it grows. */
const MAP_BYTES = 2 ** 34;

/** Below every key: with a codec for keys, a range would begin at a default of the library's own. */
const FIRST: Uint8Array = Buffer.from([0]);

/*
 * Reads take the transaction that they hold as an option: the library then need not look whether
 * its own is still fresh. `walk` decodes keys and values in place, which the library offers through
 * codecs of one's own; `scan` gives entries that the caller owns, as its binary codec does. A
 * commit has reached the disk when a synchronous transaction returns, because `overlappingSync` is
 * off.
 */
const IN_PLACE = {
  keyEncoder: {
    writeKey(key: Uint8Array, target: Uint8Array, start: number): number {
      target.set(key, start);
      return start + key.length;
    },
    readKey: (source: Uint8Array, start: number, end: number): Uint8Array =>
      source.subarray(start, end),
  },
  encoder: {
    encode: (value: Uint8Array): Uint8Array => value,
    decode: (value: Uint8Array): Uint8Array => value,
  },
};

/** What the library does and its types leave out. */
interface FastReads {
  getBinaryFast(
    key: Uint8Array,
    options: { readonly transaction: Transaction },
  ): Uint8Array | undefined;
}

export async function loadLmdb(): Promise<Contender> {
  const { open } = await import('lmdb');
  const engine = peerEngine(
    {
      name: 'lmdb',
      description: 'LMDB through lmdb-js: a copy-on-write B+ tree in a memory map',
      lacks: ['abort'],
    },
    async () => {
      const { path, remove } = scratchFolder();
      return lmdbBacking(open({ path, noSubdir: true, noSync: true, mapSize: MAP_BYTES }), remove);
    },
  );
  return {
    engine,
    manifest: engine.manifest,
    compacts: false,
    balanced: true,
    places: ['file'],
    async open(path) {
      const root = open({
        path: path!,
        noSubdir: true,
        overlappingSync: false,
        mapSize: MAP_BYTES,
        maxDbs: 2,
      });
      return storeOf(root);
    },
  };
}

function storeOf(root: RootDatabase): Store {
  const name = 'bench';
  const owned: Database<Uint8Array, Uint8Array> = root.openDB(name, {
    keyEncoding: 'binary',
    encoding: 'binary',
  });
  const inPlace: Database<Uint8Array, Uint8Array> = root.openDB(name, IN_PLACE as DatabaseOptions);
  async function insert(entries: readonly Entry[]): Promise<void> {
    owned.transactionSync(() => {
      for (const { key, value } of entries) owned.putSync(key, value);
    });
  }
  return {
    insert,
    async put({ key, value }) {
      owned.transactionSync(() => owned.putSync(key, value));
    },
    // Promises of one turn of the event loop share a commit, and resolve when it is on disk.
    putAtOnce: async (entries) =>
      void (await Promise.all(entries.map(({ key, value }) => owned.put(key, value)))),
    async remove(keys) {
      owned.transactionSync(() => {
        for (const key of keys) owned.removeSync(key);
      });
    },
    read: () => readsOf(owned, inPlace),
    close: () => root.close(),
  };
}

function readsOf(
  owned: Database<Uint8Array, Uint8Array>,
  inPlace: Database<Uint8Array, Uint8Array>,
): Reads {
  const transaction = owned.useReadTransaction();
  const held = { transaction };
  const fast = owned as unknown as FastReads;
  return {
    view: (key) => fast.getBinaryFast(key, held),
    get: (key) => owned.get(key, held),
    scan() {
      let checksum = CHECKSUM_START;
      for (const { key, value } of owned.getRange({ transaction })) {
        checksum = mixEntry(checksum, key, value);
      }
      return checksum;
    },
    walk() {
      let checksum = CHECKSUM_START;
      for (const { key, value } of inPlace.getRange({ start: FIRST, transaction })) {
        checksum = mixEntry(checksum, key, value);
      }
      return checksum;
    },
    range(start, limit) {
      let checksum = CHECKSUM_START;
      for (const { key, value } of owned.getRange({ start, limit, transaction })) {
        checksum = mixEntry(checksum, key, value);
      }
      return checksum;
    },
    count: (start, end) => owned.getKeysCount({ start, end, transaction }),
    release: () => transaction.done(),
  };
}

import { createRequire } from 'node:module';
import type BTree from 'sorted-btree';
import type { Entry } from '../../engines/index.ts';
import { CHECKSUM_START, mixEntry } from '../checksum.ts';
import type { Contender, Reads, Store } from '../contenders/index.ts';

/** How keys are kept in a map of this process, and how they come back out. */
interface KeyForm<Key> {
  readonly suffix: string;
  readonly description: string;
  readonly in: (key: Uint8Array) => Key;
  readonly out: (key: Key) => Uint8Array;
  readonly compare: ((a: Key, b: Key) => number) | undefined;
}

const BYTES: KeyForm<Uint8Array> = {
  suffix: '',
  description: 'Buffer keys and a comparator',
  in: (key) => key,
  out: (key) => key,
  compare: (a, b) => Buffer.compare(a, b),
};

const LATIN1: KeyForm<string> = {
  suffix: '-latin1',
  description: 'latin1 string keys, made from bytes at every call',
  in: (key) => Buffer.prototype.latin1Slice.call(key, 0, key.length),
  out: (key) => Buffer.from(key, 'latin1'),
  compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
};

export const loadSortedBtree = (): Promise<Contender> => load(BYTES);
export const loadSortedBtreeLatin1 = (): Promise<Contender> => load(LATIN1);

async function load<Key>(form: KeyForm<Key>): Promise<Contender> {
  // It is CommonJS with a default export, which loaders of ESM unwrap to different depths.
  const require = createRequire(import.meta.url);
  const { default: Tree } = require('sorted-btree') as typeof import('sorted-btree');
  return {
    manifest: {
      name: `sorted-btree${form.suffix}`,
      description: `sorted-btree, a B+ tree in memory: ${form.description}`,
      unsupported: ['persistence'],
    },
    balanced: true,
    places: ['memory'],
    open: async () => storeOf(new Tree<Key, Uint8Array>(undefined, form.compare), form),
  };
}

function storeOf<Key>(tree: BTree.default<Key, Uint8Array>, form: KeyForm<Key>): Store {
  async function insert(entries: readonly Entry[]): Promise<void> {
    for (const { key, value } of entries) tree.set(form.in(key), value);
  }
  return {
    insert,
    put: async ({ key, value }) => void tree.set(form.in(key), value),
    load: insert,
    read: () => readsOf(tree, form),
    close: async () => tree.clear(),
  };
}

function readsOf<Key>(tree: BTree.default<Key, Uint8Array>, form: KeyForm<Key>): Reads {
  function scan(): number {
    let checksum = CHECKSUM_START;
    tree.forEachPair((key, value) => {
      checksum = mixEntry(checksum, form.out(key), value);
    });
    return checksum;
  }
  return {
    view: (key) => tree.get(form.in(key)),
    get: (key) => tree.get(form.in(key))?.slice(),
    scan,
    range(from, length) {
      let checksum = CHECKSUM_START;
      let left = length;
      for (const [key, value] of tree.entries(form.in(from))) {
        if (left-- === 0) break;
        checksum = mixEntry(checksum, form.out(key), value);
      }
      return checksum;
    },
    release() {},
  };
}

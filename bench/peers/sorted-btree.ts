import { createRequire } from 'node:module';
import type BTree from 'sorted-btree';
import type { Entry } from '../../engines/index.ts';
import { CHECKSUM_START, mixEntry } from '../checksum.ts';
import type { Contender, Reads, Store } from '../contenders/index.ts';
import { sortedBtreeBacking } from './backings/sorted-btree.ts';
import { peerEngine } from './contract/index.ts';
import { BYTES, copyOf, type KeyForm, LATIN1 } from './key-form.ts';

export const loadSortedBtree = (): Promise<Contender> => load('sorted-btree', BYTES);
export const loadSortedBtreeLatin1 = (): Promise<Contender> => load('sorted-btree-latin1', LATIN1);

async function load<Key>(name: string, form: KeyForm<Key>): Promise<Contender> {
  // It is CommonJS with a default export, which loaders of ESM unwrap to different depths.
  const require = createRequire(import.meta.url);
  const { default: Tree } = require('sorted-btree') as typeof import('sorted-btree');
  const engine = peerEngine(
    {
      name: name,
      description: `sorted-btree, a B+ tree in memory: ${form.description}`,
      lacks: [],
    },
    async () => sortedBtreeBacking(new Tree<Key, Uint8Array>(undefined, form.compare), form),
  );
  return {
    engine,
    manifest: engine.manifest,
    compacts: false,
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
    putAtOnce: insert,
    async remove(keys) {
      for (const key of keys) tree.delete(form.in(key));
    },
    read: () => readsOf(tree, form),
    close: async () => tree.clear(),
  };
}

function readsOf<Key>(tree: BTree.default<Key, Uint8Array>, form: KeyForm<Key>): Reads {
  function scan(): number {
    let checksum = CHECKSUM_START;
    tree.forEachPair((key, value) => {
      checksum = mixEntry(checksum, copyOf(form.out(key)), copyOf(value));
    });
    return checksum;
  }
  function walk(): number {
    let checksum = CHECKSUM_START;
    tree.forEachPair((key, value) => {
      checksum = mixEntry(checksum, form.out(key), value);
    });
    return checksum;
  }
  return {
    view: (key) => tree.get(form.in(key)),
    get: (key) => copyOf(tree.get(form.in(key))),
    scan,
    walk,
    range(from, length) {
      let checksum = CHECKSUM_START;
      let left = length;
      for (const [key, value] of tree.entries(form.in(from))) {
        if (left-- === 0) break;
        checksum = mixEntry(checksum, copyOf(form.out(key)), copyOf(value));
      }
      return checksum;
    },
    release() {},
  };
}

import type { OrderedMap } from 'js-sdsl';
import type { Entry } from '../../engines/index.ts';
import { CHECKSUM_START, mixEntry } from '../checksum.ts';
import type { Contender, Reads, Store } from '../contenders/index.ts';
import { jsSdslBacking } from './backings/js-sdsl.ts';
import { peerEngine } from './contract/index.ts';
import { copyOf, LATIN1 } from './key-form.ts';

type Tree = OrderedMap<string, Uint8Array>;

export async function loadJsSdsl(): Promise<Contender> {
  const { OrderedMap: Class } = await import('js-sdsl');
  const engine = peerEngine(
    {
      name: 'js-sdsl',
      description: 'OrderedMap of js-sdsl, a red-black tree in memory: latin1 string keys',
      lacks: ['snapshots', 'abort'],
    },
    async () => jsSdslBacking(new Class<string, Uint8Array>([], LATIN1.compare)),
  );
  return {
    engine,
    manifest: engine.manifest,
    compacts: false,
    balanced: true,
    places: ['memory'],
    open: async () => storeOf(new Class<string, Uint8Array>([], LATIN1.compare)),
  };
}

function storeOf(tree: Tree): Store {
  async function insert(entries: readonly Entry[]): Promise<void> {
    for (const { key, value } of entries) tree.setElement(LATIN1.in(key), value);
  }
  return {
    insert,
    put: async ({ key, value }) => void tree.setElement(LATIN1.in(key), value),
    putAtOnce: insert,
    async remove(keys) {
      for (const key of keys) tree.eraseElementByKey(LATIN1.in(key));
    },
    read: () => readsOf(tree),
    close: async () => tree.clear(),
  };
}

function readsOf(tree: Tree): Reads {
  return {
    view: (key) => tree.getElementByKey(LATIN1.in(key)),
    get: (key) => copyOf(tree.getElementByKey(LATIN1.in(key))),
    scan() {
      let checksum = CHECKSUM_START;
      tree.forEach(([key, value]) => {
        checksum = mixEntry(checksum, LATIN1.out(key), copyOf(value));
      });
      return checksum;
    },
    walk() {
      let checksum = CHECKSUM_START;
      tree.forEach(([key, value]) => {
        checksum = mixEntry(checksum, LATIN1.out(key), value);
      });
      return checksum;
    },
    range(from, length) {
      let checksum = CHECKSUM_START;
      const end = tree.end();
      let left = length;
      for (const at = tree.lowerBound(LATIN1.in(from)); left-- > 0 && !at.equals(end); at.next()) {
        const [key, value] = at.pointer;
        checksum = mixEntry(checksum, LATIN1.out(key), copyOf(value));
      }
      return checksum;
    },
    release() {},
  };
}

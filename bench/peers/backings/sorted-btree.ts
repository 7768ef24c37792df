import type BTree from 'sorted-btree';
import type { Backing, Source, Target } from '../contract/index.ts';
import { copyOf, type KeyForm } from '../key-form.ts';

/** Every commit is a tree of its own, which shares what it did not change: cloning is lazy. */
export function sortedBtreeBacking<Key>(
  empty: BTree.default<Key, Uint8Array>,
  form: KeyForm<Key>,
): Backing {
  let committed = empty;
  return {
    snapshot: () => ({ ...sourceOf(committed, form), release() {} }),
    transact(work) {
      const own = committed.clone();
      const result = work(targetOf(own, form));
      committed = own;
      return { result };
    },
    close: async () => {},
  };
}

function sourceOf<Key>(tree: BTree.default<Key, Uint8Array>, form: KeyForm<Key>): Source {
  return {
    get: (key) => copyOf(tree.get(form.in(key))),
    *walk({ from, to, reverse }) {
      const [low, high] = [form.in(from), form.in(to)];
      const entries = reverse ? tree.entriesReversed(high, undefined, true) : tree.entries(low);
      for (const [key, value] of entries) {
        if (reverse ? form.compare(key, low) < 0 : form.compare(key, high) >= 0) return;
        yield [form.out(key), copyOf(value)];
      }
    },
  };
}

function targetOf<Key>(tree: BTree.default<Key, Uint8Array>, form: KeyForm<Key>): Target {
  return {
    ...sourceOf(tree, form),
    put: (key, value) => void tree.set(form.in(key), value),
    delete: (key) => void tree.delete(form.in(key)),
  };
}

import type { Transaction, TreeWriter } from '../../engines/index.ts';
import { expectOnNone } from '../commands/index.ts';
import { expectCode, expectEntries, expectThat } from '../expect.ts';
import { inMemory } from './handles.ts';
import type { Law } from './law.ts';
import { bytes, entriesTo, keyOf, putAll } from './samples.ts';

const TREE = 'a';

/** Each changes the tree that a range or a cursor stands on. */
const CHANGES: readonly (readonly [string, (tx: Transaction, tree: TreeWriter) => void])[] = [
  ['a put of a new key', (_, tree) => tree.put(bytes('new'), keyOf(1))],
  ['a put of the key ahead', (_, tree) => tree.put(keyOf(1), bytes('other'))],
  ['a delete of the key ahead', (_, tree) => tree.delete(keyOf(1))],
  ['a delete of the key just read', (_, tree) => tree.delete(keyOf(0))],
  ['a drop', (tx) => tx.drop(TREE)],
];

/** Walks that something is written under. */
export const changeLaws: readonly Law[] = [
  {
    name: 'A range in a transaction throws CHANGED on the step after a write to its tree',
    requires: ['range'],
    check: async (context) =>
      inMemory(context, async (file) => {
        for (const reverse of [false, true]) {
          for (const [name, change] of CHANGES) {
            // oxlint-disable-next-line no-await-in-loop -- each change begins from the same file.
            await file.write((tx) => {
              const tree = restored(tx);
              const walk = tree.range({ reverse });
              walk.next();
              change(tx, tree);
              expectCode('CHANGED', () => walk.next(), `next, after ${name}`);
              const { done } = stepOrDone(() => walk.next());
              expectThat(done, `after CHANGED the range must not go on (${name})`);
            });
          }
        }
      }),
  },
  {
    name: 'A range in a transaction goes on across writes to other trees',
    requires: ['range', 'trees'],
    check: async (context) =>
      inMemory(context, async (file) => {
        await file.write((tx) => {
          const found = [];
          for (const entry of restored(tx).range()) {
            tx.tree('other').put(entry.key, entry.value);
            tx.tree('other').delete(keyOf(2));
            found.push(entry);
          }
          expectEntries(found, entriesTo(10), 'range');
        });
      }),
  },
  {
    name: 'A range over a snapshot goes on across commits',
    requires: ['range', 'snapshots'],
    check: async (context) =>
      inMemory(context, async (file) => {
        await putAll(file, TREE, entriesTo(10));
        const snapshot = file.snapshot();

        const found = [];
        for (const entry of snapshot.tree(TREE).range()) {
          found.push(entry);
          // oxlint-disable-next-line no-await-in-loop -- a commit between every two steps.
          await file.drop(TREE);
          // oxlint-disable-next-line no-await-in-loop -- as above.
          await putAll(file, TREE, [{ key: entry.key, value: bytes('later') }]);
        }

        expectEntries(found, entriesTo(10), 'range');
        snapshot.release();
      }),
  },
  {
    name: 'A cursor in a transaction throws CHANGED after a write to its tree and stays on none',
    requires: ['cursor'],
    check: async (context) =>
      inMemory(context, async (file) => {
        for (const [name, change] of CHANGES) {
          // oxlint-disable-next-line no-await-in-loop -- each change begins from the same file.
          await file.write((tx) => {
            const tree = restored(tx);
            const cursor = tree.cursor();
            cursor.first();
            change(tx, tree);
            expectCode('CHANGED', () => cursor.next(), `next, after ${name}`);
            expectOnNone(cursor, `after CHANGED (${name})`);
            for (const move of ['first', 'last', 'next', 'previous'] as const) {
              const { done } = stepOrDone(() => ({ done: !cursor[move]() }));
              expectThat(done, `after CHANGED ${move}() must not find an entry (${name})`);
            }
          });
        }
      }),
  },
];

/** The tree with its ten entries, whatever the transaction before left of it. */
function restored(tx: Transaction): TreeWriter {
  tx.drop(TREE);
  const tree = tx.tree(TREE);
  for (const { key, value } of entriesTo(10)) {
    tree.put(key, value);
  }
  return tree;
}

/** The outcome of `step`; a throw counts as done. */
function stepOrDone(step: () => { readonly done?: boolean | undefined }): {
  readonly done: boolean;
} {
  try {
    return { done: step().done === true };
  } catch {
    return { done: true };
  }
}

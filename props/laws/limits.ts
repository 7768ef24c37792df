import { LIMITS } from '../../engines/index.ts';
import { valueBytes } from '../arbitraries/index.ts';
import { expectFile, withSnapshot } from '../commands/index.ts';
import { expectBytes, expectRejects, expectSame } from '../expect.ts';
import { emptyModel, type Model, withPut, withTree } from '../model.ts';
import { inMemory } from './handles.ts';
import type { Law } from './law.ts';
import { bytes, entryOf, inOrder, keyOf } from './samples.ts';

const TREE = 'a';

/** Both sides of every limit. */
export const limitLaws: readonly Law[] = [
  {
    name: 'Keys of 1 byte and of the greatest length are kept; empty and longer ones are KEY_SIZE',
    requires: [],
    check: async (context) =>
      inMemory(context, async (file) => {
        const lengths = [1, LIMITS.keyBytesMax - 1, LIMITS.keyBytesMax];
        let model: Model = emptyModel;
        await inOrder(lengths, async (length) => {
          const entry = { key: new Uint8Array(length).fill(0xff), value: keyOf(length) };
          model = withPut(model, TREE, entry);
          await file.write((tx) => {
            tx.tree(TREE).put(entry.key, entry.value);
          });
        });

        await inOrder([0, LIMITS.keyBytesMax + 1], async (length) => {
          await expectRejects(
            'KEY_SIZE',
            () =>
              file.write((tx) => {
                tx.tree(TREE).put(new Uint8Array(length).fill(0xff), keyOf(1));
              }),
            `put of a key of ${length} bytes`,
          );
        });

        expectFile(context.engine, file, model);
        await file.write((tx) => {
          for (const length of lengths) {
            const removed = tx.tree(TREE).delete(new Uint8Array(length).fill(0xff));
            expectSame(removed, true, `delete of a key of ${length} bytes`);
          }
        });
        expectFile(context.engine, file, withTree(emptyModel, TREE, []));
      }),
  },
  {
    name: 'Values of 0 bytes and of the greatest length are kept; longer ones are VALUE_SIZE',
    requires: [],
    check: async (context) =>
      inMemory(context, async (file) => {
        const greatest = valueBytes(LIMITS.valueBytesMax, 5);

        await file.write((tx) => {
          tx.tree(TREE).put(keyOf(1), new Uint8Array(0));
          tx.tree(TREE).put(keyOf(2), greatest);
        });
        await expectRejects(
          'VALUE_SIZE',
          () =>
            file.write((tx) => {
              tx.tree(TREE).put(keyOf(3), new Uint8Array(LIMITS.valueBytesMax + 1));
            }),
          'put of a value one byte over the limit',
        );

        withSnapshot(file, (snapshot) => {
          const tree = snapshot.tree(TREE);
          expectBytes(tree.get(keyOf(1)), new Uint8Array(0), 'the empty value');
          expectBytes(tree.get(keyOf(2)), greatest, 'the greatest value');
          expectSame(tree.has(keyOf(3)), false, 'has, of the refused key');
        });
      }),
  },
  {
    name: 'Tree names have 1 to 64 bytes of UTF-8; others are TREE_NAME',
    requires: ['trees'],
    check: async (context) =>
      inMemory(context, async (file) => {
        const half = LIMITS.treeNameBytesMax / 2;
        const legal = ['a', 'b'.repeat(LIMITS.treeNameBytesMax), 'é'.repeat(half)];
        const refused = ['', 'b'.repeat(LIMITS.treeNameBytesMax + 1), 'é'.repeat(half + 1)];
        let model: Model = emptyModel;
        await inOrder(legal, async (name) => {
          model = withTree(model, name, [entryOf(name.length)]);
          await file.write((tx) => {
            tx.tree(name).put(keyOf(name.length), entryOf(name.length).value);
          });
        });

        await inOrder(refused, async (name) => {
          await expectRejects(
            'TREE_NAME',
            () =>
              file.write((tx) => {
                tx.tree(name).put(keyOf(1), bytes('refused'));
              }),
            `a tree name of ${Buffer.byteLength(name)} bytes`,
          );
        });

        expectFile(context.engine, file, model);
      }),
  },
  {
    name: 'A file holds 256 trees; one more is TREES, until another is dropped',
    requires: ['trees'],
    check: async (context) =>
      inMemory(context, async (file) => {
        const names = Array.from({ length: LIMITS.treesMax }, (_, index) => `tree-${index}`);
        const model: Model = new Map(names.map((name, index) => [name, [entryOf(index)]]));
        await file.write((tx) => {
          for (const [index, name] of names.entries()) {
            tx.tree(name).put(keyOf(index), entryOf(index).value);
          }
        });

        const putOneMore = (): Promise<void> =>
          file.write((tx) => {
            tx.tree('one more').put(keyOf(0), entryOf(0).value);
          });
        await expectRejects('TREES', putOneMore, 'put into one tree more');

        expectFile(context.engine, file, model);
        await file.drop('tree-0');
        await putOneMore();
        expectSame(file.trees().length, LIMITS.treesMax, 'number of trees');
      }),
  },
];

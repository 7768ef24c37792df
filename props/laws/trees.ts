import * as fc from 'fast-check';
import { expectFile, expectTreeNames, withSnapshot } from '../commands/index.ts';
import { expectList, expectSame } from '../expect.ts';
import { emptyModel, type Model, withTree } from '../model.ts';
import { forAll } from './for-all.ts';
import { inMemory } from './handles.ts';
import type { Law } from './law.ts';
import { bytes, entriesTo, entryOf, inOrder, putAll } from './samples.ts';

/** Names whose order by UTF-8 bytes differs from their order by UTF-16 units. */
const treeNames: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('a', 'aa', 'b', 'Z', 'é', '\uff5e', '\u{1f600}', '\ud7ff', '0'),
  fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom('a', '.', '/', '\0', 'é', '木') }),
);

/** Named trees: apart from one another, absent, dropped. */
export const treeLaws: readonly Law[] = [
  {
    name: 'Trees keep apart what they hold, and are listed in order of their UTF-8 bytes',
    requires: ['trees'],
    check: async (context) =>
      forAll(
        context,
        fc.uniqueArray(treeNames, { minLength: 1, maxLength: 12, size: 'max' }),
        async (names) =>
          inMemory(context, async (file) => {
            let model: Model = emptyModel;
            await inOrder(names, async (name) => {
              const entries = [{ key: bytes('same key'), value: bytes(name) }];
              model = withTree(model, name, entries);
              await putAll(file, name, entries);
            });

            expectFile(context.engine, file, model);
            expectTreeNames(file.trees(), model);
          }),
        { share: 0.5 },
      ),
  },
  {
    name: 'A tree that does not exist reads as empty, and reading it does not make it',
    requires: [],
    check: async (context) =>
      inMemory(context, async (file) => {
        withSnapshot(file, (snapshot) => {
          expectSame(snapshot.tree('absent').get(bytes('key')), undefined, 'get');
          expectSame(snapshot.tree('absent').has(bytes('key')), false, 'has');
        });

        const removed = await file.write((tx) => tx.tree('absent').delete(bytes('key')));

        expectSame(removed, false, 'delete of a key in an absent tree');
        expectList(file.trees(), [], 'trees');
        expectSame(await file.drop('absent'), false, 'drop of an absent tree');
      }),
  },
  {
    name: 'A drop removes one whole tree, and the name can be filled anew',
    requires: ['trees'],
    check: async (context) =>
      inMemory(context, async (file) => {
        await putAll(file, 'kept', entriesTo(100));
        await putAll(file, 'dropped', entriesTo(100));

        const existed = await file.drop('dropped');

        expectSame(existed, true, 'drop of a tree that has entries');
        expectList(file.trees(), ['kept'], 'trees after the drop');
        await putAll(file, 'dropped', [entryOf(7)]);
        const model = withTree(emptyModel, 'kept', entriesTo(100));
        expectFile(context.engine, file, withTree(model, 'dropped', [entryOf(7)]));
      }),
  },
];

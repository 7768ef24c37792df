import { LIMITS, type TreeWriter } from '../../engines/index.ts';
import { expectFile, withSnapshot } from '../commands/index.ts';
import { expectCode, expectRejects, expectSame, expectThat, rejectionOf } from '../expect.ts';
import { emptyModel, withTree } from '../model.ts';
import { inMemory } from './handles.ts';
import type { Law } from './law.ts';
import { bytes, entriesTo, entryOf, keyOf, putAll } from './samples.ts';

const TREE = 'a';

/** One write at a time: what it returns, what undoes it, what ends with it. */
export const transactionLaws: readonly Law[] = [
  {
    name: 'A work runs before write returns, and write resolves with its result',
    requires: [],
    check: async (context) =>
      inMemory(context, async (file) => {
        const result = { found: 42 };
        let ran = false;

        const pending = file.write(() => {
          ran = true;
          return result;
        });

        expectSame(ran, true, 'the work has run when write returns');
        expectSame(await pending, result, 'what write resolves with');
      }),
  },
  {
    name: 'A transaction reads its own writes, and no snapshot does before the commit',
    requires: ['abort'],
    check: async (context) =>
      inMemory(context, async (file) => {
        await putAll(file, TREE, [entryOf(1)]);

        await file.write((tx) => {
          tx.tree(TREE).put(keyOf(2), bytes('two'));
          tx.tree(TREE).delete(keyOf(1));
          expectSame(tx.tree(TREE).has(keyOf(2)), true, 'has, of a key put in the transaction');
          expectSame(tx.tree(TREE).has(keyOf(1)), false, 'has, of a key deleted in it');
          expectFile(context.engine, file, withTree(emptyModel, TREE, [entryOf(1)]));
        });

        const written = { key: keyOf(2), value: bytes('two') };
        expectFile(context.engine, file, withTree(emptyModel, TREE, [written]));
      }),
  },
  {
    name: 'A work that throws leaves nothing in any tree, and write rejects with the very error',
    requires: ['abort'],
    check: async (context) =>
      inMemory(context, async (file) => {
        const model = withTree(emptyModel, TREE, entriesTo(200));
        await putAll(file, TREE, entriesTo(200));
        const reason = new RangeError('the work gives up');

        const rejection = await rejectionOf(() =>
          file.write((tx) => {
            for (const { key } of entriesTo(150)) {
              tx.tree(TREE).delete(key);
            }
            for (const { key, value } of entriesTo(400).slice(180)) {
              tx.tree(TREE).put(key, value.toReversed());
            }
            throw reason;
          }),
        );

        expectSame(rejection, reason, 'what write rejects with');
        expectFile(context.engine, file, model);
        const dropped = await rejectionOf(() =>
          file.write((tx) => {
            tx.drop(TREE);
            tx.tree(TREE).put(keyOf(1), bytes('alone'));
            throw reason;
          }),
        );
        expectSame(dropped, reason, 'what write rejects with after a drop');
        expectFile(context.engine, file, model);
      }),
  },
  {
    name: 'A write inside a work is a TypeError, and neither leaves anything',
    requires: ['abort'],
    check: async (context) =>
      inMemory(context, async (file) => {
        const rejection = await rejectionOf(() =>
          file.write((tx) => {
            tx.tree(TREE).put(keyOf(1), bytes('outer'));
            const inner = file.write((nested) => {
              nested.tree(TREE).put(keyOf(2), bytes('inner'));
            });
            inner.catch(() => undefined);
            return inner;
          }),
        );

        expectThat(rejection instanceof TypeError, `a TypeError, not ${String(rejection)}`);
        expectFile(context.engine, file, emptyModel);
        await putAll(file, TREE, [entryOf(3)]);
        expectFile(context.engine, file, withTree(emptyModel, TREE, [entryOf(3)]));
      }),
  },
  {
    name: 'A work that returns a promise is a TypeError and leaves nothing',
    requires: ['abort'],
    check: async (context) =>
      inMemory(context, async (file) => {
        const resolved = await rejectionOf(() =>
          file.write(async (tx) => {
            tx.tree(TREE).put(keyOf(1), bytes('asynchronous'));
          }),
        );
        const rejected = await rejectionOf(() =>
          file.write((tx) => {
            tx.tree(TREE).put(keyOf(1), bytes('asynchronous'));
            const late = Promise.reject(new Error('too late'));
            late.catch(() => undefined);
            return late;
          }),
        );

        expectThat(resolved instanceof TypeError, `a TypeError, not ${String(resolved)}`);
        expectThat(rejected instanceof TypeError, `a TypeError, not ${String(rejected)}`);
        expectFile(context.engine, file, emptyModel);
      }),
  },
  {
    name: 'A work may catch the refusal of an argument and commit the rest',
    requires: [],
    check: async (context) =>
      inMemory(context, async (file) => {
        await file.write((tx) => {
          const tree = tx.tree(TREE);
          tree.put(keyOf(1), bytes('before'));
          expectCode('KEY_SIZE', () => tree.put(new Uint8Array(0), keyOf(1)), 'put');
          const long = new Uint8Array(LIMITS.valueBytesMax + 1);
          expectCode('VALUE_SIZE', () => tree.put(keyOf(2), long), 'put');
          expectCode('TREE_NAME', () => tx.tree('').put(keyOf(2), keyOf(2)), 'put');
          tree.put(keyOf(3), bytes('after'));
        });

        const model = withTree(emptyModel, TREE, [
          { key: keyOf(1), value: bytes('before') },
          { key: keyOf(3), value: bytes('after') },
        ]);
        expectFile(context.engine, file, model);
      }),
  },
  {
    name: 'A work that catches a failed load cannot commit',
    requires: ['load', 'abort', 'trees'],
    check: async (context) =>
      inMemory(context, async (file) => {
        await expectRejects(
          'POISONED',
          () =>
            file.write((tx) => {
              tx.tree('other').put(keyOf(1), bytes('before'));
              const entries = [entryOf(1), entryOf(3), entryOf(2)];
              expectCode('UNSORTED', () => tx.load(TREE, entries), 'load');
            }),
          'write, after the work caught UNSORTED',
        );

        expectFile(context.engine, file, emptyModel);
        await putAll(file, TREE, [entryOf(4)]);
        expectFile(context.engine, file, withTree(emptyModel, TREE, [entryOf(4)]));
      }),
  },
  {
    name: 'What a transaction handed out has ended with it, also while a later one runs',
    requires: [],
    check: async (context) =>
      inMemory(context, async (file) => {
        const kept: TreeWriter[] = [];
        await file.write((tx) => {
          kept.push(tx.tree(TREE));
          tx.tree(TREE).put(keyOf(1), bytes('one'));
        });

        const expectEnded = (): void => {
          for (const tree of kept) {
            expectCode('CLOSED', () => tree.get(keyOf(1)), 'get');
            expectCode('CLOSED', () => tree.put(keyOf(2), bytes('late')), 'put');
            expectCode('CLOSED', () => tree.delete(keyOf(1)), 'delete');
          }
        };

        expectEnded();
        await file.write(expectEnded);
        withSnapshot(file, (snapshot) => {
          expectSame(snapshot.tree(TREE).has(keyOf(1)), true, 'has, of what was committed');
          expectSame(snapshot.tree(TREE).has(keyOf(2)), false, 'has, of what came late');
        });
      }),
  },
];

import { expectFile, supports, withSnapshot } from '../commands/index.ts';
import { expectSame, rejectionOf } from '../expect.ts';
import { emptyModel, type Model, withPut, withTree } from '../model.ts';
import { opened, withPath } from './handles.ts';
import type { Law } from './law.ts';
import { bytes, entriesTo, entryOf, inOrder, keyOf, putAll, started } from './samples.ts';

const TREE = 'a';

/** What is there after closing and opening again. */
export const persistenceLaws: readonly Law[] = [
  {
    name: 'A reopened file shows exactly the acknowledged commits, and numbers go on from there',
    requires: ['persistence'],
    check: async (context) =>
      withPath(context, async (path) => {
        let model: Model = emptyModel;
        await inOrder([0, 1, 2, 3, 4], async (round) => {
          await opened(context, { path }, async (file) => {
            expectSame(file.path, path, 'path');
            expectSame(
              withSnapshot(file, ({ commit }) => commit),
              round,
              'commit number when opened',
            );
            expectFile(context.engine, file, model);
            const entry = entryOf(round, 100 * round + 4);
            model = withPut(model, TREE, entry);
            await putAll(file, TREE, [entry]);
          });
        });
      }),
  },
  {
    name: 'A new file opens again as an empty one before its first commit',
    requires: ['persistence'],
    check: async (context) =>
      withPath(context, async (path) => {
        await opened(context, { path }, async () => undefined);

        await opened(context, { path, create: false }, async (file) => {
          expectFile(context.engine, file, emptyModel);
          expectSame(
            withSnapshot(file, ({ commit }) => commit),
            0,
            'commit number',
          );
        });
      }),
  },
  {
    name: 'Nothing of an aborted transaction is there after reopening',
    requires: ['persistence', 'abort'],
    check: async (context) =>
      withPath(context, async (path) => {
        await opened(context, { path }, async (file) => {
          await putAll(file, TREE, entriesTo(20));
          await rejectionOf(() =>
            file.write((tx) => {
              tx.drop(TREE);
              tx.tree(TREE).put(keyOf(99), bytes('undone'));
              throw new Error('undone');
            }),
          );
        });

        await opened(context, { path }, async (file) => {
          expectFile(context.engine, file, withTree(emptyModel, TREE, entriesTo(20)));
        });
      }),
  },
  {
    name: 'Trees of every way of writing survive reopening: put, load, replace, delete and drop',
    requires: ['persistence', 'trees'],
    check: async (context) =>
      withPath(context, async (path) => {
        const entries = entriesTo(500, 60);
        await opened(context, { path }, async (file) => {
          await (supports(context.engine, 'load')
            ? file.load('loaded', entries)
            : putAll(file, 'loaded', entries));
          await putAll(file, 'dropped', entries);
          await putAll(file, TREE, entries);
          await putAll(file, TREE, entriesTo(250, 20));
          await file.write((tx) => {
            for (const { key } of entries.slice(100, 400)) {
              tx.tree(TREE).delete(key);
            }
          });
          await file.drop('dropped');
        });

        await opened(context, { path }, async (file) => {
          const left = [...entriesTo(100, 20), ...entries.slice(400)];
          expectFile(
            context.engine,
            file,
            new Map([
              ['loaded', entries],
              [TREE, left],
            ]),
          );
        });
      }),
  },
  {
    name: 'close waits for the writes under way, and they are there after reopening',
    requires: ['persistence'],
    check: async (context) =>
      withPath(context, async (path) => {
        const file = await context.engine.open(path);
        const writes = entriesTo(20).map((entry) => putAll(file, TREE, [entry]));
        const pending = started(Promise.all(writes));
        await file.close();
        await pending;

        await opened(context, { path }, async (again) => {
          expectFile(context.engine, again, withTree(emptyModel, TREE, entriesTo(20)));
        });
      }),
  },
];

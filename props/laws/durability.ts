import { expectFile } from '../commands/index.ts';
import { emptyModel, withTree } from '../model.ts';
import { inMemory, onDisk, opened, withPath } from './handles.ts';
import type { Law } from './law.ts';
import { entriesTo, entryOf, putAll, started } from './samples.ts';

const TREE = 'a';

/** When a write is visible, and when it is on disk. */
export const durabilityLaws: readonly Law[] = [
  {
    name: 'A write is visible to new snapshots when it resolves, whatever its durability',
    requires: [],
    check: async (context) =>
      inMemory(context, async (file) => {
        await putAll(file, TREE, [entryOf(0)], { durability: 'none' });
        expectFile(context.engine, file, withTree(emptyModel, TREE, entriesTo(1)));

        await putAll(file, TREE, [entryOf(1)], { durability: 'sync' });
        expectFile(context.engine, file, withTree(emptyModel, TREE, entriesTo(2)));

        await putAll(file, TREE, [entryOf(2)]);
        expectFile(context.engine, file, withTree(emptyModel, TREE, entriesTo(3)));
      }),
  },
  {
    name: "A write of durability 'none' is visible at once on disk, also behind one that syncs",
    requires: ['persistence'],
    check: async (context) =>
      onDisk(context, async (file) => {
        const synced = started(putAll(file, TREE, [entryOf(0)]));
        const unsynced = putAll(file, TREE, [entryOf(1)], { durability: 'none' });

        await unsynced;

        expectFile(context.engine, file, withTree(emptyModel, TREE, entriesTo(2)));
        await synced;
        await putAll(file, TREE, [entryOf(2)], { durability: 'none' });
        expectFile(context.engine, file, withTree(emptyModel, TREE, entriesTo(3)));
      }),
  },
  {
    name: "Commits of durability 'none' reach the disk with the next that syncs",
    requires: ['persistence'],
    check: async (context) =>
      withPath(context, async (path) => {
        await opened(context, { path }, async (file) => {
          await putAll(file, TREE, entriesTo(10), { durability: 'none' });
          await putAll(file, TREE, entriesTo(20).slice(10), { durability: 'none' });
          await putAll(file, TREE, [entryOf(20)]);
        });

        await opened(context, { path }, async (file) => {
          expectFile(context.engine, file, withTree(emptyModel, TREE, entriesTo(21)));
        });
      }),
  },
];

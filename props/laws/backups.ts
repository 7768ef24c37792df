import { readFile, writeFile } from 'node:fs/promises';
import { expectFile, expectSound, supports, withSnapshot } from '../commands/index.ts';
import { expectBytes, expectRejects, expectSame } from '../expect.ts';
import { emptyModel, type Model, withTree } from '../model.ts';
import { onDisk, opened, withPath } from './handles.ts';
import type { Law } from './law.ts';
import { bytes, entriesTo, entryOf, putAll } from './samples.ts';

const TREE = 'a';

/** Backups. */
export const backupLaws: readonly Law[] = [
  {
    name: 'A backup opens as a file of its own with the contents of its moment',
    requires: ['persistence', 'backup'],
    check: async (context) =>
      onDisk(context, async (file, path) => {
        const model: Model = withTree(emptyModel, TREE, entriesTo(300, 50));
        await putAll(file, TREE, entriesTo(300, 50));
        const copy = `${path}.copy`;

        await file.backup(copy);
        await file.drop(TREE);

        await opened(context, { path: copy, create: false }, async (backup) => {
          expectFile(context.engine, backup, model);
          if (supports(context.engine, 'verify')) {
            await expectSound(backup, model);
          }
          await putAll(backup, TREE, [entryOf(300, 50)]);
          expectFile(context.engine, backup, withTree(emptyModel, TREE, entriesTo(301, 50)));
        });
        withSnapshot(file, (snapshot) => {
          expectSame(snapshot.tree(TREE).first(), undefined, 'first, in the source');
        });
      }),
  },
  {
    name: 'A backup over a path that exists is refused with EXISTS and leaves it',
    requires: ['persistence', 'backup'],
    check: async (context) =>
      withPath(context, async (target) => {
        await writeFile(target, bytes('precious'));

        await onDisk(context, async (file, path) => {
          await putAll(file, TREE, entriesTo(3));
          await expectRejects('EXISTS', () => file.backup(target), 'backup');
          await expectRejects('EXISTS', () => file.backup(path), 'backup over its own source');
          expectFile(context.engine, file, withTree(emptyModel, TREE, entriesTo(3)));
        });

        expectBytes(await readFile(target), bytes('precious'), 'the file that was there');
      }),
  },
];

import type { EngineFile } from '../../engines/index.ts';
import { expectFile, expectReader, supports } from '../commands/index.ts';
import { codeOf, expectRejects, expectSame, expectThat } from '../expect.ts';
import { emptyModel, type Model, withTree } from '../model.ts';
import { onDisk, opened, withPath } from './handles.ts';
import type { Law } from './law.ts';
import { entriesTo, entryOf, inOrder, keyOf, putAll, started } from './samples.ts';

const TREE = 'a';

function first(count: number): Model {
  return count === 0 ? emptyModel : withTree(emptyModel, TREE, entriesTo(count));
}

/** Read-only handles beside a writer. */
export const readOnlyLaws: readonly Law[] = [
  {
    name: 'A read-only handle stays at its commit until refresh moves it to the newest',
    requires: ['persistence', 'read-only'],
    check: async (context) =>
      onDisk(context, async (writer, path) => {
        await putAll(writer, TREE, [entryOf(0)]);

        await opened(context, { path, readOnly: true }, async (reader) => {
          await inOrder([1, 2, 3, 4], async (count) => {
            expectFile(context.engine, reader, first(count));
            await putAll(writer, TREE, [entryOf(count)]);
            expectFile(context.engine, reader, first(count));

            const commit = reader.refresh();

            expectSame(commit, writer.stats().commit, 'what refresh returned');
            expectSame(commitOf(reader), commit, 'commit number of the next snapshot');
            expectFile(context.engine, reader, first(count + 1));
            expectSame(reader.refresh(), commit, 'a second refresh with nothing new');
          });
        });
      }),
  },
  {
    name: 'A read-only handle sees acknowledged commits only',
    requires: ['persistence', 'read-only', 'range'],
    check: async (context) =>
      onDisk(context, async (writer, path) => {
        await putAll(writer, TREE, [entryOf(0)]);

        await opened(context, { path, readOnly: true }, async (reader) => {
          await inOrder([1, 5, 9, 13], async (count) => {
            const pending = entriesTo(count + 4)
              .slice(count)
              .map((entry) => started(putAll(writer, TREE, [entry])));
            const commitSeen = reader.refresh();
            const commitAcknowledged = commitOf(writer);
            expectThat(
              commitSeen <= commitAcknowledged,
              `the reader is at commit ${commitSeen}, the writer answered ${commitAcknowledged}`,
            );
            await Promise.all(pending);
            reader.refresh();
            expectFile(context.engine, reader, first(count + 4));
          });
        });
      }),
  },
  {
    name: 'A snapshot of a read-only handle stays as it was when the handle moves on',
    requires: ['persistence', 'read-only', 'snapshots'],
    check: async (context) =>
      onDisk(context, async (writer, path) => {
        await putAll(writer, TREE, entriesTo(3));

        await opened(context, { path, readOnly: true }, async (reader) => {
          const snapshot = reader.snapshot();
          await writer.drop(TREE);
          reader.refresh();

          expectReader(context.engine, snapshot, first(3));
          expectFile(context.engine, reader, emptyModel);
          snapshot.release();
        });
      }),
  },
  {
    name: 'A read-only handle refuses every write with READ_ONLY',
    requires: ['persistence', 'read-only'],
    check: async (context) =>
      withPath(context, async (path) => {
        await opened(context, { path }, async (writer) => {
          await putAll(writer, TREE, entriesTo(3));
        });

        await opened(context, { path, readOnly: true }, async (reader) => {
          expectSame(reader.readOnly, true, 'readOnly');
          await expectRejects('READ_ONLY', () => putAll(reader, TREE, [entryOf(9)]), 'write');
          await expectRejects('READ_ONLY', () => reader.drop(TREE), 'drop');
          if (supports(context.engine, 'load')) {
            await expectRejects('READ_ONLY', () => reader.load('b', entriesTo(2)), 'load');
          }
          expectFile(context.engine, reader, first(3));
        });
      }),
  },
  {
    name: 'Read-only handles take no lock: two of them stand beside a writer, opened in any order',
    requires: ['persistence', 'read-only'],
    check: async (context) =>
      withPath(context, async (path) => {
        await opened(context, { path }, async (writer) => {
          await putAll(writer, TREE, entriesTo(3));
        });

        await opened(context, { path, readOnly: true }, async (early) =>
          opened(context, { path }, async (writer) =>
            opened(context, { path, readOnly: true }, async (late) => {
              await putAll(writer, TREE, [entryOf(3)]);
              early.refresh();
              late.refresh();

              expectFile(context.engine, early, first(4));
              expectFile(context.engine, late, first(4));
            }),
          ),
        );
      }),
  },
  {
    name: 'A token opens its very commit on a read-only handle, earlier or later than its own',
    requires: ['persistence', 'read-only', 'snapshots'],
    check: async (context) =>
      onDisk(context, async (writer, path) => {
        await putAll(writer, TREE, [entryOf(0)]);
        await opened(context, { path, readOnly: true }, async (reader) => {
          await inOrder([1, 2, 3], async (count) => {
            const held = writer.snapshot();
            const token = structuredClone(held.token);
            expectThat(token !== undefined, 'a snapshot of a file on disk must have a token');
            await writer.write((tx) => {
              tx.tree(TREE).put(keyOf(count), entryOf(count).value);
            });

            const before = reader.snapshot(token);
            expectSame(before.commit, held.commit, 'commit number of the snapshot');
            expectReader(context.engine, before, first(count));
            reader.refresh();
            const after = reader.snapshot(token);
            expectReader(context.engine, after, first(count));
            expectFile(context.engine, reader, first(count + 1));

            before.release();
            after.release();
            held.release();
          });
        });
      }),
  },
  {
    name: 'A token from before a compaction opens its very commit, or is STALE',
    requires: ['persistence', 'read-only', 'snapshots', 'compact'],
    check: async (context) =>
      onDisk(context, async (writer, path) => {
        await putAll(writer, TREE, entriesTo(50));
        const held = writer.snapshot();
        await putAll(writer, TREE, entriesTo(80).slice(50));
        await writer.compact();

        await opened(context, { path, readOnly: true }, async (reader) => {
          expectFile(context.engine, reader, first(80));
          try {
            const snapshot = reader.snapshot(held.token);
            expectReader(context.engine, snapshot, first(50));
            snapshot.release();
          } catch (error) {
            if (codeOf(error) !== 'STALE') {
              throw error;
            }
          }
        });
        held.release();
      }),
  },
];

function commitOf(file: EngineFile): number {
  const snapshot = file.snapshot();
  snapshot.release();
  return snapshot.commit;
}

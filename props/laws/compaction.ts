import type { EngineFile } from '../../engines/index.ts';
import {
  expectFile,
  expectReader,
  expectSameShape,
  expectSound,
  supports,
  withSnapshot,
} from '../commands/index.ts';
import { expectSame, expectThat } from '../expect.ts';
import { emptyModel, type Model, withTree } from '../model.ts';
import { CACHE_BYTES_MIN, inMemory, onDisk, opened, withPath } from './handles.ts';
import type { Law, LawContext } from './law.ts';
import { entriesTo, entryOf, inOrder, putAll, started } from './samples.ts';

const TREE = 'a';
const ENTRIES = 400;
const VALUE_BYTES = 100;

/** What compaction keeps, and what it gives back. */
export const compactionLaws: readonly Law[] = [
  {
    name: 'Compaction in memory keeps contents, shape, commit number and open snapshots',
    requires: ['compact', 'snapshots'],
    check: async (context) =>
      inMemory(context, async (file) => {
        await compactUnderSnapshot(context, file);
      }),
  },
  {
    name: 'Compaction on disk keeps contents, shape, commit number and open snapshots',
    requires: ['compact', 'snapshots', 'persistence'],
    check: async (context) =>
      withPath(context, async (path) => {
        const options = { path, cacheBytes: CACHE_BYTES_MIN };
        const model = await opened(context, options, async (file) =>
          compactUnderSnapshot(context, file),
        );

        await opened(context, options, async (file) => {
          expectFile(context.engine, file, model);
        });
      }),
  },
  {
    name: 'Compaction gives back the space of dead nodes',
    requires: ['compact', 'persistence'],
    check: async (context) =>
      onDisk(context, async (file) => {
        await churn(file);
        const before = file.stats();

        await file.compact();

        const after = file.stats();
        expectThat(
          after.bytesTotal < before.bytesTotal / 2,
          `${before.bytesLive} of ${before.bytesTotal} bytes were live, and the compacted file ` +
            `has ${after.bytesTotal}`,
        );
        expectFile(context.engine, file, withTree(emptyModel, TREE, entriesTo(ENTRIES, 20)));
      }),
  },
  {
    name: 'Writes under a compaction land, in the file and after reopening',
    requires: ['compact', 'persistence'],
    check: async (context) =>
      withPath(context, async (path) => {
        const later = entriesTo(ENTRIES + 30, VALUE_BYTES).slice(ENTRIES);
        const model = withTree(emptyModel, TREE, entriesTo(ENTRIES + 30, VALUE_BYTES));
        await opened(context, { path }, async (file) => {
          await putAll(file, TREE, entriesTo(ENTRIES, VALUE_BYTES));
          const compaction = started(file.compact());
          await inOrder(later, async (entry) => putAll(file, TREE, [entry]));
          await compaction;
          expectFile(context.engine, file, model);
        });

        await opened(context, { path }, async (file) => {
          expectFile(context.engine, file, model);
        });
      }),
  },
];

/** Replaces every entry four times in small commits, the last time with values of 20 bytes. */
async function churn(file: EngineFile): Promise<void> {
  await inOrder([VALUE_BYTES, 90, 80, 20], async (valueBytes) => {
    const entries = entriesTo(ENTRIES, valueBytes);
    await inOrder([0, 1, 2, 3, 4, 5, 6, 7], async (part) =>
      putAll(
        file,
        TREE,
        entries.filter((_, index) => index % 8 === part),
      ),
    );
  });
}

async function compactUnderSnapshot({ engine }: LawContext, file: EngineFile): Promise<Model> {
  const old = withTree(emptyModel, TREE, entriesTo(ENTRIES, 20));
  await churn(file);
  const snapshot = file.snapshot();
  const model = withTree(emptyModel, TREE, entriesTo(ENTRIES + 50, 20));
  await putAll(file, TREE, entriesTo(ENTRIES + 50, 20).slice(ENTRIES));
  const commit = withSnapshot(file, (now) => now.commit);
  const shape = supports(engine, 'verify') ? file.shape(TREE) : undefined;

  await file.compact();

  expectFile(engine, file, model);
  expectReader(engine, snapshot, old);
  expectSame(
    withSnapshot(file, (now) => now.commit),
    commit,
    'commit number after compaction',
  );
  if (shape !== undefined) {
    expectSameShape(file.shape(TREE), shape, 'shape after compaction');
    await expectSound(file, model);
  }
  await putAll(file, TREE, [entryOf(ENTRIES + 50, 20)]);
  const grown = withTree(emptyModel, TREE, entriesTo(ENTRIES + 51, 20));
  expectFile(engine, file, grown);
  expectReader(engine, snapshot, old);
  snapshot.release();
  return grown;
}

import * as fc from 'fast-check';
import { type Entry, LIMITS } from '../../engines/index.ts';
import { sortedEntries } from '../arbitraries/index.ts';
import { expectFile, expectSound, supports, withSnapshot } from '../commands/index.ts';
import { expectRejects, expectSame, expectThat, rejectionOf } from '../expect.ts';
import { emptyModel, withTree } from '../model.ts';
import { showKeys } from '../show.ts';
import { forAll } from './for-all.ts';
import { inMemory } from './handles.ts';
import type { Law } from './law.ts';
import { entriesTo, entryOf, keyOf, putAll } from './samples.ts';

const TREE = 'a';

/** Bulk loads: what they build and what they refuse. */
export const loadLaws: readonly Law[] = [
  {
    name: 'A load stores its entries as one balanced tree that can be written to afterwards',
    requires: ['load'],
    check: async (context) =>
      forAll(
        context,
        fc.oneof(
          sortedEntries(40),
          fc.nat(300).map((count) => entriesTo(count)),
        ),
        async (entries) =>
          inMemory(context, async (file) => {
            await file.load(TREE, entries.values());

            const model = withTree(emptyModel, TREE, entries);
            expectFile(context.engine, file, model);
            if (supports(context.engine, 'verify')) {
              await expectSound(file, model);
              const { height } = file.shape(TREE);
              const heightLeast = Math.ceil(Math.log2(entries.length + 1));
              expectThat(
                height <= heightLeast,
                `${entries.length} loaded entries stand ${height} high; balanced is ${heightLeast}`,
              );
            }

            const last = { key: new Uint8Array(LIMITS.keyBytesMax).fill(0xff), value: keyOf(1) };
            await putAll(file, TREE, [last]);
            const others = entries.filter(({ key }) => Buffer.compare(key, last.key) !== 0);
            expectFile(context.engine, file, withTree(emptyModel, TREE, [...others, last]));
          }),
        { share: 0.5, show: showKeys },
      ),
  },
  {
    name: 'A load of entries out of order, or with a key twice, is refused and leaves nothing',
    requires: ['load', 'abort'],
    check: async (context) =>
      forAll(
        context,
        fc.record({ count: fc.integer({ min: 2, max: 200 }), at: fc.nat(), twice: fc.boolean() }),
        async ({ count, at, twice }) =>
          inMemory(context, async (file) => {
            const entries = [...entriesTo(count)];
            const place = 1 + (at % (count - 1));
            const before = entries[place - 1];
            const moved = entries[place];
            if (before !== undefined && moved !== undefined) {
              entries.splice(place - 1, 2, ...(twice ? [moved, moved] : [moved, before]));
            }

            await expectRejects('UNSORTED', () => file.load(TREE, entries), 'load');

            expectFile(context.engine, file, emptyModel);
            await file.load(TREE, entriesTo(count));
            expectFile(context.engine, file, withTree(emptyModel, TREE, entriesTo(count)));
          }),
        { share: 0.2 },
      ),
  },
  {
    name: 'A load into a tree that has entries is refused and leaves them',
    requires: ['load', 'abort'],
    check: async (context) =>
      inMemory(context, async (file) => {
        const model = withTree(emptyModel, TREE, entriesTo(3));
        await putAll(file, TREE, entriesTo(3));

        await expectRejects('NOT_EMPTY', () => file.load(TREE, entriesTo(9)), 'load');

        expectFile(context.engine, file, model);
        await file.write((tx) => {
          for (const { key } of entriesTo(3)) {
            tx.tree(TREE).delete(key);
          }
        });
        await file.load(TREE, entriesTo(9));
        expectFile(context.engine, file, withTree(emptyModel, TREE, entriesTo(9)));
      }),
  },
  {
    name: 'A load whose source throws rejects with that error and leaves nothing',
    requires: ['load', 'abort'],
    check: async (context) =>
      inMemory(context, async (file) => {
        const reason = new Error('the source ran dry');
        function* source(): Generator<Entry> {
          yield* entriesTo(50);
          throw reason;
        }

        const rejection = await rejectionOf(() => file.load(TREE, source()));

        expectSame(rejection, reason, 'what load rejects with');
        expectFile(context.engine, file, emptyModel);
      }),
  },
  {
    name: 'A load holds its entries to the limits of put',
    requires: ['load', 'abort'],
    check: async (context) =>
      inMemory(context, async (file) => {
        const longKey = { key: new Uint8Array(LIMITS.keyBytesMax + 1), value: keyOf(1) };
        const noKey = { key: new Uint8Array(0), value: keyOf(1) };
        const longValue = { key: keyOf(1), value: new Uint8Array(LIMITS.valueBytesMax + 1) };

        await expectRejects('KEY_SIZE', () => file.load(TREE, [longKey]), 'load of a long key');
        await expectRejects('KEY_SIZE', () => file.load(TREE, [noKey]), 'load of an empty key');
        await expectRejects('VALUE_SIZE', () => file.load(TREE, [longValue]), 'load of a value');

        expectFile(context.engine, file, emptyModel);
      }),
  },
  {
    name: 'stats tells a tree that was loaded from one that was inserted',
    requires: ['load', 'trees'],
    check: async (context) =>
      inMemory(context, async (file) => {
        await file.load('loaded', entriesTo(20));
        await putAll(file, 'inserted', [...entriesTo(20), entryOf(3)]);

        const built = new Map(file.stats().trees.map((tree) => [tree.tree, tree.built]));

        expectSame(built.get('loaded'), 'load', 'built, of a loaded tree');
        expectSame(built.get('inserted'), 'insert', 'built, of an inserted tree');
        withSnapshot(file, (snapshot) => {
          expectSame(snapshot.tree('loaded').has(keyOf(19)), true, 'has');
        });
      }),
  },
];

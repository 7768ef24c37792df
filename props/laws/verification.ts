import * as fc from 'fast-check';
import { sortedEntries } from '../arbitraries/index.ts';
import { expectSameShape, expectShape, expectSound, supports } from '../commands/index.ts';
import { expectList, expectSame, expectThat } from '../expect.ts';
import { emptyModel, withTree } from '../model.ts';
import { showKeys } from '../show.ts';
import { forAll } from './for-all.ts';
import { inMemory } from './handles.ts';
import type { Law } from './law.ts';
import { entriesTo, inOrder, putAll } from './samples.ts';

const TREE = 'a';

/** What an engine says of itself: verify, shape, stats. */
export const verificationLaws: readonly Law[] = [
  {
    name: 'verify and shape agree with what is stored, and with each other',
    requires: ['verify'],
    check: async (context) =>
      forAll(
        context,
        fc.oneof(
          sortedEntries(60),
          fc.nat(300).map((count) => entriesTo(count)),
        ),
        async (entries) =>
          inMemory(context, async (file) => {
            await putAll(file, TREE, entries);

            await expectSound(file, withTree(emptyModel, TREE, entries));
            expectShape(file.shape(TREE), entries.length);
            const { trees } = await file.verify();
            const verified = trees.find(({ tree }) => tree === TREE);
            if (verified !== undefined) {
              expectSameShape(verified, file.shape(TREE), 'verify against shape');
            }
          }),
        { share: 0.5, show: showKeys },
      ),
  },
  {
    name: 'The shape of an empty or absent tree has no height and no depths',
    requires: ['verify'],
    check: async (context) =>
      inMemory(context, async (file) => {
        expectShape(file.shape('absent'), 0);
        await putAll(file, TREE, entriesTo(5));
        await file.write((tx) => {
          for (const { key } of entriesTo(5)) {
            tx.tree(TREE).delete(key);
          }
        });
        expectShape(file.shape(TREE), 0);
      }),
  },
  {
    name: 'stats names the engine and the trees, and counts their entries and the bytes stored',
    requires: [],
    check: async (context) =>
      inMemory(context, async (file) => {
        const names = supports(context.engine, 'trees') ? ['a', 'b'] : ['a'];
        const before = file.stats();
        await inOrder(names, async (name) => putAll(file, name, entriesTo(40)));

        const stats = file.stats();

        expectSame(stats.engine, context.engine.manifest.name, 'engine');
        expectSame(stats.commit, names.length, 'commit');
        expectList(stats.trees.map(({ tree }) => tree).toSorted(), names, 'trees');
        for (const { tree, entries, bytesLive } of stats.trees) {
          expectSame(entries, 40, `entries of ${tree}`);
          expectThat(bytesLive >= 40 * 16, `${bytesLive} live bytes of ${tree} hold 640`);
        }
        const stored = stats.bytesStored - before.bytesStored;
        expectSame(stored, names.length * 40 * 16, 'bytes of keys and values stored');
        const parts = stats.trees.reduce((sum, { bytesLive }) => sum + bytesLive, 0);
        expectThat(
          parts <= stats.bytesLive && stats.bytesLive <= stats.bytesTotal,
          `bytes live in trees ${parts}, in all ${stats.bytesLive}, of ${stats.bytesTotal}`,
        );
      }),
  },
];

import * as fc from 'fast-check';
import type { EngineFile, Entry, Snapshot } from '../../engines/index.ts';
import { keys, values } from '../arbitraries/index.ts';
import { expectFile, supports, withSnapshot } from '../commands/index.ts';
import { expectBytes, expectEntry, expectSame } from '../expect.ts';
import { emptyModel, type Model, withPut, withTree } from '../model.ts';
import { showBytes } from '../show.ts';
import { forAll } from './for-all.ts';
import { CACHE_BYTES_MIN, inMemory, opened, withPath } from './handles.ts';
import type { Law, LawContext } from './law.ts';
import { entriesTo, inOrder, keyOf, putAll, scrambled } from './samples.ts';

const TREE = 'a';

/** Entries of 160 bytes, five times as many bytes as the smallest cache holds. */
const MANY = 2_000;
const LONG_VALUE_BYTES = 160;

const pairs: fc.Arbitrary<Entry> = fc.record({ key: keys, value: values });

function showPairs(given: readonly Entry[]): string {
  return given.map(({ key, value }) => `${showBytes(key)}=${showBytes(value)}`).join(', ');
}

/** Whose bytes are whose, and for how long. */
export const ownershipLaws: readonly Law[] = [
  {
    name: 'put copies its arguments: what the caller does to them afterwards changes nothing',
    requires: [],
    check: async (context) =>
      forAll(
        context,
        fc.array(pairs, { minLength: 1, maxLength: 8 }),
        async (given) =>
          inMemory(context, async (file) => {
            let model: Model = emptyModel;
            await file.write((tx) => {
              for (const entry of given) {
                model = withPut(model, TREE, copyOf(entry));
                const { key, value } = copyOf(entry);
                tx.tree(TREE).put(key, value);
                key.fill(0x55);
                value.fill(0x55);
              }
            });

            expectFile(context.engine, file, model);
          }),
        { share: 0.5, show: showPairs },
      ),
  },
  {
    name: 'Keys and values may be windows into larger buffers, and Buffers',
    requires: [],
    check: async (context) =>
      forAll(
        context,
        fc.array(pairs, { minLength: 1, maxLength: 8 }),
        async (given) =>
          inMemory(context, async (file) => {
            let model: Model = emptyModel;
            for (const entry of given) {
              model = withPut(model, TREE, entry);
            }

            await putAll(
              file,
              TREE,
              given.map(({ key, value }) => ({
                key: windowOf(key),
                value: Buffer.concat([value]),
              })),
            );

            expectFile(context.engine, file, model);
            withSnapshot(file, (snapshot) => {
              for (const { key, value } of model.get(TREE) ?? []) {
                expectBytes(snapshot.tree(TREE).get(windowOf(key)), value, 'get');
                expectBytes(snapshot.tree(TREE).get(Buffer.concat([key])), value, 'get');
              }
            });
          }),
        { share: 0.5, show: showPairs },
      ),
  },
  {
    name: 'What a read returns belongs to the caller: writing into it changes no later read',
    requires: ['snapshots'],
    check: async (context) =>
      forAll(
        context,
        fc.uniqueArray(pairs, {
          minLength: 1,
          maxLength: 8,
          selector: ({ key }) => Buffer.from(key).toString('latin1'),
        }),
        async (given) =>
          inMemory(context, async (file) => {
            await putAll(file, TREE, given.map(copyOf));
            const snapshot = file.snapshot();
            const has = (feature: 'range' | 'at'): boolean => supports(context.engine, feature);
            for (const bytes of handedOut(snapshot, given, has)) {
              bytes.fill(0x55);
            }

            const model = given.reduce((all, entry) => withPut(all, TREE, entry), emptyModel);
            expectFile(context.engine, file, model);
            snapshot.release();
          }),
        { share: 0.5, show: showPairs },
      ),
  },
  {
    name: 'What get returned stays as it was while pages come and go through the smallest cache',
    requires: ['persistence'],
    check: async (context) =>
      withMany(context, async (file, entries) => {
        withSnapshot(file, (snapshot) => {
          const tree = snapshot.tree(TREE);
          const found = entries.map(({ key }) => tree.get(key));
          for (const [index, entry] of entries.entries()) {
            expectBytes(tree.view(entry.key), entry.value, `view of entry ${index}`);
            expectBytes(found[index], entry.value, `what get returned for entry ${index}`);
          }
        });
      }),
  },
  {
    name: 'Walks that take turns through the smallest cache do not disturb one another',
    requires: ['persistence', 'range', 'cursor'],
    check: async (context) =>
      withMany(context, async (file, entries) => {
        withSnapshot(file, (snapshot) => {
          const tree = snapshot.tree(TREE);
          const upward = tree.range();
          const downward = tree.range({ reverse: true });
          const cursor = tree.cursor();
          cursor.seek(keyOf(MANY / 2));
          for (const [index, entry] of entries.entries()) {
            const opposite = entries[MANY - 1 - index];
            const middle = entries[(index + MANY / 2) % MANY];
            expectEntry(upward.next().value, entry, `range, entry ${index}`);
            expectEntry(downward.next().value, opposite, `reverse range, entry ${index}`);
            expectBytes(cursor.key(), middle?.key, `cursor, key of step ${index}`);
            expectBytes(cursor.value(), middle?.value, `cursor, value of step ${index}`);
            if (!cursor.next()) {
              cursor.first();
            }
          }
          expectSame(upward.next().done, true, 'the range ends');
          expectSame(downward.next().done, true, 'the reverse range ends');
        });
      }),
  },
];

/** Opens a file of `MANY` entries, stored in four commits and no order, with nothing cached. */
async function withMany(
  context: LawContext,
  use: (file: EngineFile, entries: readonly Entry[]) => Promise<void>,
): Promise<void> {
  const entries = entriesTo(MANY, LONG_VALUE_BYTES);
  await withPath(context, async (path) => {
    await opened(context, { path }, async (file) =>
      inOrder([0, 1, 2, 3], async (part) => {
        const some = scrambled(entries).filter((_, index) => index % 4 === part);
        await putAll(file, TREE, some);
      }),
    );
    await opened(context, { path, cacheBytes: CACHE_BYTES_MIN }, async (file) => {
      await use(file, entries);
      expectFile(context.engine, file, withTree(emptyModel, TREE, entries));
    });
  });
}

function copyOf({ key, value }: Entry): Entry {
  return { key: Uint8Array.from(key), value: Uint8Array.from(value) };
}

/** The same bytes in the middle of a buffer full of others, at an odd offset. */
function windowOf(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(bytes.length + 16).fill(0xaa);
  whole.set(bytes, 7);
  return whole.subarray(7, 7 + bytes.length);
}

/** Everything that the contract says the caller owns. */
function handedOut(
  snapshot: Snapshot,
  given: readonly Entry[],
  has: (feature: 'range' | 'at') => boolean,
): readonly Uint8Array[] {
  const tree = snapshot.tree(TREE);
  const entries = [
    tree.first(),
    tree.last(),
    ...(has('range') ? tree.range() : []),
    ...(has('range') ? tree.range({ reverse: true }) : []),
    ...(has('at') ? given.map((_, rank) => tree.at(rank)) : []),
  ];
  return [
    ...given.flatMap(({ key }) => tree.get(key) ?? []),
    ...entries.flatMap((entry) => (entry === undefined ? [] : [entry.key, entry.value])),
  ];
}

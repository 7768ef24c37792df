import * as fc from 'fast-check';
import type { EngineFile, Entry } from '../../engines/index.ts';
import { bounds, cursorMoves, ranges, sortedEntries } from '../arbitraries/index.ts';
import {
  expectCount,
  expectLookup,
  expectRange,
  expectWalk,
  showMove,
  withSnapshot,
} from '../commands/index.ts';
import { expectEntry } from '../expect.ts';
import { showKeys, showRange } from '../show.ts';
import { forAll } from './for-all.ts';
import { inMemory } from './handles.ts';
import type { Law } from './law.ts';
import { putAll } from './samples.ts';

const TREE = 'a';
const entries: fc.Arbitrary<readonly Entry[]> = sortedEntries(60);

const manyRanges = fc.array(ranges, { minLength: 1, maxLength: 12, size: 'max' });

/** What readers answer: lookups, ends, ranges, counts, ranks, cursors. */
export const readLaws: readonly Law[] = [
  {
    name: 'get, view and has find every key that is there, and none beside it',
    requires: [],
    check: async (context) =>
      forAll(
        context,
        fc.record({ entries, keys: fc.array(bounds.filter(isLegalKey), { maxLength: 12 }) }),
        async (given) =>
          inMemory(context, async (file) => {
            await fill(file, given.entries);
            withSnapshot(file, (snapshot) => {
              const tree = snapshot.tree(TREE);
              for (const key of [...given.keys, ...given.entries.map((entry) => entry.key)]) {
                expectLookup(tree, given.entries, key);
              }
            });
          }),
        { show: (given) => showKeys(given.entries) },
      ),
  },
  {
    name: 'first and last are the ends of a tree, and undefined in an empty one',
    requires: [],
    check: async (context) =>
      forAll(
        context,
        entries,
        async (given) =>
          inMemory(context, async (file) => {
            await fill(file, given);
            withSnapshot(file, (snapshot) => {
              expectEntry(snapshot.tree(TREE).first(), given[0], 'first');
              expectEntry(snapshot.tree(TREE).last(), given.at(-1), 'last');
              expectEntry(snapshot.tree('absent').first(), undefined, 'first, absent tree');
              expectEntry(snapshot.tree('absent').last(), undefined, 'last, absent tree');
            });
          }),
        { show: showKeys },
      ),
  },
  {
    name: 'A range yields the entries within its bounds, in its direction, up to its limit',
    requires: ['range'],
    check: async (context) =>
      forAll(
        context,
        fc.record({ entries, ranges: manyRanges }),
        async (given) =>
          inMemory(context, async (file) => {
            await fill(file, given.entries);
            withSnapshot(file, (snapshot) => {
              for (const range of given.ranges) {
                expectRange(snapshot.tree(TREE), given.entries, range);
              }
            });
          }),
        {
          show: (given) => `${showKeys(given.entries)}, ${given.ranges.map(showRange).join('; ')}`,
        },
      ),
  },
  {
    name: 'count answers how many keys lie within the bounds, whatever the limit',
    requires: ['count'],
    check: async (context) =>
      forAll(
        context,
        fc.record({ entries, ranges: manyRanges }),
        async (given) =>
          inMemory(context, async (file) => {
            await fill(file, given.entries);
            withSnapshot(file, (snapshot) => {
              for (const range of given.ranges) {
                expectCount(snapshot.tree(TREE), given.entries, range);
              }
            });
          }),
        {
          show: (given) => `${showKeys(given.entries)}, ${given.ranges.map(showRange).join('; ')}`,
        },
      ),
  },
  {
    name: 'at answers the entry that has so many keys below it, and undefined beyond the last',
    requires: ['at'],
    check: async (context) =>
      forAll(
        context,
        entries,
        async (given) =>
          inMemory(context, async (file) => {
            await fill(file, given);
            withSnapshot(file, (snapshot) => {
              for (let rank = 0; rank <= given.length + 1; rank += 1) {
                expectEntry(snapshot.tree(TREE).at(rank), given[rank], `at ${rank}`);
              }
            });
          }),
        { show: showKeys },
      ),
  },
  {
    name: 'A cursor goes where an index into the sorted entries goes, and off the ends stays off',
    requires: ['cursor'],
    check: async (context) =>
      forAll(
        context,
        fc.record({ entries, moves: cursorMoves }),
        async (given) =>
          inMemory(context, async (file) => {
            await fill(file, given.entries);
            withSnapshot(file, (snapshot) => {
              expectWalk(snapshot.tree(TREE), given.entries, given.moves);
            });
          }),
        { show: (given) => `${showKeys(given.entries)}, ${given.moves.map(showMove).join(', ')}` },
      ),
  },
];

/** Stores `given` in one transaction, the middle first, so that no order is favoured. */
async function fill(file: EngineFile, given: readonly Entry[]): Promise<void> {
  const middle = given.length >>> 1;
  await putAll(file, TREE, [...given.slice(middle), ...given.slice(0, middle).toReversed()]);
}

function isLegalKey(key: Uint8Array): boolean {
  return key.length >= 1 && key.length <= 1_024;
}

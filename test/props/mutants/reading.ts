/** Bugs in what readers answer. */
import type { Cursor, Entry, Range } from '../../../engines/index.ts';
import { type Mutant, overlay, readers, snapshots, transactions, writers } from './overlay.ts';

export const readingMutants: readonly Mutant[] = [
  {
    bug: 'an empty value reads as absent',
    breaks: 'get, view and has find every key that is there, and none beside it',
    plant: readers((tree) => ({
      get: (key) => nonEmpty(tree.get(key)),
      view: (key) => nonEmpty(tree.view(key)),
    })),
  },
  {
    bug: 'last answers the first entry',
    breaks: 'first and last are the ends of a tree, and undefined in an empty one',
    plant: readers((tree) => ({ last: () => tree.first() })),
  },
  {
    bug: 'range ignores that gt and lt are exclusive',
    breaks: 'A range yields the entries within its bounds, in its direction, up to its limit',
    plant: readers((tree) => ({ range: (range) => tree.range(inclusive(range)) })),
  },
  {
    bug: 'a reverse range takes its limit from the lower end',
    breaks: 'A range yields the entries within its bounds, in its direction, up to its limit',
    plant: readers((tree) => ({
      range: (range) =>
        range?.reverse === true
          ? [...tree.range({ ...range, reverse: false })].toReversed().values()
          : tree.range(range),
    })),
  },
  {
    bug: 'count takes lt for lte',
    breaks: 'count answers how many keys lie within the bounds, whatever the limit',
    plant: readers((tree) => ({ count: (range) => tree.count(inclusive(range)) })),
  },
  {
    bug: 'count stops at the limit',
    breaks: 'count answers how many keys lie within the bounds, whatever the limit',
    plant: readers((tree) => ({
      count: (range) => Math.min(tree.count(range), range?.limit ?? Infinity),
    })),
  },
  {
    bug: 'at counts from one',
    breaks: 'at answers the entry that has so many keys below it, and undefined beyond the last',
    plant: readers((tree) => ({ at: (rank) => tree.at(Math.max(0, rank - 1)) })),
  },
  {
    bug: 'seek passes over the key it looks for',
    breaks: 'A cursor goes where an index into the sorted entries goes, and off the ends stays off',
    plant: readers((tree) => ({
      cursor: () => {
        const cursor = tree.cursor();
        const seek = (key: Uint8Array): boolean =>
          cursor.seek(key) && (Buffer.compare(cursor.key(), key) !== 0 || cursor.next());
        return overlay(cursor, { seek });
      },
    })),
  },
  {
    bug: 'a cursor that ran off the end begins anew',
    breaks: 'A cursor goes where an index into the sorted entries goes, and off the ends stays off',
    plant: readers((tree) => ({
      cursor: () => {
        const cursor = tree.cursor();
        return overlay(cursor, { next: () => cursor.next() || cursor.first() });
      },
    })),
  },
  {
    bug: 'names are listed in order of their UTF-16 units',
    breaks: 'Trees keep apart what they hold, and are listed in order of their UTF-8 bytes',
    plant: snapshots((snapshot) => ({ trees: () => [...snapshot.trees()].toSorted() })),
  },
  {
    bug: 'a range in a transaction is read whole at its start',
    breaks: 'A range in a transaction throws CHANGED on the step after a write to its tree',
    plant: writers((tree) => ({ range: (range) => [...tree.range(range)].values() })),
  },
  {
    bug: 'a write to any tree ends every range',
    breaks: 'A range in a transaction goes on across writes to other trees',
    plant: transactions((tx) => {
      let current = '';
      return {
        tree: (name) => {
          const tree = tx.tree(name);
          return overlay(tree, {
            put: (key, value) => {
              if (current !== '' && current !== name) {
                tx.tree(current).put(key, value);
              }
              tree.put(key, value);
            },
            range: (range) => {
              current = name;
              return tree.range(range);
            },
          });
        },
      };
    }),
  },
  {
    bug: 'a range looks its next entry up in the newest commit',
    breaks: 'A range over a snapshot goes on across commits',
    plant: snapshots((snapshot, file) => ({
      tree: (name) =>
        overlay(snapshot.tree(name), {
          *range() {
            let range: Range = { limit: 1 };
            for (;;) {
              const [entry] = file.snapshot().tree(name).range(range);
              if (entry === undefined) {
                return;
              }
              yield entry;
              range = { gt: entry.key, limit: 1 };
            }
          },
        }),
    })),
  },
  {
    bug: 'a cursor in a transaction reads every entry at its start',
    breaks: 'A cursor in a transaction throws CHANGED after a write to its tree and stays on none',
    plant: writers((tree) => ({ cursor: () => cursorOver([...tree.range()]) })),
  },
  {
    bug: 'what get returns is the stored value itself',
    breaks: 'What a read returns belongs to the caller: writing into it changes no later read',
    plant: readers((tree) => ({ get: (key) => tree.view(key) })),
  },
  {
    bug: 'what get returns is a window into a page',
    breaks: 'What get returned stays as it was while pages come and go through the smallest cache',
    plant: readers((tree) => ({ get: (key) => tree.view(key) })),
  },
  {
    bug: 'all walks of a tree share one cursor',
    breaks: 'Walks that take turns through the smallest cache do not disturb one another',
    plant: readers((tree) => {
      const shared = tree.cursor();
      return {
        cursor: () => shared,
        *range({ reverse = false } = {}) {
          let on = reverse ? shared.last() : shared.first();
          while (on) {
            yield { key: shared.key().slice(), value: shared.value().slice() };
            on = reverse ? shared.previous() : shared.next();
          }
        },
      };
    }),
  },
];

function nonEmpty(value: Uint8Array | undefined): Uint8Array | undefined {
  return value?.length === 0 ? undefined : value;
}

function inclusive({ gt, gte, lt, lte, ...walk }: Range = {}): Range {
  return { ...walk, gte: gt ?? gte, lte: lt ?? lte };
}

function cursorOver(entries: readonly Entry[]): Cursor {
  let index = -1;
  const move = (target: number): boolean => {
    index = target;
    return entries[index] !== undefined;
  };
  const on = (): Entry => entries[index] ?? { key: new Uint8Array(), value: new Uint8Array() };
  return {
    first: () => move(0),
    last: () => move(entries.length - 1),
    seek: (key) => move(entries.findIndex((entry) => Buffer.compare(entry.key, key) >= 0)),
    next: () => move(index + 1),
    previous: () => move(index - 1),
    key: () => on().key,
    value: () => on().value,
  };
}

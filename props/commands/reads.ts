/** Commands that read one tree of the current state and change nothing. */
import type { Range, TreeReader } from '../../engines/index.ts';
import { expectEntry } from '../expect.ts';
import { type Entries, entriesOf } from '../model.ts';
import { showBytes, showRange } from '../show.ts';
import { expectCount, expectLookup, expectRange } from './agree.ts';
import { expectWalk, type Move, showMove } from './cursor-walk.ts';
import { type Command, withSnapshot } from './session.ts';

function reading(
  tree: string,
  text: string,
  compare: (found: TreeReader, expected: Entries) => void,
): Command {
  return {
    check: () => true,
    run: async (ideal, session) => {
      withSnapshot(session.file, (snapshot) => {
        compare(snapshot.tree(tree), entriesOf(ideal.current, tree));
      });
    },
    toString: () => `${tree}: ${text}`,
  };
}

/** Looks `key` up by `get`, `view` and `has`. */
export function lookupCommand(tree: string, key: Uint8Array): Command {
  return reading(tree, `look up ${showBytes(key)}`, (found, expected) => {
    expectLookup(found, expected, key);
  });
}

/** Scans `range`. */
export function rangeCommand(tree: string, range: Range): Command {
  return reading(tree, `range ${showRange(range)}`, (found, expected) => {
    expectRange(found, expected, range);
  });
}

/** Counts the keys of `range`. */
export function countCommand(tree: string, range: Range): Command {
  return reading(tree, `count ${showRange(range)}`, (found, expected) => {
    expectCount(found, expected, range);
  });
}

/** Asks for the entry of `rank`. */
export function atCommand(tree: string, rank: number): Command {
  return reading(tree, `at ${rank}`, (found, expected) => {
    expectEntry(found.at(rank), expected[rank], `at ${rank}`);
  });
}

/** Walks a cursor. */
export function walkCommand(tree: string, moves: readonly Move[]): Command {
  return reading(tree, `walk ${moves.map(showMove).join(', ')}`, (found, expected) => {
    expectWalk(found, expected, moves);
  });
}

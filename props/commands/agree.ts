import type { Engine, EngineFile, Range, Reader, TreeReader } from '../../engines/index.ts';
import {
  expectBytes,
  expectEntries,
  expectEntry,
  expectList,
  expectSame,
  expectThat,
} from '../expect.ts';
import {
  compareBytes,
  countWithin,
  type Entries,
  entriesOf,
  type Model,
  treesWithEntries,
  valueOf,
  within,
} from '../model.ts';
import { showBytes, showRange } from '../show.ts';
import { supports, withSnapshot } from './session.ts';

/** Requires `reader` to show exactly the trees and entries of `model`, by every read there is. */
export function expectReader(engine: Engine, reader: Reader, model: Model): void {
  expectTreeNames(reader.trees(), model);
  for (const [name, entries] of model) {
    expectTree(engine, reader.tree(name), entries, `tree ${name}`);
  }
}

/** Requires a new snapshot of `file` to show exactly `model`. */
export function expectFile(engine: Engine, file: EngineFile, model: Model): void {
  withSnapshot(file, (snapshot) => {
    expectReader(engine, snapshot, model);
  });
}

/** Requires `tree` to hold exactly `entries`. */
function expectTree(engine: Engine, tree: TreeReader, entries: Entries, what: string): void {
  for (const entry of entries) {
    expectBytes(tree.get(entry.key), entry.value, `${what}, get ${showBytes(entry.key)}`);
  }
  expectEntry(tree.first(), entries[0], `${what}, first`);
  expectEntry(tree.last(), entries.at(-1), `${what}, last`);
  if (supports(engine, 'range')) {
    expectEntries(tree.range(), entries, `${what}, range`);
  }
  const middle = entries.length >>> 1;
  if (supports(engine, 'count')) {
    expectSame(tree.count(), entries.length, `${what}, count`);
    expectCount(tree, entries, { lt: entries[middle]?.key });
  }
  if (supports(engine, 'at')) {
    for (const rank of [0, middle, entries.length - 1, entries.length].filter((at) => at >= 0)) {
      expectEntry(tree.at(rank), entries[rank], `${what}, at ${rank}`);
    }
  }
}

/**
 * Requires `names` to ascend by their UTF-8 bytes, and to be the trees of `model`; those that are
 * empty may be left out.
 */
export function expectTreeNames(names: readonly string[], model: Model): void {
  expectList(names, inOrderOfBytes(names), 'trees, in order of their UTF-8 bytes');
  expectSameTrees(names, model, 'trees');
}

/**
 * Requires `names`, in any order, to hold every tree that has entries, none twice, and none that
 * the model never saw or saw dropped.
 */
export function expectSameTrees(names: readonly string[], model: Model, what: string): void {
  expectSame(new Set(names).size, names.length, `${what}, number of different names`);
  expectList(
    inOrderOfBytes(names).filter((name) => entriesOf(model, name).length > 0),
    treesWithEntries(model),
    `${what} that have entries`,
  );
  for (const name of names) {
    expectThat(model.has(name), `${what}: ${name} is listed, and was never written or was dropped`);
  }
}

function inOrderOfBytes(names: readonly string[]): readonly string[] {
  return names.toSorted((left, right) => compareBytes(Buffer.from(left), Buffer.from(right)));
}

/** Requires `get`, `view` and `has` to answer for `key` as the model does. */
export function expectLookup(tree: TreeReader, entries: Entries, key: Uint8Array): void {
  const expected = valueOf(entries, key);
  expectBytes(tree.get(key), expected, `get ${showBytes(key)}`);
  expectBytes(tree.view(key), expected, `view ${showBytes(key)}`);
  expectSame(tree.has(key), expected !== undefined, `has ${showBytes(key)}`);
}

/** Requires `range` to yield what the model yields, and not an entry more. */
export function expectRange(tree: TreeReader, entries: Entries, range: Range): void {
  expectEntries(tree.range(range), within(entries, range), `range ${showRange(range)}`);
}

/** Requires `count` to answer as the model does. */
export function expectCount(tree: TreeReader, entries: Entries, range: Range): void {
  expectSame(tree.count(range), countWithin(entries, range), `count ${showRange(range)}`);
}

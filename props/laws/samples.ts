/** Entries by number, for laws that need many and care little which. */
import type { EngineFile, Entry, TreeReader, WriteOptions } from '../../engines/index.ts';
import { valueBytes } from '../arbitraries/index.ts';

/** The text as UTF-8 bytes. */
export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Key number `index`: four bytes, so that keys ascend with their numbers. */
export function keyOf(index: number): Uint8Array {
  return Uint8Array.of(index >>> 24, index >>> 16, index >>> 8, index);
}

/** Entry number `index`; its value of `valueLength` bytes, from 4, begins with the key. */
export function entryOf(index: number, valueLength = 12): Entry {
  const value = valueBytes(valueLength, index);
  value.set(keyOf(index));
  return { key: keyOf(index), value };
}

/** Entries 0 to `count` - 1 in ascending order. */
export function entriesTo(count: number, valueLength = 12): readonly Entry[] {
  return Array.from({ length: count }, (_, index) => entryOf(index, valueLength));
}

/** `items` in a fixed disorder that leaves even an unbalanced tree low. */
export function scrambled<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item, index) => ({ item, rank: Math.imul(index + 1, 2_654_435_761) >>> 0 }))
    .toSorted((left, right) => left.rank - right.rank)
    .map(({ item }) => item);
}

/** Puts `entries` into `tree` in one transaction. */
export async function putAll(
  file: EngineFile,
  tree: string,
  entries: Iterable<Entry>,
  options: WriteOptions = {},
): Promise<void> {
  await file.write((tx) => {
    const writer = tx.tree(tree);
    for (const { key, value } of entries) {
      writer.put(key, value);
    }
  }, options);
}

/** The values of `tree` read as UTF-8, by ascending key. */
export function texts(tree: TreeReader): readonly string[] {
  return [...tree.range()].map(({ value }) => new TextDecoder().decode(value));
}

/** `pending`, to be awaited later: its rejection before that does not count as unhandled. */
export function started<T>(pending: Promise<T>): Promise<T> {
  pending.catch(() => undefined);
  return pending;
}

/** Waits for `step` on each item before it takes the next one. */
export async function inOrder<T>(
  items: Iterable<T>,
  step: (item: T) => Promise<unknown>,
): Promise<void> {
  for (const item of items) {
    // oxlint-disable-next-line no-await-in-loop -- each step is to follow the one before it.
    await step(item);
  }
}

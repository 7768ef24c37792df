/**
 * One tree of the example engine: an array of entries whose keys strictly ascend. An array never
 * changes; a write answers another one.
 */
import {
  EngineError,
  type EngineErrorCode,
  type Entry,
  LIMITS,
  type Range,
  type TreeReader,
  type TreeWriter,
} from '../../engines/index.ts';

/** The array, as this file keeps it. */
export type Entries = readonly Entry[];

/** Throws an EngineError. */
export function fail(code: EngineErrorCode, message: string): never {
  throw new EngineError(code, message);
}

/** Reads whatever array `entries` answers, which throws when the owner has ended. */
export function readerOf(entries: () => Entries): TreeReader {
  const view = (key: Uint8Array): Uint8Array | undefined =>
    within(entries(), { gte: key, lte: key })[0]?.value;
  return {
    get: (key) => view(key)?.slice(),
    view,
    has: (key) => view(key) !== undefined,
    *range(range = {}) {
      const seen = entries();
      const found = range.reverse === true ? within(seen, range).toReversed() : within(seen, range);
      for (const entry of found.slice(0, range.limit)) {
        yield copyOf(entry);
        if (entries() !== seen) {
          fail('CHANGED', 'the tree was written to under a range');
        }
      }
    },
    count: (range) => within(entries(), range).length,
    at: (index) => copyOf(entries()[index]),
    first: () => copyOf(entries()[0]),
    last: () => copyOf(entries().at(-1)),
    cursor: () => fail('UNSUPPORTED', 'the example engine has no cursors'),
  };
}

/**
 * Reads as `readerOf`, and hands each changed array to `set`, with the bytes that a put brought.
 * @throws EngineError `KEY_SIZE`, `VALUE_SIZE`.
 */
export function writerOf(
  entries: () => Entries,
  set: (entries: Entries, bytes: number) => void,
): TreeWriter {
  const without = (key: Uint8Array, ...instead: Entries): Entries => [
    ...within(entries(), { lt: key }),
    ...instead,
    ...within(entries(), { gt: key }),
  ];
  return {
    ...readerOf(entries),
    put: (key, value) => {
      if (key.length < 1 || key.length > LIMITS.keyBytesMax) {
        fail('KEY_SIZE', `a key has 1 to ${LIMITS.keyBytesMax} bytes, not ${key.length}`);
      }
      if (value.length > LIMITS.valueBytesMax) {
        fail('VALUE_SIZE', `a value has up to ${LIMITS.valueBytesMax} bytes, not ${value.length}`);
      }
      const entry = { key: Uint8Array.from(key), value: Uint8Array.from(value) };
      set(without(key, entry), key.length + value.length);
    },
    delete: (key) => {
      const left = without(key);
      const found = left.length < entries().length;
      if (found) {
        set(left, 0);
      }
      return found;
    },
  };
}

function copyOf<E extends Entry | undefined>(entry: E): E {
  return entry && { ...entry, key: entry.key.slice(), value: entry.value.slice() };
}

function within(entries: Entries, { gt, gte, lt, lte }: Range = {}): Entries {
  const start = (gt && rank(entries, gt, 1)) ?? (gte && rank(entries, gte, 0)) ?? 0;
  return entries.slice(start, (lt && rank(entries, lt, 0)) ?? (lte && rank(entries, lte, 1)));
}

/** The number of keys that compare with `key` below `order`: 0 leaves `key` out, 1 counts it. */
function rank(entries: Entries, key: Uint8Array, order: 0 | 1): number {
  const index = entries.findIndex((entry) => Buffer.compare(entry.key, key) >= order);
  return index === -1 ? entries.length : index;
}

/** Bytes of all keys and values. */
export function bytesOf(entries: Entries): number {
  return entries.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
}

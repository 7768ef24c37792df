import type { Entry, Range, TreeReader } from '../../../engines/index.ts';
import type { Source } from './backing.ts';
import { fail, keyIn, keyOf, spanOf, unsupported } from './keys.ts';

/** One tree of a source, or none. */
export interface Seen {
  readonly source: Source;
  /** Undefined where the tree does not exist. */
  readonly id: number | undefined;
  /** Another one after every write to the tree. */
  readonly version: number;
}

/** Reads one tree; `see` throws where its owner has ended. */
export function readerOf(see: () => Seen): TreeReader {
  const get = (key: Uint8Array): Uint8Array | undefined => {
    const { source, id } = see();
    return id === undefined || key.length === 0 ? undefined : source.get(keyIn(id, key));
  };
  const end = (reverse: boolean): Entry | undefined => {
    const [entry] = rangeOf(see, { reverse, limit: 1 });
    return entry;
  };
  return {
    get,
    view: get,
    has: (key) => get(key) !== undefined,
    range: (range = {}) => rangeOf(see, range),
    first: () => end(false),
    last: () => end(true),
    count: unsupported,
    at: unsupported,
    cursor: unsupported,
  };
}

function* rangeOf(see: () => Seen, range: Range): IterableIterator<Entry> {
  const { source, id, version } = see();
  if (source.walk === undefined) unsupported();
  let left = range.limit ?? Infinity;
  if (id === undefined || left === 0) return;
  const span = spanOf(id, range);
  if (Buffer.compare(span.from, span.to) >= 0) return;
  for (const [key, value] of source.walk(span)) {
    yield { key: keyOf(key), value };
    if (see().version !== version) fail('CHANGED', 'the tree was written to under a range');
    left -= 1;
    if (left === 0) return;
  }
}

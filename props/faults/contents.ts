import { crc32 } from 'node:zlib';
import type { Entry, Snapshot } from '../../engines/index.ts';
import { entriesOf, type Model, treesWithEntries } from '../model.ts';

/**
 * All trees, keys and values of a file as one short text: equal for equal contents, and otherwise
 * different but for 32 bits of chance. A tree without entries counts for nothing.
 */
export function digestOf(snapshot: Snapshot): string {
  return digest(snapshot.trees().map((name) => [name, snapshot.tree(name).range()]));
}

const digests: WeakMap<Model, string> = new WeakMap();

/** The digest of a file that holds what `model` says. */
export function modelDigest(model: Model): string {
  const known = digests.get(model);
  if (known !== undefined) return known;
  const text = digest(treesWithEntries(model).map((name) => [name, entriesOf(model, name)]));
  digests.set(model, text);
  return text;
}

function digest(trees: Iterable<readonly [string, Iterable<Entry>]>): string {
  let sum = 0;
  let entries = 0;
  const lengths = new Uint32Array(2);
  const lengthBytes = new Uint8Array(lengths.buffer);
  for (const [name, within] of trees) {
    const before = entries;
    for (const { key, value } of within) {
      entries += 1;
      lengths[0] = key.length;
      lengths[1] = value.length;
      sum = crc32(key, crc32(lengthBytes, sum));
      // Of no bytes at no address Node's crc32 is 0, whatever it began with.
      if (value.length > 0) sum = crc32(value, sum);
    }
    if (entries > before) sum = crc32(name, sum);
  }
  return `${entries} entries, ${sum.toString(16)}`;
}

import type { Entry } from '../engine.ts';
import { EngineError } from '../errors.ts';
import type { Balance } from './balance.ts';
import { checkEntry } from './check-entry.ts';
import type { Nodes } from './nodes.ts';
import type { Draft } from './path.ts';
import { prefixHigh, prefixLow } from './prefix.ts';
import { compareAt } from './search.ts';

/**
 * Fills the empty `draft` with entries in strictly ascending order: as nodes one after the other,
 * then linked into one tree in which sibling subtrees differ by at most one entry. Its nodes stand
 * on all levels but perhaps the deepest, and those are red where the kind has colours.
 * @throws EngineError `UNSORTED`, `KEY_SIZE`, `VALUE_SIZE`. Cost: O(n).
 */
export function build(draft: Draft, balance: Balance, entries: Iterable<Entry>): number {
  const { nodes } = draft;
  let addresses = new Uint32Array(64);
  let count = 0;
  let bytesStored = 0;
  let last = 0;
  for (const { key, value } of entries) {
    checkEntry(key, value);
    if (count > 0 && compareTo(nodes, last, key) <= 0) {
      throw new EngineError('UNSORTED', `entry ${count} to load is not above the one before it`);
    }
    const inserted = { key: nodes.outside(key), value: nodes.outside(value) };
    last = nodes.allocate(last);
    nodes.setEntry(last, inserted.key, inserted.value);
    if (count === addresses.length) addresses = doubled(addresses);
    addresses[count] = last;
    draft.payloadBytes += nodes.payloadBytesAt(nodes.pages.guide(last));
    bytesStored += key.length + value.length;
    count += 1;
  }
  link(draft, addresses.subarray(0, count), balance.coloured);
  draft.entries = count;
  draft.counted = true;
  draft.loaded = true;
  return bytesStored;
}

/** Order of `key` against that of the node at `address`. */
function compareTo(nodes: Nodes, address: number, key: Uint8Array): number {
  return compareAt(nodes, key, prefixHigh(key), prefixLow(key), nodes.pages.guide(address));
}

function middle(start: number, end: number): number {
  return (start + end) >>> 1;
}

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(array.length * 2);
  longer.set(array);
  return longer;
}

/** Links the nodes at `addresses`, which are in order of their keys. */
function link(draft: Draft, addresses: Uint32Array, coloured: boolean): void {
  const { nodes } = draft;
  const count = addresses.length;
  const child = (start: number, end: number): number =>
    start < end ? addresses[middle(start, end)]! : 0;
  const full = 2 ** Math.floor(Math.log2(count + 1)) - 1 === count;
  const deepest = Math.floor(Math.log2(Math.max(1, count)));

  draft.root = child(0, count);
  // Each triple is a subtree to link: entries [start, end) at a depth. At most two a level wait.
  const waiting: number[] = [0, count, 0];
  while (waiting.length > 0) {
    const depth = waiting.pop()!;
    const end = waiting.pop()!;
    const start = waiting.pop()!;
    if (start >= end) continue;
    const at = middle(start, end);
    const node = addresses[at]!;
    nodes.setLeft(node, child(start, at));
    nodes.setRight(node, child(at + 1, end));
    nodes.setSize(node, end - start);
    if (coloured && !full && depth === deepest) nodes.setRed(node, true);
    waiting.push(start, at, depth + 1, at + 1, end, depth + 1);
  }
}

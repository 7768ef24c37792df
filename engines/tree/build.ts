import type { Entry } from '../engine.ts';
import { EngineError } from '../errors.ts';
import { NODES_PER_PAGE, SLOT_BITS } from '../storage/index.ts';
import type { Balance } from './balance.ts';
import type { Draft } from './path.ts';

/**
 * Fills the empty `draft` with entries in strictly ascending order: as nodes one after the other,
 * then linked into one tree in which sibling subtrees differ by at most one entry. Its nodes stand
 * on all levels but perhaps the deepest, and those are red where the kind has colours.
 * @throws EngineError `UNSORTED`. Cost: O(n).
 */
export function build(draft: Draft, balance: Balance, entries: Iterable<Entry>): number {
  const { nodes } = draft;
  let count = 0;
  let first = 0;
  let bytesStored = 0;
  let last: Uint8Array | undefined;
  for (const { key, value } of entries) {
    if (last !== undefined && Buffer.compare(last, key) >= 0) {
      throw new EngineError('UNSORTED', `entry ${count} to load is not above the one before it`);
    }
    const node = nodes.allocate();
    nodes.setEntry(node, key, value);
    if (count === 0) first = node;
    draft.payloadBytes += nodes.payloadBytesAt(nodes.pages.locate(node));
    bytesStored += key.length + value.length;
    last = Uint8Array.from(key);
    count += 1;
  }
  link(draft, first, count, balance.coloured);
  draft.loaded = true;
  return bytesStored;
}

function middle(start: number, end: number): number {
  return (start + end) >>> 1;
}

/** Links `count` nodes in order of allocation, the first of them at `first`. */
function link(draft: Draft, first: number, count: number, coloured: boolean): void {
  const { nodes } = draft;
  const firstSlot = first % 2 ** SLOT_BITS;
  const firstPage = Math.floor(first / 2 ** SLOT_BITS);
  const address = (index: number): number => {
    const slot = firstSlot + index;
    const page = firstPage + Math.floor(slot / NODES_PER_PAGE);
    return page * 2 ** SLOT_BITS + (slot % NODES_PER_PAGE);
  };
  const child = (start: number, end: number): number =>
    start < end ? address(middle(start, end)) : 0;
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
    const node = address(at);
    nodes.setLeft(node, child(start, at));
    nodes.setRight(node, child(at + 1, end));
    nodes.setSize(node, end - start);
    if (coloured && !full && depth === deepest) nodes.setRed(node, true);
    waiting.push(start, at, depth + 1, at + 1, end, depth + 1);
  }
}

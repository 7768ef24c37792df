import { NODE } from '../storage/index.ts';
import type { Balance } from './balance.ts';
import { type Draft, ownOnto, relink } from './path.ts';
import { prefixHigh, prefixLow } from './prefix.ts';
import { descend } from './search.ts';

/**
 * Sets `key` to `value` in one walk down, which owns the path and counts the new entry on the way;
 * a replaced value takes the count back. Cost: O(height), and a copy of each node the first time a
 * transaction passes it.
 */
export function insert(draft: Draft, balance: Balance, key: Uint8Array, value: Uint8Array): void {
  const { nodes, path } = draft;
  const { pages, watermark } = nodes;
  const high = prefixHigh(key);
  const low = prefixLow(key);
  path.clear();
  let order = 0;
  let above = Infinity;
  for (let address = draft.root; address !== 0; ) {
    const owned = address < watermark ? ownOnto(draft, address) : path.push(address);
    const base = pages.locate(owned);
    above = descend(pages.words[base + NODE.size]!, above, owned);
    pages.words[base + NODE.size] = above + 1;
    order = nodes.compare(key, high, low, base);
    if (order === 0) {
      resize(draft, -1);
      replace(draft, owned, key, value);
      return;
    }
    address = order < 0 ? nodes.left(owned) : nodes.right(owned);
  }
  const leaf = nodes.allocate();
  nodes.setEntry(leaf, key, value);
  nodes.setSize(leaf, 1);
  draft.payloadBytes += nodes.payloadBytesAt(pages.locate(leaf));
  if (path.depth === 0) draft.root = leaf;
  else if (order < 0) nodes.setLeft(path.last, leaf);
  else nodes.setRight(path.last, leaf);
  path.push(leaf);
  balance.inserted(draft);
}

/** Adds `change` to the size of every node on the path. */
function resize(draft: Draft, change: number): void {
  const { nodes, path } = draft;
  for (let index = path.depth - 1; index >= 0; index -= 1) {
    const address = path.at(index);
    nodes.setSize(address, nodes.size(address) + change);
  }
}

function replace(draft: Draft, address: number, key: Uint8Array, value: Uint8Array): void {
  const { nodes } = draft;
  draft.payloadBytes -= nodes.payloadBytesAt(nodes.pages.locate(address));
  nodes.setEntry(address, key, value);
  draft.payloadBytes += nodes.payloadBytesAt(nodes.pages.locate(address));
}

/** Unlinks the last node of the path, which has at most one child; the path then ends above it. */
export function unlink(draft: Draft, balance: Balance): void {
  const { nodes, path } = draft;
  const gone = path.pop();
  const child = nodes.left(gone) !== 0 ? nodes.left(gone) : nodes.right(gone);
  const parent = path.last;
  const left = parent !== 0 && nodes.left(parent) === gone;
  relink(draft, path.depth - 1, gone, child);
  resize(draft, -1);
  balance.removed(draft, { child, left, red: nodes.red(gone) });
}

import { ADDRESS_MASK, BODY, bodyOf, GUIDE } from '../storage/index.ts';
import type { Balance } from './balance.ts';
import { addToRest, type Draft, ownOnto, relink, restBelow } from './path.ts';
import { prefixHigh, prefixLow } from './prefix.ts';
import { sizeBelow, TRUSTED_LEVELS } from './search.ts';

/**
 * Sets `key` to `value` in one walk down, which owns the path.
 * Cost: O(height), and a copy of each node the first time a transaction passes it.
 */
export function insert(draft: Draft, balance: Balance, key: Uint8Array, value: Uint8Array): void {
  const { nodes, path } = draft;
  const { pages, watermark } = nodes;
  const high = prefixHigh(key);
  const low = prefixLow(key);
  let levels = 0;
  let above = Infinity;
  path.clear();
  let left = false;
  for (let address = draft.root; address !== 0; ) {
    let at = pages.guide(address);
    levels += 1;
    if (levels > TRUSTED_LEVELS) above = sizeBelow(nodes, at, address, above);
    if (address >= watermark) path.push(address);
    else at = pages.guide(ownOnto(draft, address, left));
    // `compareAt`, written out, as in `find`.
    const { words } = pages;
    const nodeHigh = words[at]!;
    const nodeLow = words[at + GUIDE.prefixLow]!;
    if (high === nodeHigh && low === nodeLow) {
      const order = nodes.compareBehindPrefix(key, at);
      if (order === 0) {
        replace(draft, path.last, key, value);
        return;
      }
      left = order < 0;
    } else {
      left = high < nodeHigh || (high === nodeHigh && low < nodeLow);
    }
    address = pages.words[at + (left ? GUIDE.left : GUIDE.right)]! & ADDRESS_MASK;
  }
  const leaf = nodes.allocate(path.last);
  nodes.setEntry(leaf, key, value);
  const at = pages.guide(leaf);
  pages.words[bodyOf(at) + BODY.size] = 1;
  draft.payloadBytes += nodes.payloadBytesAt(at);
  draft.entries += 1;
  resize(draft, 1);
  if (path.depth === 0) draft.root = leaf;
  else if (left) nodes.setLeft(path.last, leaf);
  else nodes.setRight(path.last, leaf);
  path.push(leaf);
  balance.inserted(draft);
}

/** Adds `change` to the size of every node on the path, where nodes hold sizes. */
function resize(draft: Draft, change: number): void {
  if (!draft.counted) return;
  const { nodes, path } = draft;
  for (let index = path.depth - 1; index >= 0; index -= 1) {
    const address = path.at(index);
    nodes.setSize(address, nodes.size(address) + change);
  }
}

function replace(draft: Draft, address: number, key: Uint8Array, value: Uint8Array): void {
  const { nodes } = draft;
  draft.payloadBytes -= nodes.payloadBytesAt(nodes.pages.guide(address));
  nodes.setEntry(address, key, value);
  draft.payloadBytes += nodes.payloadBytesAt(nodes.pages.guide(address));
}

/** Unlinks the last node of the path, which has at most one child; the path then ends above it. */
export function unlink(draft: Draft, balance: Balance): void {
  const { nodes, path } = draft;
  const gone = path.pop();
  const child = nodes.left(gone) !== 0 ? nodes.left(gone) : nodes.right(gone);
  const parent = path.last;
  const left = parent !== 0 && nodes.left(parent) === gone;
  relink(draft, path.depth - 1, gone, child);
  if (parent !== 0) addToRest(draft, parent, restBelow(draft, child));
  draft.entries -= 1;
  resize(draft, -1);
  balance.removed(draft, { child, left, red: nodes.red(gone) });
}

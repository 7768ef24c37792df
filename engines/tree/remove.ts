import type { Balance } from './balance.ts';
import { unlink } from './insert.ts';
import { type Draft, ownOnto, Path } from './path.ts';
import { findPath, sizeBelow, TRUSTED_LEVELS } from './search.ts';

/**
 * Removes `key`; returns whether it was there. A node with two children takes over the entry of
 * its successor, which has at most one child and is unlinked in its stead.
 * Cost: O(height) nodes.
 */
export function remove(draft: Draft, balance: Balance, key: Uint8Array): boolean {
  const { nodes, path } = draft;
  const found = new Path();
  if (!findPath(nodes, draft.root, key, found)) return false;
  path.clear();
  for (let index = 0; index < found.depth; index += 1) {
    const address = found.at(index);
    ownOnto(draft, address, path.depth > 0 && nodes.left(path.last) === address);
  }
  const target = path.last;
  draft.payloadBytes -= nodes.payloadBytesAt(nodes.pages.guide(target));
  if (nodes.left(target) !== 0 && nodes.right(target) !== 0) {
    nodes.moveEntry(ownSuccessor(draft, nodes.right(target)), target);
  }
  unlink(draft, balance);
  return true;
}

/** Extends the path from `address` to the least entry below it, and returns that. */
function ownSuccessor(draft: Draft, address: number): number {
  const { nodes } = draft;
  let successor = 0;
  let levels = 0;
  let above = Infinity;
  for (let next = address; next !== 0; next = nodes.left(successor)) {
    levels += 1;
    if (levels > TRUSTED_LEVELS) above = sizeBelow(nodes, nodes.pages.guide(next), next, above);
    successor = ownOnto(draft, next, successor !== 0);
  }
  return successor;
}

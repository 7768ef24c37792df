import { TEMPORARY_ADDRESS } from '../storage/index.ts';
import type { Nodes } from './nodes.ts';

/*
 * Sizes of subtrees cost an insertion one body for each level, all the way to the root, and nobody
 * asks for them before the transaction is over. So a tree under change is *uncounted*: the size
 * word of its temporary nodes holds the **rest**, the node itself and the entries below those
 * children that have a place in the file. A rest changes only where a link to such a child does.
 *
 * Invariant: the size of a node is its rest and the sizes of its temporary children.
 */

/**
 * Counts the temporary nodes below `root` from the address `least` on: their rests become sizes.
 * Temporary nodes below `least` are counted already. Cost: O(nodes counted).
 */
export function countNodes(nodes: Nodes, root: number, least: number): void {
  if (root < least) return;
  // A parent stands before its children, so that backwards every child is counted first.
  const order: number[] = [root];
  for (let index = 0; index < order.length; index += 1) {
    const address = order[index]!;
    const left = nodes.left(address);
    const right = nodes.right(address);
    if (left >= least) order.push(left);
    if (right >= least) order.push(right);
  }
  for (let index = order.length - 1; index >= 0; index -= 1) {
    const address = order[index]!;
    const rest = nodes.size(address);
    const left = temporarySize(nodes, nodes.left(address));
    const right = temporarySize(nodes, nodes.right(address));
    nodes.setSize(address, rest + left + right);
  }
}

function temporarySize(nodes: Nodes, address: number): number {
  return address < TEMPORARY_ADDRESS ? 0 : nodes.size(address);
}

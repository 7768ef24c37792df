import { EngineError } from '../errors.ts';
import { NODE, SLOT_BITS } from '../storage/index.ts';
import type { Nodes } from './nodes.ts';
import type { Path } from './path.ts';
import { prefixHigh, prefixLow } from './prefix.ts';

/*
 * Every descent carries the size of the subtree it stands in, which must fall with each step: in a
 * damaged or hostile file that is what bounds the loop.
 */

/** Throws unless a subtree of `size` entries can stand below one of `above`. */
export function descend(size: number, above: number, address: number): number {
  if (size >= above || size === 0) {
    throw new EngineError(
      'CORRUPT',
      `page ${address >>> SLOT_BITS}: a subtree of ${size} entries stands below one of ${above}`,
    );
  }
  return size;
}

/** The node that holds `key`, or 0. Cost: O(height) nodes. */
export function find(nodes: Nodes, root: number, key: Uint8Array): number {
  const high = prefixHigh(key);
  const low = prefixLow(key);
  const { pages } = nodes;
  let above = Infinity;
  for (let address = root; address !== 0; ) {
    const base = pages.locate(address);
    above = descend(pages.words[base + NODE.size]!, above, address);
    const left = pages.words[base + NODE.left]!;
    const right = pages.words[base + NODE.right]!;
    const order = nodes.compare(key, high, low, base);
    if (order === 0) return address;
    address = order < 0 ? left : right;
  }
  return 0;
}

/** As `find`, and leaves in `path` the nodes passed, the found one last. */
export function findPath(nodes: Nodes, root: number, key: Uint8Array, path: Path): number {
  const high = prefixHigh(key);
  const low = prefixLow(key);
  const { pages } = nodes;
  path.clear();
  let above = Infinity;
  for (let address = root; address !== 0; ) {
    const base = pages.locate(address);
    above = descend(pages.words[base + NODE.size]!, above, address);
    const left = pages.words[base + NODE.left]!;
    const right = pages.words[base + NODE.right]!;
    path.push(address);
    const order = nodes.compare(key, high, low, base);
    if (order === 0) return address;
    address = order < 0 ? left : right;
  }
  return 0;
}

/** The number of keys below `key`, or, when `inclusive`, not above it. Cost: O(height). */
export function rank(nodes: Nodes, root: number, key: Uint8Array, inclusive: boolean): number {
  const high = prefixHigh(key);
  const low = prefixLow(key);
  const { pages } = nodes;
  let below = 0;
  let above = Infinity;
  for (let address = root; address !== 0; ) {
    const base = pages.locate(address);
    const size = descend(pages.words[base + NODE.size]!, above, address);
    above = size;
    const left = pages.words[base + NODE.left]!;
    const right = pages.words[base + NODE.right]!;
    const order = nodes.compare(key, high, low, base);
    if (order < 0 || (order === 0 && !inclusive)) {
      address = left;
    } else {
      below += size - nodes.size(right);
      address = right;
    }
  }
  return below;
}

/** Leads `path` to the node that has `wanted` keys below it; false when there is none. */
export function seekRank(nodes: Nodes, root: number, wanted: number, path: Path): boolean {
  path.clear();
  let left = wanted;
  let above = Infinity;
  if (wanted < 0 || wanted >= nodes.size(root)) return false;
  for (let address = root; address !== 0; ) {
    above = descend(nodes.size(address), above, address);
    path.push(address);
    const smaller = nodes.left(address);
    const below = nodes.size(smaller);
    if (left === below) return true;
    if (left < below) {
      address = smaller;
    } else {
      left -= below + 1;
      address = nodes.right(address);
    }
  }
  throw new EngineError('CORRUPT', `the subtree sizes promise an entry of rank ${wanted}`);
}

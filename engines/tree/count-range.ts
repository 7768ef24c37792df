import type { Range } from '../engine.ts';
import { ADDRESS_MASK, BODY, bodyOf, GUIDE } from '../storage/index.ts';
import type { Walkable } from './cursor.ts';
import type { Nodes } from './nodes.ts';
import { prefixHigh, prefixLow } from './prefix.ts';
import { isEmpty } from './range.ts';
import { compareAt, sizeBelow, TRUSTED_LEVELS } from './search.ts';

/*
 * Both bounds lead the same way down to the first node between them. Above it no sizes are needed;
 * below it each bound goes its own way, and counts what it leaves between itself and the other.
 *
 * `countAbove` and `countBelow` are mirror images, written out: as one loop with a flag for the side
 * they took a quarter longer.
 */

/** The number of entries within `range`. Cost: O(height), whatever the answer. */
export function countWithin(tree: Walkable, range: Range): number {
  const { nodes } = tree;
  const root = tree.countedRoot();
  if (isEmpty(range)) return 0;
  const lower = range.gt ?? range.gte;
  const upper = range.lt ?? range.lte;
  if (lower === undefined && upper === undefined) return tree.entries();
  const lowest = range.gt === undefined;
  const highest = range.lt === undefined;
  if (lower === undefined) return countBelow(nodes, root, upper!, highest);
  if (upper === undefined) return countAbove(nodes, root, lower, lowest);
  const top = firstBetween(nodes, root, lower, upper);
  if (top === 0) return 0;
  const onLower = isKeyOf(nodes, top, lower);
  const onUpper = isKeyOf(nodes, top, upper);
  if (onLower) return (lowest ? 1 : 0) + countBelow(nodes, nodes.right(top), upper, highest);
  if (onUpper) return (highest ? 1 : 0) + countAbove(nodes, nodes.left(top), lower, lowest);
  return (
    1 +
    countAbove(nodes, nodes.left(top), lower, lowest) +
    countBelow(nodes, nodes.right(top), upper, highest)
  );
}

function isKeyOf(nodes: Nodes, address: number, key: Uint8Array): boolean {
  const at = nodes.pages.guide(address);
  return compareAt(nodes, key, prefixHigh(key), prefixLow(key), at) === 0;
}

/** The highest node whose key is neither below `lower` nor above `upper`, or 0. */
function firstBetween(nodes: Nodes, root: number, lower: Uint8Array, upper: Uint8Array): number {
  const lowerHigh = prefixHigh(lower);
  const lowerLow = prefixLow(lower);
  const upperHigh = prefixHigh(upper);
  const upperLow = prefixLow(upper);
  const { pages } = nodes;
  let levels = 0;
  let above = Infinity;
  for (let address = root; address !== 0; ) {
    const at = pages.guide(address);
    levels += 1;
    if (levels > TRUSTED_LEVELS) above = sizeBelow(nodes, at, address, above);
    const left = pages.words[at + GUIDE.left]! & ADDRESS_MASK;
    const right = pages.words[at + GUIDE.right]! & ADDRESS_MASK;
    if (compareAt(nodes, lower, lowerHigh, lowerLow, at) > 0) address = right;
    // Comparing may have read payload, and so moved what stood at `at`.
    else if (compareAt(nodes, upper, upperHigh, upperLow, pages.guide(address)) < 0) address = left;
    else return address;
  }
  return 0;
}

/** Entries below `root` above `key`, and the one that has it when `equal`. */
function countAbove(nodes: Nodes, root: number, key: Uint8Array, equal: boolean): number {
  const high = prefixHigh(key);
  const low = prefixLow(key);
  const { pages } = nodes;
  let levels = 0;
  let above = Infinity;
  let count = 0;
  for (let address = root; address !== 0; ) {
    const at = pages.guide(address);
    levels += 1;
    if (levels > TRUSTED_LEVELS) above = sizeBelow(nodes, at, address, above);
    const left = pages.words[at + GUIDE.left]! & ADDRESS_MASK;
    const right = pages.words[at + GUIDE.right]! & ADDRESS_MASK;
    const order = compareAt(nodes, key, high, low, at);
    if (order > 0) {
      address = right;
      continue;
    }
    count += sizeAt(nodes, right);
    if (order === 0) return equal ? count + 1 : count;
    count += 1;
    address = left;
  }
  return count;
}

/** Entries below `root` below `key`, and the one that has it when `equal`. */
function countBelow(nodes: Nodes, root: number, key: Uint8Array, equal: boolean): number {
  const high = prefixHigh(key);
  const low = prefixLow(key);
  const { pages } = nodes;
  let levels = 0;
  let above = Infinity;
  let count = 0;
  for (let address = root; address !== 0; ) {
    const at = pages.guide(address);
    levels += 1;
    if (levels > TRUSTED_LEVELS) above = sizeBelow(nodes, at, address, above);
    const left = pages.words[at + GUIDE.left]! & ADDRESS_MASK;
    const right = pages.words[at + GUIDE.right]! & ADDRESS_MASK;
    const order = compareAt(nodes, key, high, low, at);
    if (order < 0) {
      address = left;
      continue;
    }
    count += sizeAt(nodes, left);
    if (order === 0) return equal ? count + 1 : count;
    count += 1;
    address = right;
  }
  return count;
}

function sizeAt({ pages }: Nodes, address: number): number {
  if (address === 0) return 0;
  const body = bodyOf(pages.guide(address));
  return pages.words[body + BODY.size]!;
}

import { EngineError } from '../errors.ts';
import {
  ADDRESS_MASK,
  BODY,
  bodyOf,
  GUIDE,
  SLOT_BITS,
  TEMPORARY_ADDRESS,
} from '../storage/index.ts';
import type { Nodes } from './nodes.ts';
import type { Path } from './path.ts';
import { prefixHigh, prefixLow } from './prefix.ts';

/*
 * A descent reads guides only, one cache line for each two or three levels. What bounds it in a
 * damaged or hostile file is that subtree sizes must fall from node to node; sizes stand in the
 * bodies, so a descent asks for them only once it is deeper than trees of chance are.
 *
 * Links to the right carry no flag. They are masked like the others so that addresses are small
 * integers on every way through a loop; mixed with unsigned words they would become doubles.
 */

/** Levels that a descent takes on trust before it calls `sizeBelow` for each. */
export const TRUSTED_LEVELS = 128;

/** The size of the node at `at`, which a descent has reached from a subtree of `above` entries. */
export function sizeBelow(nodes: Nodes, at: number, address: number, above: number): number {
  // Temporary nodes were linked by this process, and their sizes may not be counted yet.
  if (address >= TEMPORARY_ADDRESS) return above;
  return fallen(nodes.pages.words[bodyOf(at) + BODY.size]!, above, address);
}

/** `size`, unless a subtree of that many entries cannot stand below one of `above`. */
function fallen(size: number, above: number, address: number): number {
  if (size >= above || size === 0) {
    throw new EngineError(
      'CORRUPT',
      `page ${address >>> SLOT_BITS}: a subtree of ${size} entries stands below one of ${above}`,
    );
  }
  return size;
}

/** Order of `key`, whose prefix is `high` and `low`, against the key of the node at `at`. */
export function compareAt(
  nodes: Nodes,
  key: Uint8Array,
  high: number,
  low: number,
  at: number,
): number {
  const { words } = nodes.pages;
  const nodeHigh = words[at]!;
  if (high !== nodeHigh) return high < nodeHigh ? -1 : 1;
  const nodeLow = words[at + GUIDE.prefixLow]!;
  if (low !== nodeLow) return low < nodeLow ? -1 : 1;
  return nodes.compareBehindPrefix(key, at);
}

/** Word index of the guide of the node that holds `key`, or -1. Cost: O(height) guides. */
export function find(nodes: Nodes, root: number, key: Uint8Array): number {
  const high = prefixHigh(key);
  const low = prefixLow(key);
  const { pages } = nodes;
  let levels = 0;
  let above = Infinity;
  for (let address = root; address !== 0; ) {
    const at = pages.guide(address);
    levels += 1;
    if (levels > TRUSTED_LEVELS) above = sizeBelow(nodes, at, address, above);
    // `compareAt`, written out: this loop is what a lookup is.
    const { words } = pages;
    const nodeHigh = words[at]!;
    const nodeLow = words[at + GUIDE.prefixLow]!;
    if (high < nodeHigh || (high === nodeHigh && low < nodeLow)) {
      address = words[at + GUIDE.left]! & ADDRESS_MASK;
    } else if (high > nodeHigh || low > nodeLow) {
      address = words[at + GUIDE.right]! & ADDRESS_MASK;
    } else {
      const order = nodes.compareBehindPrefix(key, at);
      // Comparing may have read payload, and so moved what stood at `at`.
      const again = pages.guide(address);
      if (order === 0) return again;
      address = pages.words[again + (order < 0 ? GUIDE.left : GUIDE.right)]! & ADDRESS_MASK;
    }
  }
  return -1;
}

/** Leads `path` down to the node of `key`, or to where it would be hung; whether it is there. */
export function findPath(nodes: Nodes, root: number, key: Uint8Array, path: Path): boolean {
  const high = prefixHigh(key);
  const low = prefixLow(key);
  const { pages } = nodes;
  let levels = 0;
  let above = Infinity;
  path.clear();
  for (let address = root; address !== 0; ) {
    const at = pages.guide(address);
    levels += 1;
    if (levels > TRUSTED_LEVELS) above = sizeBelow(nodes, at, address, above);
    const left = pages.words[at + GUIDE.left]! & ADDRESS_MASK;
    const right = pages.words[at + GUIDE.right]! & ADDRESS_MASK;
    path.push(address);
    const order = compareAt(nodes, key, high, low, at);
    if (order === 0) return true;
    path.wentLeft = order < 0;
    address = order < 0 ? left : right;
  }
  return false;
}

/** Leads `path` to the node that has `wanted` keys below it; false when there is none. */
export function seekRank(nodes: Nodes, root: number, wanted: number, path: Path): boolean {
  path.clear();
  if (wanted < 0 || wanted >= nodes.size(root)) return false;
  let left = wanted;
  let above = Infinity;
  for (let address = root; address !== 0; ) {
    above = fallen(nodes.size(address), above, address);
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

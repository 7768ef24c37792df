import type { Snapshot } from '../engine.ts';
import { LIMITS } from '../limits.ts';
import type { Nodes } from './nodes.ts';
import { Path } from './path.ts';
import { findPath } from './search.ts';
import { TreeSnapshot } from './snapshot.ts';

/** Levels of one outline, at most: 4,095 nodes. */
const LEVELS_MAX = 12;
/** Nodes that a walk passes before it lets others have their turn. */
const WALK_NODES = 4_096;

/** A node of a tree as it stands, with what is drawn of it. */
export interface OutlineNode {
  /** The caller owns it. */
  readonly key: Uint8Array;
  readonly red: boolean;
  /** Entries of the subtree, the node's own among them. */
  readonly entries: number;
  /** Undefined where there is none, and below the last level. */
  readonly left: OutlineNode | undefined;
  readonly right: OutlineNode | undefined;
}

/** A subtree down to some level, and where it stands. */
export interface Outline {
  /** Undefined for an empty tree. */
  readonly top: OutlineNode | undefined;
  /** Links from the root of the tree down to `top`. */
  readonly depth: number;
  /** Entries of the whole tree. */
  readonly entries: number;
}

/**
 * The nodes of a tree from `below` down, `levels` of them (1 to 12), as they stand in the file. An
 * absent `below`, or one that is no key of the tree, is the root. Undefined for a snapshot of an
 * engine that does not keep trees of nodes. Cost: O(height + 2^levels) nodes.
 */
export function outlineOf(
  snapshot: Snapshot,
  tree: string,
  { below, levels }: { readonly below?: Uint8Array | undefined; readonly levels: number },
): Outline | undefined {
  if (!(Number.isInteger(levels) && levels >= 1 && levels <= LEVELS_MAX)) {
    throw new RangeError(`levels ${levels}: 1 to ${LEVELS_MAX}`);
  }
  const place = placeOf(snapshot, tree);
  if (place === undefined) return undefined;
  const { nodes, root, entries } = place;
  const path = new Path();
  const found = below !== undefined && findPath(nodes, root, below, path);
  const at = found ? path.last : root;
  return { top: drawn(nodes, at, levels), depth: found ? path.depth - 1 : 0, entries };
}

/** The way of a search for some key. */
export interface LookupPath {
  /** Keys of the nodes that were compared, from the root on; the caller owns them. */
  readonly keys: readonly Uint8Array[];
  /** Whether it ended at the key. */
  readonly found: boolean;
}

/**
 * The nodes that a lookup of `key` compares, at most the first `nodesMax`. Undefined as for
 * `outlineOf`. Cost: O(height) nodes.
 */
export function lookupPath(
  snapshot: Snapshot,
  tree: string,
  key: Uint8Array,
  nodesMax: number,
): LookupPath | undefined {
  const place = placeOf(snapshot, tree);
  if (place === undefined) return undefined;
  const { nodes, root } = place;
  const path = new Path();
  const found = findPath(nodes, root, key, path);
  const long = new Uint8Array(LIMITS.keyBytesMax);
  const shown = Math.min(path.depth, nodesMax);
  const keys = Array.from({ length: shown }, (_, index) => nodes.key(path.at(index), long).slice());
  return { keys, found };
}

/**
 * The number of nodes at each depth, the root's first; as `shape`, without holding up anybody else:
 * it waits for `pause` every few thousand nodes. Requires: the snapshot stays until it is done.
 * Undefined as for `outlineOf`. Cost: every node.
 */
export async function measureDepths(
  snapshot: Snapshot,
  tree: string,
  pause: () => Promise<void>,
): Promise<readonly number[] | undefined> {
  const place = placeOf(snapshot, tree);
  if (place === undefined) return undefined;
  const { nodes, root, entries } = place;
  const depths: number[] = [];
  // Addresses and depths of subtrees that are still to be walked, the next one last.
  const open: number[] = root === 0 ? [] : [root, 0];
  let walked = 0;
  while (open.length > 0) {
    const depth = open.pop()!;
    const address = open.pop()!;
    depths[depth] = (depths[depth] ?? 0) + 1;
    const left = nodes.left(address);
    const right = nodes.right(address);
    if (right !== 0) open.push(right, depth + 1);
    if (left !== 0) open.push(left, depth + 1);
    walked += 1;
    // Nodes that two parents share, in a damaged file, would be walked again and again.
    if (walked === entries) break;
    if (walked % WALK_NODES === 0) await pause();
  }
  return depths;
}

interface PlaceInTree {
  readonly nodes: Nodes;
  readonly root: number;
  readonly entries: number;
}

function placeOf(snapshot: Snapshot, tree: string): PlaceInTree | undefined {
  return snapshot instanceof TreeSnapshot ? snapshot.place(tree) : undefined;
}

/** Recursion is as deep as `levels`. */
function drawn(nodes: Nodes, address: number, levels: number): OutlineNode | undefined {
  if (address === 0 || levels === 0) return undefined;
  return {
    key: nodes.key(address, new Uint8Array(LIMITS.keyBytesMax)).slice(),
    red: nodes.red(address),
    entries: nodes.size(address),
    left: drawn(nodes, nodes.left(address), levels - 1),
    right: drawn(nodes, nodes.right(address), levels - 1),
  };
}

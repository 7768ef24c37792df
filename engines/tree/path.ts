import { TEMPORARY_ADDRESS } from '../storage/index.ts';
import type { Nodes } from './nodes.ts';

/**
 * The nodes from a root down to some node, kept in a typed array so that a tree as deep as it is
 * long costs memory and never stack. Index 0 is the root.
 */
export class Path {
  /** Number of nodes on the path. */
  depth = 0;
  /** Whether the search that led here would go on to the left of the last node. */
  wentLeft = false;
  #addresses: Uint32Array = new Uint32Array(64);

  clear(): void {
    this.depth = 0;
  }

  /** Appends a node and returns it. */
  push(address: number): number {
    if (this.depth === this.#addresses.length) {
      const larger = new Uint32Array(this.depth * 2);
      larger.set(this.#addresses);
      this.#addresses = larger;
    }
    this.#addresses[this.depth] = address;
    this.depth += 1;
    return address;
  }

  /** Removes the last node of a path that has one, and returns it. */
  pop(): number {
    this.depth -= 1;
    return this.#addresses[this.depth]!;
  }

  /** The node at `index`, 0 outside of the path. */
  at(index: number): number {
    return index >= 0 && index < this.depth ? this.#addresses[index]! : 0;
  }

  set(index: number, address: number): void {
    this.#addresses[index] = address;
  }

  /** The last node, 0 on an empty path. */
  get last(): number {
    return this.depth === 0 ? 0 : this.#addresses[this.depth - 1]!;
  }
}

/** A tree that a transaction is changing. Everything on `path` is owned by the transaction. */
export interface Draft {
  readonly nodes: Nodes;
  readonly path: Path;
  root: number;
  entries: number;
  /** Whether its temporary nodes hold sizes, or only rests: see `count.ts`. */
  counted: boolean;
  /** Bytes of payload that the tree refers to. */
  payloadBytes: number;
  loaded: boolean;
}

/** Puts `child` where `old` hung below the path's node at `index`, or at the root for -1. */
export function relink(draft: Draft, index: number, old: number, child: number): void {
  if (index < 0) {
    draft.root = child;
    return;
  }
  const parent = draft.path.at(index);
  if (draft.nodes.left(parent) === old) draft.nodes.setLeft(parent, child);
  else draft.nodes.setRight(parent, child);
}

/**
 * Owns the node at `address`, which hangs on one side below the end of the path, or is the root, hangs
 * it there again, and extends the path to it.
 */
export function ownOnto(draft: Draft, address: number, left: boolean): number {
  const { path } = draft;
  const parent = path.last;
  if (parent !== 0) return path.push(ownBelow(draft, parent, address, left));
  const owned = draft.nodes.own(address, 0);
  if (owned !== address) draft.root = owned;
  return path.push(owned);
}

/** The child of the owned node `address` on one side, owned and hung there again; 0 for none. */
export function ownChild(draft: Draft, address: number, left: boolean): number {
  const { nodes } = draft;
  const child = left ? nodes.left(address) : nodes.right(address);
  return child === 0 ? 0 : ownBelow(draft, address, child, left);
}

/** Owns `child` of the owned node `parent`, which it hangs below again. */
function ownBelow(draft: Draft, parent: number, child: number, left: boolean): number {
  const { nodes } = draft;
  const owned = nodes.own(child, parent);
  if (owned === child) return child;
  if (left) nodes.setLeft(parent, owned);
  else nodes.setRight(parent, owned);
  becomeTemporary(draft, parent, child, owned);
  return owned;
}

/** Takes the entries below `child`, which a copy has just replaced, from the rest of `parent`. */
function becomeTemporary(draft: Draft, parent: number, child: number, copy: number): void {
  if (child >= TEMPORARY_ADDRESS) return;
  addToRest(draft, parent, -draft.nodes.size(copy));
}

/** Adds `change` to what an uncounted node counts of itself. */
export function addToRest({ nodes, counted }: Draft, address: number, change: number): void {
  if (!counted) nodes.setSize(address, nodes.size(address) + change);
}

/** Entries below `address` as far as they are part of its parent's rest. */
export function restBelow({ nodes }: Draft, address: number): number {
  return address >= TEMPORARY_ADDRESS ? 0 : nodes.size(address);
}

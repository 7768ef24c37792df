import type { Nodes } from './nodes.ts';

/**
 * The nodes from a root down to some node, kept in a typed array so that a tree as deep as it is
 * long costs memory and never stack. Index 0 is the root.
 */
export class Path {
  /** Number of nodes on the path. */
  depth = 0;
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

  /** Removes the last node and returns it, or 0 from an empty path. */
  pop(): number {
    if (this.depth === 0) return 0;
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
    return this.at(this.depth - 1);
  }
}

/** A tree that a transaction is changing. Everything on `path` is owned by the transaction. */
export interface Draft {
  readonly nodes: Nodes;
  readonly path: Path;
  root: number;
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

/** Owns the node at `address`, hangs it below the end of the path, and extends the path to it. */
export function ownOnto(draft: Draft, address: number): number {
  const owned = draft.nodes.own(address);
  if (owned !== address) relink(draft, draft.path.depth - 1, address, owned);
  return draft.path.push(owned);
}

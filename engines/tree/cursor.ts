import type { Cursor } from '../engine.ts';
import { LIMITS } from '../limits.ts';
import { NODE } from '../storage/index.ts';
import type { Nodes } from './nodes.ts';
import { Path } from './path.ts';
import { descend, findPath, seekRank } from './search.ts';

/** What a cursor or range walks over: one tree, and a check that it may still be read. */
export interface Walkable {
  readonly nodes: Nodes;
  /** The root now. @throws EngineError `CLOSED`, or `CHANGED` after a write to the tree. */
  root(): number;
}

/*
 * Invariant: the path leads from the root to the entry the cursor is on, and is empty when it is on
 * none. Whatever throws leaves the path empty, so that nothing is skipped after an error.
 */

/** A cursor by the path from the root; a step costs O(1) on average and O(height) at most. */
export class TreeCursor implements Cursor {
  readonly #tree: Walkable;
  readonly #path: Path = new Path();
  readonly #key: Uint8Array = new Uint8Array(LIMITS.keyBytesMax);

  constructor(tree: Walkable) {
    this.#tree = tree;
  }

  first(): boolean {
    return this.#move(() => this.#edge(this.#tree.root(), true));
  }

  last(): boolean {
    return this.#move(() => this.#edge(this.#tree.root(), false));
  }

  seek(key: Uint8Array): boolean {
    return this.#move(() => {
      const { nodes } = this.#tree;
      if (findPath(nodes, this.#tree.root(), key, this.#path) !== 0) return true;
      if (this.#path.depth === 0) return false;
      return this.#compareLast(key) < 0 || this.#step(true);
    });
  }

  /** Moves to the entry that has `rank` keys below it. */
  seekRank(rank: number): boolean {
    return this.#move(() => seekRank(this.#tree.nodes, this.#tree.root(), rank, this.#path));
  }

  next(): boolean {
    return this.#move(() => this.#step(true));
  }

  previous(): boolean {
    return this.#move(() => this.#step(false));
  }

  key(): Uint8Array {
    const length = this.#tree.nodes.key(this.#on(), this.#key);
    return this.#key.subarray(0, length);
  }

  value(): Uint8Array {
    return this.#tree.nodes.value(this.#on());
  }

  #on(): number {
    if (this.#path.depth === 0) throw new RangeError('the cursor is on no entry');
    this.#tree.root();
    return this.#path.last;
  }

  #move(walk: () => boolean): boolean {
    let on = false;
    try {
      on = walk();
    } finally {
      if (!on) this.#path.clear();
    }
    return on;
  }

  /** The least (or greatest) entry of the whole tree. */
  #edge(root: number, least: boolean): boolean {
    this.#path.clear();
    this.#down(root, least, Infinity);
    return this.#path.depth > 0;
  }

  /** Extends the path from `address` as far left (or right) as it goes. */
  #down(address: number, toLeft: boolean, above: number): void {
    const { nodes } = this.#tree;
    const { pages } = nodes;
    let size = above;
    for (let next = address; next !== 0; ) {
      const base = pages.locate(next);
      size = descend(pages.words[base + NODE.size]!, size, next);
      this.#path.push(next);
      next = pages.words[base + (toLeft ? NODE.left : NODE.right)]!;
    }
  }

  #step(forward: boolean): boolean {
    this.#tree.root();
    const { nodes } = this.#tree;
    const path = this.#path;
    if (path.depth === 0) return false;
    const here = path.last;
    const further = forward ? nodes.right(here) : nodes.left(here);
    if (further !== 0) {
      this.#down(further, forward, nodes.size(here));
      return true;
    }
    for (let child = path.pop(); path.depth > 0; child = path.pop()) {
      const parent = path.last;
      if ((forward ? nodes.left(parent) : nodes.right(parent)) === child) return true;
    }
    return false;
  }

  /** Order of `key` against the last key of the path, which it is not equal to. */
  #compareLast(key: Uint8Array): number {
    const length = this.#tree.nodes.key(this.#path.last, this.#key);
    return Buffer.compare(key, this.#key.subarray(0, length));
  }
}

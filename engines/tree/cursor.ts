import type { Cursor } from '../engine.ts';
import { EngineError } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { ADDRESS_MASK, GUIDE, SLOT_BITS } from '../storage/index.ts';
import type { Nodes } from './nodes.ts';
import { Path } from './path.ts';
import { prefixHigh, prefixLow } from './prefix.ts';
import { compareAt, findPath, seekRank, sizeBelow, TRUSTED_LEVELS } from './search.ts';

/** What a cursor or range walks over: one tree, as long as it may be read. */
export interface Walkable {
  readonly nodes: Nodes;
  /** @throws EngineError `CLOSED`, or `CHANGED` after a write to the tree. */
  check(): void;
  /** The root now; as `check`. */
  root(): number;
  /** Entries of the tree; as `check`. */
  entries(): number;
  /** The root, of nodes whose sizes are right; as `check`. */
  countedRoot(): number;
}

/*
 * Invariants
 *  1 The path leads from the root to the entry the cursor is on, and is empty when it is on none.
 *    Whatever throws leaves the path empty, so that nothing is skipped after an error.
 *  2 Since the path was last sought anew, no more steps were taken in one direction than the tree
 *    has entries; in a hostile file, where two links may lead to one node, that bounds a walk.
 */

/** A cursor by the path from the root; a step costs O(1) on average and O(height) at most. */
export class TreeCursor implements Cursor {
  readonly #tree: Walkable;
  readonly #nodes: Nodes;
  readonly #path: Path = new Path();
  readonly #key: Uint8Array = new Uint8Array(LIMITS.keyBytesMax);
  /** Steps forward less steps back, and what bounds them either way. */
  #steps = 0;
  #stepsMax = 0;

  constructor(tree: Walkable) {
    this.#tree = tree;
    this.#nodes = tree.nodes;
  }

  /** Address of the node the cursor is on, 0 for none. */
  get address(): number {
    return this.#path.last;
  }

  first(): boolean {
    return this.#edge(true);
  }

  last(): boolean {
    return this.#edge(false);
  }

  seek(key: Uint8Array): boolean {
    return this.#sought((root) => {
      if (findPath(this.#nodes, root, key, this.#path)) return true;
      if (this.#path.depth === 0) return false;
      return this.#path.wentLeft || this.#step(true);
    });
  }

  /** Moves to the least key above `key`. */
  seekAbove(key: Uint8Array): boolean {
    return this.seek(key) && (this.#compare(key) < 0 || this.next());
  }

  /** Moves to the greatest key that is below `key`, or, when `inclusive`, not above it. */
  seekBelow(key: Uint8Array, inclusive: boolean): boolean {
    if (!this.seek(key)) return this.last();
    return (inclusive && this.#compare(key) === 0) || this.previous();
  }

  /** Moves to the entry that has `rank` keys below it. */
  seekRank(rank: number): boolean {
    return this.#sought(() => seekRank(this.#nodes, this.#tree.countedRoot(), rank, this.#path));
  }

  next(): boolean {
    return this.#move(true);
  }

  previous(): boolean {
    return this.#move(false);
  }

  key(): Uint8Array {
    const address = this.#on();
    try {
      return this.#nodes.key(address, this.#key);
    } catch (error) {
      this.#path.clear();
      throw error;
    }
  }

  value(): Uint8Array {
    const address = this.#on();
    try {
      return this.#nodes.value(address);
    } catch (error) {
      // Whoever was refused an entry must not step past it.
      this.#path.clear();
      throw error;
    }
  }

  #on(): number {
    if (this.#path.depth === 0) throw new RangeError('the cursor is on no entry');
    this.#tree.check();
    return this.#path.last;
  }

  /** Seeks anew from the root; the path is empty unless that found an entry. */
  #sought(seek: (root: number) => boolean): boolean {
    let on = false;
    try {
      this.#steps = 0;
      this.#stepsMax = this.#tree.entries();
      on = seek(this.#tree.root());
    } finally {
      if (!on) this.#path.clear();
    }
    return on;
  }

  #move(forward: boolean): boolean {
    let on = false;
    try {
      this.#tree.check();
      on = this.#path.depth > 0 && this.#step(forward);
    } finally {
      if (!on) this.#path.clear();
    }
    return on;
  }

  /** The least (or greatest) entry of the whole tree. */
  #edge(least: boolean): boolean {
    return this.#sought((root) => {
      this.#path.clear();
      this.#down(root, least);
      return this.#path.depth > 0;
    });
  }

  /** Extends the path from `address` as far left (or right) as it goes. */
  #down(address: number, toLeft: boolean): void {
    const { pages } = this.#nodes;
    const side = toLeft ? GUIDE.left : GUIDE.right;
    let levels = 0;
    let above = Infinity;
    for (let next = address; next !== 0; ) {
      const at = pages.guide(next);
      levels += 1;
      if (levels > TRUSTED_LEVELS) above = sizeBelow(this.#nodes, at, next, above);
      this.#path.push(next);
      next = pages.words[at + side]! & ADDRESS_MASK;
    }
  }

  #step(forward: boolean): boolean {
    const { pages } = this.#nodes;
    const path = this.#path;
    this.#steps += forward ? 1 : -1;
    if (Math.abs(this.#steps) > this.#stepsMax) throw this.#endless();
    const at = pages.guide(path.last);
    const further = pages.words[at + (forward ? GUIDE.right : GUIDE.left)]! & ADDRESS_MASK;
    if (further !== 0) {
      this.#down(further, forward);
      return true;
    }
    const side = forward ? GUIDE.left : GUIDE.right;
    for (let child = path.pop(); path.depth > 0; child = path.pop()) {
      const parent = pages.guide(path.last);
      if ((pages.words[parent + side]! & ADDRESS_MASK) === child) return true;
    }
    return false;
  }

  #endless(): EngineError {
    const page = this.#path.last >>> SLOT_BITS;
    return new EngineError(
      'CORRUPT',
      `page ${page}: a walk passed more than the ${this.#stepsMax} entries of its tree`,
    );
  }

  /** Order of `key` against the key the cursor is on. */
  #compare(key: Uint8Array): number {
    const at = this.#nodes.pages.guide(this.#path.last);
    return compareAt(this.#nodes, key, prefixHigh(key), prefixLow(key), at);
  }
}

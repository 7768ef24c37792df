import type { Cursor, Entry, Range, TreeReader } from '../engine.ts';
import { countWithin } from './count-range.ts';
import { TreeCursor, type Walkable } from './cursor.ts';
import { RangeWalk } from './range.ts';
import { find } from './search.ts';

/** The reading half of a tree, over whatever root its owner says is in force. */
export class TreeView implements TreeReader {
  readonly #tree: Walkable;
  readonly #pin: () => Walkable;

  /**
   * `pin`, where roots can change, makes what one range or cursor walks over: it throws `CHANGED`
   * after a write.
   */
  constructor(tree: Walkable, pin?: () => Walkable) {
    this.#tree = tree;
    this.#pin = pin ?? (() => tree);
  }

  get(key: Uint8Array): Uint8Array | undefined {
    const value = this.view(key);
    return value === undefined ? undefined : new Uint8Array(value);
  }

  view(key: Uint8Array): Uint8Array | undefined {
    const { nodes } = this.#tree;
    const at = find(nodes, this.#tree.root(), key);
    return at < 0 ? undefined : nodes.valueAt(at);
  }

  has(key: Uint8Array): boolean {
    return find(this.#tree.nodes, this.#tree.root(), key) >= 0;
  }

  range(range: Range = {}): IterableIterator<Entry> {
    const { limit } = range;
    if (limit !== undefined && limit !== Infinity && !(Number.isInteger(limit) && limit >= 0)) {
      throw new RangeError(`limit ${limit} is not a whole number from 0`);
    }
    return new RangeWalk(this.#pin(), range);
  }

  count(range: Range = {}): number {
    return countWithin(this.#tree, range);
  }

  at(rank: number): Entry | undefined {
    const cursor = new TreeCursor(this.#tree);
    return Number.isInteger(rank) && cursor.seekRank(rank) ? entryOf(cursor) : undefined;
  }

  first(): Entry | undefined {
    const cursor = new TreeCursor(this.#tree);
    return cursor.first() ? entryOf(cursor) : undefined;
  }

  last(): Entry | undefined {
    const cursor = new TreeCursor(this.#tree);
    return cursor.last() ? entryOf(cursor) : undefined;
  }

  cursor(): Cursor {
    return new TreeCursor(this.#pin());
  }
}

function entryOf(cursor: Cursor): Entry {
  const key = new Uint8Array(cursor.key());
  return { key, value: new Uint8Array(cursor.value()) };
}

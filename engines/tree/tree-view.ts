import type { Cursor, Entry, Range, TreeReader } from '../engine.ts';
import { TreeCursor, type Walkable } from './cursor.ts';
import type { Nodes } from './nodes.ts';
import { ranksWithin, walk } from './range.ts';
import { find } from './search.ts';

/** The reading half of a tree, over whatever root its owner says is in force. */
export class TreeView implements TreeReader {
  readonly #tree: Walkable;
  readonly #nodes: Nodes;
  readonly #root: () => number;
  readonly #pin: () => Walkable;

  /**
   * `root` gives the root now, or throws when the owner has ended. `pin`, where roots can change,
   * makes the view that one range or cursor walks over: it throws `CHANGED` after a write.
   */
  constructor(nodes: Nodes, root: () => number, pin?: () => Walkable) {
    this.#nodes = nodes;
    this.#root = root;
    const fixed: Walkable = { nodes, root };
    this.#tree = fixed;
    this.#pin = pin ?? (() => fixed);
  }

  get(key: Uint8Array): Uint8Array | undefined {
    return this.view(key)?.slice();
  }

  view(key: Uint8Array): Uint8Array | undefined {
    const node = find(this.#nodes, this.#root(), key);
    return node === 0 ? undefined : this.#nodes.value(node);
  }

  has(key: Uint8Array): boolean {
    return find(this.#nodes, this.#root(), key) !== 0;
  }

  range(range: Range = {}): IterableIterator<Entry> {
    const { limit } = range;
    if (limit !== undefined && limit !== Infinity && !(Number.isInteger(limit) && limit >= 0)) {
      throw new RangeError(`limit ${limit} is not a whole number from 0`);
    }
    return walk(this.#pin(), range);
  }

  count(range: Range = {}): number {
    const { start, end } = ranksWithin(this.#tree, range);
    return end - start;
  }

  at(rank: number): Entry | undefined {
    const cursor = new TreeCursor(this.#tree);
    if (!Number.isInteger(rank) || !cursor.seekRank(rank)) return undefined;
    return { key: cursor.key().slice(), value: cursor.value().slice() };
  }

  first(): Entry | undefined {
    return this.at(0);
  }

  last(): Entry | undefined {
    return this.at(this.#nodes.size(this.#root()) - 1);
  }

  cursor(): Cursor {
    return new TreeCursor(this.#pin());
  }
}

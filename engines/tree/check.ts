import type { Fault, TreeShape } from '../engine.ts';
import { LIMITS } from '../limits.ts';
import { BODY, bodyOf, GUIDE, SLOT_BITS, type TreeRoot } from '../storage/index.ts';
import type { Nodes } from './nodes.ts';

/*
 * Numbered faults of any tree; the kinds add theirs.
 *  1 Keys rise strictly in order.
 *  2 A node's size is one more than the sizes of its children.
 *  3 The root's size is the number of entries that the commit record states.
 *  4 Every node and payload it refers to can be read.
 *  5 (coloured kinds) The root is black, no red node has a red child, and both sides of every node
 *    have one black height.
 */

/** Shape of a tree, and what is wrong with it. Cost: every node; memory O(height). */
export function check(
  nodes: Nodes,
  name: string,
  tree: TreeRoot,
  coloured: boolean,
): { readonly shape: TreeShape; readonly faults: readonly Fault[] } {
  const walk = new Checker(nodes, name, tree.entries, coloured);
  walk.run(tree.root);
  const { depths, faults, entries } = walk;
  if (entries !== tree.entries) {
    walk.report(tree.root, `it holds ${entries} entries and the commit states ${tree.entries} (3)`);
  }
  return { shape: { tree: name, entries, height: depths.length, depths }, faults };
}

/** Faults of one tree that are told. */
const FAULTS_MAX = 1000;

/** A node whose left side is being walked, or whose right side is. */
interface Visit {
  readonly address: number;
  readonly size: number;
  readonly red: boolean;
  readonly right: number;
  leftSize: number;
  leftBlack: number;
  state: 'left' | 'right';
}

class Checker {
  readonly faults: Fault[] = [];
  readonly depths: number[] = [];
  entries = 0;
  readonly #nodes: Nodes;
  readonly #name: string;
  readonly #entriesMax: number;
  readonly #coloured: boolean;
  /** The last key and the one being read, in two buffers that take turns. */
  #previous: Uint8Array | undefined;
  #buffers: [Uint8Array, Uint8Array] = [
    new Uint8Array(LIMITS.keyBytesMax),
    new Uint8Array(LIMITS.keyBytesMax),
  ];

  constructor(nodes: Nodes, name: string, entriesMax: number, coloured: boolean) {
    this.#nodes = nodes;
    this.#name = name;
    this.#entriesMax = entriesMax;
    this.#coloured = coloured;
  }

  report(address: number, message: string): void {
    if (this.faults.length >= FAULTS_MAX) return;
    const page = address === 0 ? undefined : address >>> SLOT_BITS;
    this.faults.push({ page, tree: this.#name, message });
  }

  /** In-order walk with a stack of its own; each finished subtree hands up size and black height. */
  run(root: number): void {
    if (this.#coloured && this.#try(root, () => this.#nodes.red(root))) {
      this.report(root, 'the root is red (5)');
    }
    const open: Visit[] = [];
    let address = root;
    let done = { size: 0, black: 0 };
    for (;;) {
      if (address !== 0) {
        const visit = this.#enter(address, open);
        if (visit !== undefined) {
          open.push(visit);
          address = this.#nodes.left(visit.address);
          continue;
        }
        address = 0;
        done = { size: 0, black: 0 };
      }
      const visit = open.at(-1);
      if (visit === undefined) return;
      // Nodes that two parents share would be walked again and again.
      if (this.entries > this.#entriesMax) return;
      if (visit.state === 'left') {
        visit.leftSize = done.size;
        visit.leftBlack = done.black;
        visit.state = 'right';
        this.#entry(visit.address);
        address = visit.right;
        done = { size: 0, black: 0 };
        continue;
      }
      open.pop();
      done = this.#leave(visit, done);
    }
  }

  #try<T>(address: number, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      this.report(address, `${(error as Error).message} (4)`);
      return undefined;
    }
  }

  #enter(address: number, open: readonly Visit[]): Visit | undefined {
    const above = open.at(-1);
    if (open.length > this.#entriesMax) {
      this.report(address, `the tree is deeper than its ${this.#entriesMax} entries (2)`);
      return undefined;
    }
    const visit = this.#try(address, () => {
      const at = this.#nodes.pages.guide(address);
      const { words } = this.#nodes.pages;
      return {
        address,
        size: words[bodyOf(at) + BODY.size]!,
        right: words[at + GUIDE.right]!,
        red: this.#nodes.red(address),
        leftSize: 0,
        leftBlack: 0,
        state: 'left' as const,
      };
    });
    if (visit === undefined) return undefined;
    if (above !== undefined && visit.size >= above.size) {
      this.report(address, `${visit.size} entries stand below ${above.size} (2)`);
      return undefined;
    }
    if (this.#coloured && visit.red && above?.red === true) {
      this.report(address, 'a red node has a red child (5)');
    }
    this.depths[open.length] = (this.depths[open.length] ?? 0) + 1;
    return visit;
  }

  #entry(address: number): void {
    this.entries += 1;
    const key = this.#try(address, () => {
      const [buffer] = this.#buffers;
      const found = this.#nodes.key(address, buffer);
      buffer.set(found);
      this.#nodes.value(address);
      return buffer.subarray(0, found.length);
    });
    if (key === undefined) return;
    if (this.#previous !== undefined && Buffer.compare(this.#previous, key) >= 0) {
      this.report(address, 'a key is not above the one before it (1)');
    }
    this.#previous = key;
    this.#buffers.reverse();
  }

  #leave(visit: Visit, right: { size: number; black: number }): { size: number; black: number } {
    const size = 1 + visit.leftSize + right.size;
    if (size !== visit.size) {
      this.report(visit.address, `the node states ${visit.size} entries and has ${size} (2)`);
    }
    if (this.#coloured && visit.leftBlack !== right.black) {
      this.report(visit.address, `black heights ${visit.leftBlack} and ${right.black} meet (5)`);
    }
    return { size, black: visit.leftBlack + (visit.red ? 0 : 1) };
  }
}

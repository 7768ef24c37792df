import {
  BODY,
  bodyOf,
  GUIDE,
  GUIDES_PER_LINE,
  KIND,
  NODES_PER_PAGE,
  PAGE,
  PAGE_WORDS,
  SLOT_BITS,
  TEMPORARY_ADDRESS,
} from '../storage/index.ts';
import type { Nodes } from './nodes.ts';

/*
 * Temporary nodes get their place in the file when somebody needs it to last: a commit to disk, or
 * a snapshot. Only what the roots still reach is given one, so the copies that a group of
 * transactions made and made again cost nothing on disk.
 *
 * A page takes a subtree, line by line: the four guides of a cache line are a node, its children
 * and one grandchild, and the lines follow breadth first. What hangs below a full page begins the
 * next ones. So a descent passes a page for every six levels, and a line for every two or three.
 */

/** Gives file addresses to temporary nodes and carries the open node page between calls. */
export class Sealer {
  readonly #nodes: Nodes;
  #page = 0;
  #used: number = NODES_PER_PAGE;
  /** File address of each temporary node, by its offset from the first temporary address. */
  #forward: Uint32Array = new Uint32Array(128);
  /** Temporary nodes in the order in which they got their places, parents before children. */
  #order: Uint32Array = new Uint32Array(128);
  #count = 0;
  nodesWritten = 0;

  constructor(nodes: Nodes) {
    this.#nodes = nodes;
  }

  /**
   * Moves the temporary nodes below `root` into file pages; returns the root's new address. Their
   * sizes are counted on the way unless they are `counted`.
   */
  seal(root: number, counted: boolean): number {
    if (root < TEMPORARY_ADDRESS) return root;
    this.#assign(root);
    for (let index = this.#count - 1; index >= 0; index -= 1) {
      this.#copy(this.#order[index]!, counted);
    }
    this.nodesWritten += this.#count;
    return this.#forward[root - TEMPORARY_ADDRESS]!;
  }

  /** No page that has left for the disk may be added to. */
  closePage(): void {
    this.#used = NODES_PER_PAGE;
  }

  /** Gives every temporary node below `root` its address. */
  #assign(root: number): void {
    this.#count = 0;
    const clusters: number[] = [root];
    while (clusters.length > 0) this.#fillPage(clusters);
  }

  /** Places nodes from the last cluster on until the page is full or the cluster ends. */
  #fillPage(clusters: number[]): void {
    if (this.#used === NODES_PER_PAGE) {
      this.#page = this.#nodes.pages.allocate(KIND.nodes);
      this.#used = 0;
    }
    const lines: number[] = [clusters.pop()!];
    let head = 0;
    for (; head < lines.length && this.#used < NODES_PER_PAGE; head += 1) {
      this.#fillLine(lines[head]!, lines);
    }
    // The first to be taken up again is what was met last: it lies next to what is in the page.
    for (let rest = lines.length - 1; rest >= head; rest -= 1) clusters.push(lines[rest]!);
  }

  /** Places `first` and what hangs next below it; what does not fit begins lines of its own. */
  #fillLine(first: number, lines: number[]): void {
    const end = Math.min(NODES_PER_PAGE, this.#used + GUIDES_PER_LINE);
    const start = this.#count;
    this.#place(first);
    const { pages } = this.#nodes;
    for (let index = start; index < this.#count; index += 1) {
      const at = pages.guide(this.#order[index]!);
      const left = pages.words[at + GUIDE.left]!;
      const right = pages.words[at + GUIDE.right]!;
      if (left >= TEMPORARY_ADDRESS) {
        if (this.#used < end) this.#place(left);
        else lines.push(left);
      }
      if (right >= TEMPORARY_ADDRESS) {
        if (this.#used < end) this.#place(right);
        else lines.push(right);
      }
    }
  }

  #place(address: number): void {
    const offset = address - TEMPORARY_ADDRESS;
    if (offset >= this.#forward.length) this.#forward = longer(this.#forward, offset);
    if (this.#count >= this.#order.length) this.#order = longer(this.#order, this.#count);
    this.#forward[offset] = this.#page * 2 ** SLOT_BITS + this.#used;
    this.#order[this.#count] = address;
    this.#count += 1;
    this.#used += 1;
  }

  #copy(temporary: number, counted: boolean): void {
    const nodes = this.#nodes;
    const { pages, payload } = nodes;
    const from = pages.guide(temporary);
    payload.place(bodyOf(from));
    const target = pages.guide(this.#placeOf(temporary));
    nodes.copyNode(from, target);
    const { words } = pages;
    const left = this.#placeOf(words[target + GUIDE.left]!);
    const right = this.#placeOf(words[target + GUIDE.right]!);
    words[target + GUIDE.left] = left;
    words[target + GUIDE.right] = right;
    const frame = target - (target % PAGE_WORDS);
    const slot = this.#placeOf(temporary) % 2 ** SLOT_BITS;
    if (words[frame + PAGE.used]! <= slot) words[frame + PAGE.used] = slot + 1;
    if (counted) return;
    // Of the children, those that were temporary have been copied before, and counted.
    const body = bodyOf(target) + BODY.size;
    if (words[from + GUIDE.left]! >= TEMPORARY_ADDRESS) words[body]! += nodes.size(left);
    if (words[from + GUIDE.right]! >= TEMPORARY_ADDRESS) words[body]! += nodes.size(right);
  }

  #placeOf(address: number): number {
    return address < TEMPORARY_ADDRESS ? address : this.#forward[address - TEMPORARY_ADDRESS]!;
  }
}

function longer(array: Uint32Array, index: number): Uint32Array {
  const more = new Uint32Array(Math.max(index + 1, array.length * 2));
  more.set(array);
  return more;
}

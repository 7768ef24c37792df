import { ADDRESS_MASK, BODY, bodyOf, GUIDE, RED, TEMPORARY_ADDRESS } from '../storage/index.ts';
import type { Nodes } from './nodes.ts';
import { PageFiller, type Placing } from './page-filler.ts';

/*
 * Temporary nodes get their place in the file when somebody needs it to last: a commit to disk, or
 * a snapshot. Only what the roots still reach is given one, so the copies that a group of
 * transactions made and made again cost nothing on disk.
 */

/** Gives file addresses to temporary nodes. */
export class Sealer implements Placing {
  nodesWritten = 0;
  readonly #nodes: Nodes;
  readonly #filler: PageFiller;
  /** File address of each temporary node, by its offset from the first temporary address. */
  #forward: Uint32Array = new Uint32Array(128);
  /** Places in the order in which they were given, parents before children. */
  #places: Uint32Array = new Uint32Array(128);
  #count = 0;

  constructor(nodes: Nodes) {
    this.#nodes = nodes;
    this.#filler = new PageFiller(nodes.pages, this);
  }

  /**
   * Moves the temporary nodes below `root` into file pages; returns the root's new address. Their
   * sizes are counted on the way unless they are `counted`.
   */
  seal(root: number, counted: boolean): number {
    if (root < TEMPORARY_ADDRESS) return root;
    this.#count = 0;
    try {
      this.#filler.fill(root);
    } catch (error) {
      this.#abandon();
      throw error;
    }
    for (let index = this.#count - 1; index >= 0; index -= 1) {
      this.#link(this.#places[index]!, counted);
    }
    this.nodesWritten += this.#count;
    return this.#placeOf(root);
  }

  /** No page that has left for the disk may be added to. */
  closePage(): void {
    this.#filler.closePage();
  }

  child(address: number, left: boolean): number {
    const child = left ? this.#nodes.left(address) : this.#nodes.right(address);
    return child < TEMPORARY_ADDRESS ? 0 : child;
  }

  place(address: number, place: number): void {
    const offset = address - TEMPORARY_ADDRESS;
    if (offset >= this.#forward.length) this.#forward = longer(this.#forward, offset);
    if (this.#count >= this.#places.length) this.#places = longer(this.#places, this.#count);
    this.#forward[offset] = place;
    this.#places[this.#count] = place;
    this.#count += 1;
    const nodes = this.#nodes;
    const from = nodes.pages.guide(address);
    nodes.payload.place(bodyOf(from));
    nodes.copyNode(from, nodes.pages.guide(place));
  }

  /**
   * Of a seal that ends early, such as for want of memory, file pages have nodes that nothing leads to.
   * They lead nowhere either: an address of a temporary node in a file would make its page corrupt.
   */
  #abandon(): void {
    const { pages } = this.#nodes;
    for (let index = 0; index < this.#count; index += 1) {
      const at = pages.guide(this.#places[index]!);
      pages.words[at + GUIDE.left] = 0;
      pages.words[at + GUIDE.right] = 0;
    }
  }

  /** Links the node at `place` to its children's places, and counts it unless it is `counted`. */
  #link(place: number, counted: boolean): void {
    const nodes = this.#nodes;
    const { words } = nodes.pages;
    const at = nodes.pages.guide(place);
    const colour = words[at + GUIDE.left]! & RED;
    const left = words[at + GUIDE.left]! & ADDRESS_MASK;
    const right = words[at + GUIDE.right]!;
    const leftPlace = this.#placeOf(left);
    const rightPlace = this.#placeOf(right);
    words[at + GUIDE.left] = colour | leftPlace;
    words[at + GUIDE.right] = rightPlace;
    if (counted) return;
    // Of the children, those that were temporary have been counted before.
    const size = bodyOf(at) + BODY.size;
    if (left !== leftPlace) words[size]! += nodes.size(leftPlace);
    if (right !== rightPlace) words[size]! += nodes.size(rightPlace);
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

import {
  BODY,
  bodyOf,
  GUIDE,
  PAGE,
  PAGE_WORDS,
  SLOT_BITS,
  TEMPORARY_ADDRESS,
} from '../storage/index.ts';
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
  /** Temporary nodes in the order in which they got their places, parents before children. */
  #order: Uint32Array = new Uint32Array(128);
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
    this.#filler.fill(root);
    for (let index = this.#count - 1; index >= 0; index -= 1) {
      this.#copy(this.#order[index]!, counted);
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
    if (this.#count >= this.#order.length) this.#order = longer(this.#order, this.#count);
    this.#forward[offset] = place;
    this.#order[this.#count] = address;
    this.#count += 1;
  }

  #copy(temporary: number, counted: boolean): void {
    const nodes = this.#nodes;
    const { pages, payload } = nodes;
    const from = pages.guide(temporary);
    payload.place(bodyOf(from));
    const place = this.#placeOf(temporary);
    const target = pages.guide(place);
    nodes.copyNode(from, target);
    const { words } = pages;
    const left = words[from + GUIDE.left]!;
    const right = words[from + GUIDE.right]!;
    words[target + GUIDE.left] = this.#placeOf(left);
    words[target + GUIDE.right] = this.#placeOf(right);
    useSlot(words, target, place);
    if (counted) return;
    // Of the children, those that were temporary have been copied before, and counted.
    const size = bodyOf(target) + BODY.size;
    if (left >= TEMPORARY_ADDRESS) words[size]! += nodes.size(this.#placeOf(left));
    if (right >= TEMPORARY_ADDRESS) words[size]! += nodes.size(this.#placeOf(right));
  }

  #placeOf(address: number): number {
    return address < TEMPORARY_ADDRESS ? address : this.#forward[address - TEMPORARY_ADDRESS]!;
  }
}

/** Has the header of a node page know that the slot of `place`, with its guide at `at`, is used. */
export function useSlot(words: Uint32Array, at: number, place: number): void {
  const used = at - (at % PAGE_WORDS) + PAGE.used;
  const slot = place % 2 ** SLOT_BITS;
  if (words[used]! <= slot) words[used] = slot + 1;
}

function longer(array: Uint32Array, index: number): Uint32Array {
  const more = new Uint32Array(Math.max(index + 1, array.length * 2));
  more.set(array);
  return more;
}

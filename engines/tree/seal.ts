import {
  KIND,
  META,
  NODE,
  NODE_WORDS,
  NODES_PER_PAGE,
  PAGE,
  PAGE_WORDS,
  PENDING_PAYLOAD,
  REFERENCE,
  SLOT_BITS,
  TEMPORARY_ADDRESS,
} from '../storage/index.ts';
import type { Nodes } from './nodes.ts';

/*
 * Temporary nodes get their place in the file when somebody needs it to last: a commit to disk, or
 * a snapshot. Only what the roots still reach is given one, so the copies that a group of
 * transactions made and made again cost nothing on disk. A page takes a subtree breadth first
 * until it is full, and what hangs below begins the next pages: a descent through fresh nodes
 * passes a page for every six levels.
 */

/** Gives file addresses to temporary nodes and carries the open node page between calls. */
export class Sealer {
  readonly #nodes: Nodes;
  #page = 0;
  #used: number = NODES_PER_PAGE;
  /** File address of each temporary node, by its offset from the first temporary address. */
  #forward: Uint32Array = new Uint32Array(128);
  #order: Uint32Array = new Uint32Array(128);
  nodesWritten = 0;

  constructor(nodes: Nodes) {
    this.#nodes = nodes;
  }

  /** Moves the temporary nodes below `root` into file pages; returns the root's new address. */
  seal(root: number): number {
    if (root < TEMPORARY_ADDRESS) return root;
    const count = this.#assign(root);
    for (let index = 0; index < count; index += 1) this.#copy(this.#order[index]!);
    this.nodesWritten += count;
    return this.#forward[root - TEMPORARY_ADDRESS]!;
  }

  /** No page that has left for the disk may be added to. */
  closePage(): void {
    this.#used = NODES_PER_PAGE;
  }

  /** Gives every temporary node below `root` its address; returns how many there are. */
  #assign(root: number): number {
    const clusters: number[] = [root];
    let count = 0;
    while (clusters.length > 0) {
      let head = count;
      this.#enqueue(clusters.pop()!, count);
      count += 1;
      // Breadth first over the cluster; the queue is the stretch of #order from `head` on.
      while (head < count) {
        const address = this.#order[head]!;
        head += 1;
        for (let side = 0; side < 2; side += 1) {
          const child = side === 0 ? this.#nodes.left(address) : this.#nodes.right(address);
          if (child < TEMPORARY_ADDRESS) continue;
          if (this.#used < NODES_PER_PAGE) {
            this.#enqueue(child, count);
            count += 1;
          } else {
            clusters.push(child);
          }
        }
      }
    }
    return count;
  }

  #enqueue(address: number, index: number): void {
    if (this.#used === NODES_PER_PAGE) {
      this.#page = this.#nodes.pages.allocate(KIND.nodes);
      this.#used = 0;
    }
    const offset = address - TEMPORARY_ADDRESS;
    this.#forward = fit(this.#forward, offset);
    this.#order = fit(this.#order, index);
    this.#forward[offset] = this.#page * 2 ** SLOT_BITS + this.#used;
    this.#order[index] = address;
    this.#used += 1;
  }

  #copy(temporary: number): void {
    const { pages, payload } = this.#nodes;
    const address = this.#forward[temporary - TEMPORARY_ADDRESS]!;
    const source = pages.locate(temporary);
    const external = (pages.words[source + NODE.meta]! & META.external) !== 0;
    if (external && pages.words[source + REFERENCE.page] === PENDING_PAYLOAD) {
      const length = this.#nodes.payloadBytesAt(source);
      const place = payload.place(pages.words[source + REFERENCE.offset]!, length);
      const moved = pages.locate(temporary);
      pages.words[moved + REFERENCE.page] = place.page;
      pages.words[moved + REFERENCE.offset] = place.offset;
      pages.words[moved + REFERENCE.checksum] = place.checksum;
    }
    const from = pages.locate(temporary);
    const target = pages.locate(address);
    const { words } = pages;
    words.copyWithin(target, from, from + NODE_WORDS);
    words[target + NODE.left] = this.#place(words[target + NODE.left]!);
    words[target + NODE.right] = this.#place(words[target + NODE.right]!);
    const frame = Math.floor(target / PAGE_WORDS);
    const slot = (target - frame * PAGE_WORDS - PAGE.headerWords) / NODE_WORDS;
    const used = frame * PAGE_WORDS + PAGE.used;
    words[used] = Math.max(words[used]!, slot + 1);
  }

  #place(address: number): number {
    return address < TEMPORARY_ADDRESS ? address : this.#forward[address - TEMPORARY_ADDRESS]!;
  }
}

function fit(array: Uint32Array, index: number): Uint32Array {
  if (index < array.length) return array;
  const larger = new Uint32Array(Math.max(index + 1, array.length * 2));
  larger.set(array);
  return larger;
}

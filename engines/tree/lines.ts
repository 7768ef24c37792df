import {
  GUIDE,
  GUIDE_WORDS,
  GUIDES_PER_LINE,
  NODES_PER_PAGE,
  type Pages,
  SLOT_BITS,
  TEMPORARY_ADDRESS,
} from '../storage/index.ts';

/** Left link of a slot in a temporary page that no node has taken. */
const FREE = 0xffff_ffff;

/**
 * Hands out the addresses of temporary nodes, by cache lines of four guides. A node gets a place in
 * the line of its parent while there is one, so a tree that grows keeps two or three of its levels
 * in each line. New lines have rising addresses: what a transaction began is what lies behind `next`.
 */
export class Lines {
  readonly #pages: Pages;
  #next: number = TEMPORARY_ADDRESS;

  constructor(pages: Pages) {
    this.#pages = pages;
  }

  /** No temporary node has this address or a higher one. */
  get next(): number {
    return this.#next;
  }

  /** A place in the line of the temporary node `near` if there is one, or in a new line (for 0). */
  take(near: number): number {
    const beside = near === 0 ? 0 : this.#beside(near);
    return beside === 0 ? this.#open() : beside;
  }

  /** A place that is free in the line of `near`, or 0. */
  #beside(near: number): number {
    const slot = near % GUIDES_PER_LINE;
    const line = this.#pages.guide(near) - slot * GUIDE_WORDS;
    const { words } = this.#pages;
    for (let other = 0; other < GUIDES_PER_LINE; other += 1) {
      if (words[line + other * GUIDE_WORDS + GUIDE.left] === FREE) return near - slot + other;
    }
    return 0;
  }

  /** The first place of a line that nobody has used. */
  #open(): number {
    const used = this.#next % 2 ** SLOT_BITS;
    if (used === 0 || used === NODES_PER_PAGE) {
      this.#next = this.#pages.allocateTemporary() * 2 ** SLOT_BITS;
      this.#free(this.#next, 0);
    }
    const address = this.#next;
    this.#next += GUIDES_PER_LINE;
    return address;
  }

  /** Makes the slots of a page free, from `slot` on. */
  #free(page: number, slot: number): void {
    const guides = this.#pages.guide(page);
    for (let free = slot; free < NODES_PER_PAGE; free += 1) {
      this.#pages.words[guides + free * GUIDE_WORDS + GUIDE.left] = FREE;
    }
  }

  /** Takes back the addresses from `address` on, which some `next` was. */
  cutBack(address: number): void {
    const slot = address - TEMPORARY_ADDRESS;
    const page = Math.floor(slot / 2 ** SLOT_BITS);
    const used = slot % 2 ** SLOT_BITS;
    this.#pages.releaseTemporary(used === 0 ? page : page + 1);
    if (used > 0) this.#free(address - used, used);
    this.#next = address;
  }
}

import { EngineError } from '../errors.ts';
import {
  KIND,
  NODE_WORDS,
  PAGE,
  PAGE_BYTES,
  PAGE_WORDS,
  SLOT_BITS,
  SLOT_MASK,
  TEMPORARY_PAGE,
} from './layout.ts';

/*
 * Invariants
 *  1 A page number below `nextPage` names at most one frame; frame numbers index the slab.
 *  2 A frame is free, clean (its page can be read again) or pinned (it cannot: it holds temporary
 *    nodes, or pages that are not yet on disk). Only clean frames are evicted.
 *  3 A page that has left this process is never changed.
 *  4 Word indexes into the slab hold until the next call that can load or allocate a page; whoever
 *    keeps one across such a call reads another page's bytes.
 */

/** Brings one page from the file into `target`, verified, or throws `CORRUPT`. */
export type LoadPage = (page: number, target: Uint8Array) => void;

const FREE = 0;
const CLEAN = 1;
const PINNED = 2;
const NO_FRAME = -1;
const FIRST_FRAMES = 16;
/** A slab is one typed array, which holds no more than 4 GiB. */
const FRAMES_MAX = 2 ** 20 - 1;

/**
 * All pages of one file that are in memory: one slab of frames behind a page table, clock
 * eviction, one budget. Pages not yet given a place in the file live in the same slab.
 */
export class Pages {
  /** The slab, as words and as bytes. Replaced when it grows: read it anew after every call. */
  words: Uint32Array;
  bytes: Uint8Array;
  /** The page number that the next allocation gets. */
  nextPage: number;
  loaded = 0;
  evicted = 0;

  readonly #load: LoadPage | undefined;
  readonly #framesMax: number;
  #frames = 0;
  #state: Uint8Array;
  #recent: Uint8Array;
  #pageOf: Int32Array;
  #table: Int32Array;
  #temporaryTable: Int32Array = new Int32Array(16).fill(NO_FRAME);
  #temporaryPages = 0;
  #free: number[] = [];
  #hand = 0;
  /** Clean frames; without any there is nothing to look for. */
  #clean = 0;

  /** Without `load` nothing is ever evicted: memory is where the pages live. */
  constructor(options: {
    readonly nextPage: number;
    readonly cacheBytes: number;
    readonly load: LoadPage | undefined;
  }) {
    this.nextPage = options.nextPage;
    this.#load = options.load;
    this.#framesMax = Math.min(
      FRAMES_MAX,
      Math.max(FIRST_FRAMES, Math.floor(options.cacheBytes / PAGE_BYTES)),
    );
    this.words = new Uint32Array(FIRST_FRAMES * PAGE_WORDS);
    this.bytes = new Uint8Array(this.words.buffer);
    this.#state = new Uint8Array(FIRST_FRAMES);
    this.#recent = new Uint8Array(FIRST_FRAMES);
    this.#pageOf = new Int32Array(FIRST_FRAMES).fill(-1);
    this.#table = new Int32Array(64).fill(NO_FRAME);
  }

  /** Index in `words` of the node at `address`; loads its page when it is not in memory. */
  locate(address: number): number {
    const page = address >>> SLOT_BITS;
    const slot = address & SLOT_MASK;
    return this.frame(page) * PAGE_WORDS + PAGE.headerWords + slot * NODE_WORDS;
  }

  /** Frame of `page`; loads it when it is not in memory. */
  frame(page: number): number {
    const frame =
      page < TEMPORARY_PAGE
        ? page < this.#table.length
          ? this.#table[page]!
          : NO_FRAME
        : this.#temporaryTable[page - TEMPORARY_PAGE]!;
    if (frame < 0) return this.#read(page);
    this.#recent[frame] = 1;
    return frame;
  }

  /** Gives the next page number a zeroed, pinned frame and returns the number. */
  allocate(kind: number): number {
    const page = this.nextPage;
    if (page >= TEMPORARY_PAGE) {
      throw new EngineError('FULL', `the file has ${page} pages, the most it can have; compact it`);
    }
    const frame = this.#take(PINNED);
    this.#place(page, frame);
    this.words[frame * PAGE_WORDS + PAGE.kind] = kind;
    this.words[frame * PAGE_WORDS + PAGE.run] = 1;
    this.nextPage = page + 1;
    return page;
  }

  /** Skips `count` page numbers whose bytes are kept elsewhere; returns the first. */
  reserve(count: number): number {
    const page = this.nextPage;
    if (page + count >= TEMPORARY_PAGE) {
      throw new EngineError('FULL', `the file cannot have more than ${TEMPORARY_PAGE} pages`);
    }
    this.nextPage = page + count;
    return page;
  }

  /** A zeroed, pinned frame under the next temporary page number, which it returns. */
  allocateTemporary(): number {
    const index = this.#temporaryPages;
    if (TEMPORARY_PAGE + index > 0x1ffffff) {
      throw new EngineError('FULL', 'one transaction may write 4 GiB of nodes; commit in parts');
    }
    const frame = this.#take(PINNED);
    if (index >= this.#temporaryTable.length) {
      this.#temporaryTable = grow(this.#temporaryTable, index + 1, NO_FRAME);
    }
    this.#temporaryTable[index] = frame;
    this.#pageOf[frame] = -1;
    this.words[frame * PAGE_WORDS + PAGE.kind] = KIND.nodes;
    this.#temporaryPages = index + 1;
    return TEMPORARY_PAGE + index;
  }

  /** Frees temporary pages from the `keep`-th on. */
  releaseTemporary(keep: number): void {
    for (let index = keep; index < this.#temporaryPages; index += 1) {
      this.#release(this.#temporaryTable[index]!);
      this.#temporaryTable[index] = NO_FRAME;
    }
    this.#temporaryPages = Math.min(this.#temporaryPages, keep);
  }

  /** Lets the pages in [start, end) be evicted: they are on disk now. */
  unpin(start: number, end: number): void {
    for (let page = start; page < end; page += 1) {
      const frame = this.#table[page] ?? NO_FRAME;
      if (frame >= 0) this.#become(frame, CLEAN);
    }
  }

  /** Forgets all pages from `page` on, which never became durable. */
  cutBack(page: number): void {
    for (let lost = page; lost < this.nextPage; lost += 1) {
      const frame = this.#table[lost] ?? NO_FRAME;
      if (frame < 0) continue;
      this.#table[lost] = NO_FRAME;
      this.#release(frame);
    }
    this.nextPage = page;
  }

  #read(page: number): number {
    if (this.#load === undefined || page >= this.nextPage) {
      throw new EngineError('CORRUPT', `page ${page} is referred to and lies beyond the commit`);
    }
    const frame = this.#take(CLEAN);
    const start = frame * PAGE_BYTES;
    try {
      this.#load(page, this.bytes.subarray(start, start + PAGE_BYTES));
    } catch (error) {
      this.#release(frame);
      throw error;
    }
    this.#place(page, frame);
    this.loaded += 1;
    return frame;
  }

  #place(page: number, frame: number): void {
    if (page >= this.#table.length) this.#table = grow(this.#table, page + 1, NO_FRAME);
    this.#table[page] = frame;
    this.#pageOf[frame] = page;
  }

  #become(frame: number, state: number): void {
    if (this.#state[frame] === CLEAN) this.#clean -= 1;
    if (state === CLEAN) this.#clean += 1;
    this.#state[frame] = state;
  }

  #release(frame: number): void {
    this.#become(frame, FREE);
    this.#pageOf[frame] = -1;
    this.#free.push(frame);
  }

  /** A frame, zeroed when pinned: a free one, a new one within the budget, an evicted one, or a new one. */
  #take(state: number): number {
    let frame = this.#free.pop() ?? NO_FRAME;
    if (frame < 0 && this.#load !== undefined && this.#frames >= this.#framesMax) {
      frame = this.#evict();
    }
    if (frame < 0) frame = this.#extend();
    if (state === PINNED) this.words.fill(0, frame * PAGE_WORDS, (frame + 1) * PAGE_WORDS);
    this.#become(frame, state);
    this.#recent[frame] = 1;
    return frame;
  }

  /** Second chance: two rounds of the hand see every clean frame with its bit cleared. */
  #evict(): number {
    for (let step = this.#clean > 0 ? 2 * this.#frames : 0; step > 0; step -= 1) {
      const frame = this.#hand;
      this.#hand = frame + 1 === this.#frames ? 0 : frame + 1;
      if (this.#state[frame] !== CLEAN) continue;
      if (this.#recent[frame] === 1) {
        this.#recent[frame] = 0;
        continue;
      }
      this.#table[this.#pageOf[frame]!] = NO_FRAME;
      this.evicted += 1;
      return frame;
    }
    return NO_FRAME;
  }

  #extend(): number {
    const frame = this.#frames;
    if (frame >= FRAMES_MAX) {
      throw new EngineError('FULL', 'more than 4 GiB of pages in memory; commit in parts');
    }
    if (frame === this.#state.length) {
      const frames = Math.min(frame * 2, FRAMES_MAX);
      const words = new Uint32Array(frames * PAGE_WORDS);
      words.set(this.words);
      this.words = words;
      this.bytes = new Uint8Array(words.buffer);
      this.#state = extendBytes(this.#state, frames);
      this.#recent = extendBytes(this.#recent, frames);
      this.#pageOf = grow(this.#pageOf, frames, -1);
    }
    this.#frames = frame + 1;
    return frame;
  }
}

function extendBytes(from: Uint8Array, length: number): Uint8Array {
  const to = new Uint8Array(length);
  to.set(from);
  return to;
}

function grow(from: Int32Array, least: number, fill: number): Int32Array {
  const to = new Int32Array(Math.max(least, from.length * 2)).fill(fill, from.length);
  to.set(from);
  return to;
}

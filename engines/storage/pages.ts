import { EngineError } from '../errors.ts';
import {
  BODIES_START,
  BODY_WORDS,
  GUIDE_WORDS,
  GUIDES_START,
  KIND,
  PAGE,
  PAGE_BYTES,
  PAGE_WORDS,
  PAGES_END,
  SLOT_BITS,
  SLOT_MASK,
  TEMPORARY_PAGE,
} from './layout.ts';
import { PageTable } from './page-table.ts';
import { createSlab, type Slab } from './slab.ts';

/*
 * Invariants
 *  1 A page number names at most one frame, in the table of its kind; frame numbers index the slab.
 *  2 A frame is free, clean (its page can be read again) or pinned (it cannot: it holds temporary
 *    nodes, or pages that are not yet on disk). Only clean frames are evicted.
 *  3 A page that has left this process is never changed.
 *  4 Word indexes of clean frames hold until the next call that can load or allocate a page;
 *    whoever keeps one across such a call reads another page's bytes. Those of pinned frames hold
 *    until the frame is released. The slab itself has to be looked up again after such a call.
 */

/** Brings one page of `kind` from the file into `target`, verified, or throws `CORRUPT`. */
export type LoadPage = (page: number, kind: number, target: Uint8Array) => void;

const FREE = 0;
const CLEAN = 1;
const PINNED = 2;
const NO_FRAME = -1;
const FIRST_FRAMES = 16;
/** A slab is one typed array, which holds no more than 4 GiB. */
const FRAMES_MAX = 2 ** 20 - 1;

const PAGE_MASK: number = PAGE_WORDS - 1;
const PAGE_SHIFT: number = Math.log2(PAGE_WORDS);
const GUIDE_SHIFT: number = Math.log2(GUIDE_WORDS);
const BODY_SHIFT: number = Math.log2(BODY_WORDS / GUIDE_WORDS);
/** So that twice a guide's place in its page, and this, is its body's place. */
const BODY_BIAS: number = BODIES_START - (GUIDES_START << BODY_SHIFT);

/** Word index of the body that belongs to the guide at word index `guide`. */
export function bodyOf(guide: number): number {
  return (guide & ~PAGE_MASK) + BODY_BIAS + ((guide & PAGE_MASK) << BODY_SHIFT);
}

/**
 * All pages of one file that are in memory: one slab of frames behind page tables, clock
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
  readonly #nodes: PageTable = new PageTable();
  readonly #payload: PageTable = new PageTable();
  readonly #temporary: PageTable = new PageTable();
  #slab: Slab;
  #frames = 0;
  #state: Uint8Array;
  /** One for each frame that was used since the hand of the clock last passed it. */
  #recent: Uint8Array;
  #pageOf: Int32Array;
  #kindOf: Uint8Array;
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
    this.#slab = createSlab(FIRST_FRAMES * PAGE_BYTES);
    this.words = new Uint32Array(this.#slab.buffer);
    this.bytes = new Uint8Array(this.#slab.buffer);
    this.#state = new Uint8Array(FIRST_FRAMES);
    this.#recent = new Uint8Array(FIRST_FRAMES);
    this.#pageOf = new Int32Array(FIRST_FRAMES).fill(NO_FRAME);
    this.#kindOf = new Uint8Array(FIRST_FRAMES);
  }

  /** Word index of the guide of the node at `address`; loads its page when it is not in memory. */
  guide(address: number): number {
    const page = address >>> SLOT_BITS;
    const { frames } = this.#nodes;
    let frame = page < frames.length ? frames[page]! : this.#temporary.get(page - TEMPORARY_PAGE);
    if (frame < 0) frame = this.#read(page, KIND.nodes);
    this.#recent[frame] = 1;
    return (frame << PAGE_SHIFT) + GUIDES_START + ((address & SLOT_MASK) << GUIDE_SHIFT);
  }

  /** Frame of the payload page `page`; loads it when it is not in memory. */
  payloadFrame(page: number): number {
    let frame = this.#payload.get(page);
    if (frame < 0) frame = this.#read(page, KIND.payload);
    this.#recent[frame] = 1;
    return frame;
  }

  /** Frame of a node or payload page that is in memory, or -1. */
  frameInMemory(page: number): number {
    const frame = this.#nodes.get(page);
    return frame < 0 ? this.#payload.get(page) : frame;
  }

  /** Gives the next page number a zeroed, pinned frame and returns the number. */
  allocate(kind: typeof KIND.nodes | typeof KIND.payload): number {
    const page = this.nextPage;
    if (page >= TEMPORARY_PAGE) {
      throw new EngineError('FULL', `the file has ${page} pages, the most it can have; compact it`);
    }
    const frame = this.#take(PINNED);
    this.#place(page, kind, frame);
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
    if (TEMPORARY_PAGE + index >= PAGES_END) {
      throw new EngineError('FULL', 'one transaction may write 4 GiB of nodes; commit in parts');
    }
    const frame = this.#take(PINNED);
    this.#temporary.set(index, frame);
    this.#temporaryPages = index + 1;
    return TEMPORARY_PAGE + index;
  }

  /** Frees temporary pages from the `keep`-th on. */
  releaseTemporary(keep: number): void {
    for (let index = keep; index < this.#temporaryPages; index += 1) {
      this.#release(this.#temporary.get(index));
      this.#temporary.set(index, NO_FRAME);
    }
    this.#temporaryPages = Math.min(this.#temporaryPages, keep);
  }

  /** Lets the pages in [start, end) be evicted: they are on disk now. */
  unpin(start: number, end: number): void {
    for (let page = start; page < end; page += 1) {
      const frame = this.frameInMemory(page);
      if (frame >= 0) this.#become(frame, CLEAN);
    }
  }

  /** Forgets all pages from `page` on, which never became durable. */
  cutBack(page: number): void {
    for (let lost = page; lost < this.nextPage; lost += 1) {
      const frame = this.frameInMemory(lost);
      if (frame < 0) continue;
      this.#tableOf(frame).set(lost, NO_FRAME);
      this.#release(frame);
    }
    this.nextPage = page;
  }

  #read(page: number, kind: number): number {
    if (this.#load === undefined || page >= this.nextPage) {
      throw new EngineError('CORRUPT', `page ${page} is referred to and lies beyond the commit`);
    }
    const frame = this.#take(CLEAN);
    const start = frame * PAGE_BYTES;
    try {
      this.#load(page, kind, this.bytes.subarray(start, start + PAGE_BYTES));
    } catch (error) {
      this.#release(frame);
      throw error;
    }
    this.#place(page, kind, frame);
    this.loaded += 1;
    return frame;
  }

  #tableOf(frame: number): PageTable {
    return this.#kindOf[frame] === KIND.payload ? this.#payload : this.#nodes;
  }

  #place(page: number, kind: number, frame: number): void {
    this.#pageOf[frame] = page;
    this.#kindOf[frame] = kind;
    this.#tableOf(frame).set(page, frame);
  }

  #become(frame: number, state: number): void {
    if (this.#state[frame] === CLEAN) this.#clean -= 1;
    if (state === CLEAN) this.#clean += 1;
    this.#state[frame] = state;
  }

  #release(frame: number): void {
    this.#become(frame, FREE);
    this.#free.push(frame);
  }

  /** A frame, zeroed when pinned: a free one, a new one in the budget, an evicted, or a new one. */
  #take(state: number): number {
    let frame = this.#free.pop() ?? NO_FRAME;
    if (frame < 0 && this.#load !== undefined && this.#frames >= this.#framesMax) {
      frame = this.#evict();
    }
    const fresh = frame < 0;
    if (fresh) frame = this.#extend();
    // A fresh frame is zeroed by the system.
    if (state === PINNED && !fresh) {
      this.words.fill(0, frame * PAGE_WORDS, (frame + 1) * PAGE_WORDS);
    }
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
      this.#tableOf(frame).set(this.#pageOf[frame]!, NO_FRAME);
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
    if (frame === this.#state.length) this.#grow(Math.min(frame * 2, FRAMES_MAX));
    this.#frames = frame + 1;
    return frame;
  }

  #grow(frames: number): void {
    this.#slab = this.#slab.grow(frames * PAGE_BYTES);
    this.words = new Uint32Array(this.#slab.buffer);
    this.bytes = new Uint8Array(this.#slab.buffer);
    this.#state = extended(this.#state, new Uint8Array(frames));
    this.#recent = extended(this.#recent, new Uint8Array(frames));
    this.#kindOf = extended(this.#kindOf, new Uint8Array(frames));
    this.#pageOf = extended(this.#pageOf, new Int32Array(frames));
  }
}

function extended<T extends Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

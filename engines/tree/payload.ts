import { EngineError } from '../errors.ts';
import {
  checksum,
  KIND,
  PAGE,
  PAGE_BODY_BYTES,
  PAGE_BYTES,
  PAGE_WORDS,
  type Pages,
  PENDING_PAYLOAD,
  RUN_PAGES_MAX,
  runPages,
} from '../storage/index.ts';

/** Reads the verified run of pages at `page` from the file. */
export type LoadRun = (page: number, run: number) => Uint8Array;

/** Where payload stands: what a node's reference says. */
export interface Place {
  readonly page: number;
  /** Byte within the page, or within the pending bytes. */
  readonly offset: number;
  /** CRC-32 of a large payload; 0 for one that its page's checksum covers. */
  readonly checksum: number;
}

const ARENA_BYTES_MAX: number = 2 ** 32 - 1;

/**
 * Key tails and values that do not fit their nodes. Until a commit gives them a place they stand
 * in one arena of pending bytes; then small ones share payload pages, and one that is larger than
 * a page gets a run of its own that bypasses the cache.
 */
export class Payload {
  #arena: Uint8Array = new Uint8Array(1 << 12);
  #used = 0;
  /** Payload page that the next small payload may go to, 0 for none. */
  #openPage = 0;
  /** Large runs that are not on disk; all of them where memory is the store. */
  readonly #runs: Map<number, Uint8Array> = new Map();
  readonly #pages: Pages;
  readonly #loadRun: LoadRun | undefined;

  constructor(pages: Pages, loadRun: LoadRun | undefined) {
    this.#pages = pages;
    this.#loadRun = loadRun;
  }

  /** Pending bytes; cutting back to an earlier value undoes what came after. */
  get used(): number {
    return this.#used;
  }

  cutBack(used: number): void {
    this.#used = used;
  }

  /** Appends `tail` and `value` to the pending bytes and returns their offset. */
  append(tail: Uint8Array, value: Uint8Array): number {
    const offset = this.#used;
    const end = offset + tail.length + value.length;
    if (end > this.#arena.length) {
      if (end > ARENA_BYTES_MAX) {
        throw new EngineError('FULL', 'one transaction may write 4 GiB of values; use several');
      }
      const larger = new Uint8Array(Math.min(ARENA_BYTES_MAX, Math.max(end, offset * 2)));
      larger.set(this.#arena.subarray(0, offset));
      this.#arena = larger;
    }
    this.#arena.set(tail, offset);
    this.#arena.set(value, offset + tail.length);
    this.#used = end;
    return offset;
  }

  /**
   * The `length` bytes at (`page`, `offset`), valid until the next call that reads or writes.
   * @throws EngineError `CORRUPT`.
   */
  read(page: number, offset: number, length: number): Uint8Array {
    if (page === PENDING_PAYLOAD) return this.#arena.subarray(offset, offset + length);
    if (length > PAGE_BODY_BYTES) return this.#readRun(page, length);
    const frame = this.#pages.frame(page);
    const kind = this.#pages.words[frame * PAGE_WORDS + PAGE.kind];
    if (kind !== KIND.payload || offset + length > PAGE_BYTES) {
      throw new EngineError('CORRUPT', `page ${page} holds no payload of ${length} bytes there`);
    }
    const start = frame * PAGE_BYTES + offset;
    return this.#pages.bytes.subarray(start, start + length);
  }

  #readRun(page: number, length: number): Uint8Array {
    const pages = runPages(length);
    if (pages > RUN_PAGES_MAX || page + pages > this.#pages.nextPage) {
      throw new EngineError(
        'CORRUPT',
        `page ${page}: ${length} bytes of payload lie beyond the file`,
      );
    }
    const run = this.#runs.get(page) ?? this.#loadRun?.(page, pages);
    if (run === undefined) throw new EngineError('CORRUPT', `page ${page} holds no payload`);
    return run.subarray(PAGE.headerBytes, PAGE.headerBytes + length);
  }

  /** Gives `length` pending bytes from `offset` on their place in the file. */
  place(offset: number, length: number): Place {
    const source = this.#arena.subarray(offset, offset + length);
    if (length > PAGE_BODY_BYTES) return this.#placeLarge(source);
    const { words, bytes, page, start } = this.#room(length);
    bytes.set(source, start);
    const header = (start - (start % PAGE_BYTES)) / 4;
    const used = words[header + PAGE.used]!;
    words[header + PAGE.used] = used + length;
    return { page, offset: PAGE.headerBytes + used, checksum: 0 };
  }

  #room(length: number): { words: Uint32Array; bytes: Uint8Array; page: number; start: number } {
    let page = this.#openPage;
    if (page === 0 || this.#usedOf(page) + length > PAGE_BODY_BYTES) {
      page = this.#pages.allocate(KIND.payload);
      this.#openPage = page;
    }
    const frame = this.#pages.frame(page);
    const start = frame * PAGE_BYTES + PAGE.headerBytes + this.#usedOf(page);
    return { words: this.#pages.words, bytes: this.#pages.bytes, page, start };
  }

  #usedOf(page: number): number {
    return this.#pages.words[this.#pages.frame(page) * PAGE_WORDS + PAGE.used]!;
  }

  #placeLarge(source: Uint8Array): Place {
    const pages = runPages(source.length);
    const run = new Uint8Array(pages * PAGE_BYTES);
    const words = new Uint32Array(run.buffer, 0, PAGE.headerWords);
    words[PAGE.kind] = KIND.large;
    words[PAGE.used] = source.length;
    words[PAGE.run] = pages;
    run.set(source, PAGE.headerBytes);
    const page = this.#pages.reserve(pages);
    this.#runs.set(page, run);
    return { page, offset: 0, checksum: checksum(source, 0, source.length) };
  }

  /** The large run that starts at `page` and is not on disk. */
  run(page: number): Uint8Array | undefined {
    return this.#runs.get(page);
  }

  /** No page that has left for the disk may be added to. */
  closePage(): void {
    this.#openPage = 0;
  }

  /** Forgets the runs in [start, end): they are on disk, or never will be. */
  forgetRuns(start: number, end: number): void {
    for (const page of this.#runs.keys()) {
      if (page >= start && page < end) this.#runs.delete(page);
    }
  }
}

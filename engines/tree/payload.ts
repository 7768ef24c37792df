import { EngineError } from '../errors.ts';
import {
  BODY,
  checksum,
  KIND,
  META,
  PAGE,
  PAGE_BODY_BYTES,
  PAGE_BYTES,
  PAGE_WORDS,
  type Pages,
  PENDING_PAYLOAD,
  PREFIX_BYTES,
  REFERENCE,
  RUN_POINTER_BYTES,
  runPages,
  TEMPORARY_PAGE,
} from '../storage/index.ts';
import { Arena } from './arena.ts';

/*
 * What does not fit a node: its value, and of a key longer than 16 bytes the tail. Up to a page of
 * it stand together in a payload page, which several nodes share, tail first. A larger value has a
 * run of pages of its own; then the tail stays behind in a payload page, followed by the number of
 * that run, so that comparing keys never reads a value.
 *
 * Functions take the word index `body` of the node's body. Bytes they return are valid until the
 * next call that reads or writes.
 */

/** Reads the verified run of pages at `page` from the file. */
export type LoadRun = (page: number, run: number) => Uint8Array;

/** Key tails and values outside of their nodes: pending in one arena, or placed in the file. */
export class Payload {
  readonly #arena: Arena = new Arena();
  readonly #pages: Pages;
  readonly #loadRun: LoadRun | undefined;
  /** Large runs that are not on disk; all of them where memory is the store. */
  readonly #runs: Map<number, Uint8Array> = new Map();
  /** Payload page that the next small payload may go to, 0 for none. */
  #openPage = 0;

  constructor(pages: Pages, loadRun: LoadRun | undefined) {
    this.#pages = pages;
    this.#loadRun = loadRun;
  }

  /** Pending bytes; cutting back to an earlier value undoes what came after. */
  get used(): number {
    return this.#arena.used;
  }

  cutBack(used: number): void {
    this.#arena.cutBack(used);
  }

  /** Appends `tail` and `value` to the pending bytes and returns their offset. */
  append(tail: Uint8Array, value: Uint8Array): number {
    const offset = this.#arena.append(tail);
    this.#arena.append(value);
    return offset;
  }

  /** Makes the body refer to pending bytes. */
  refer(body: number, offset: number, valueBytes: number): void {
    const { words } = this.#pages;
    words[body + REFERENCE.page] = PENDING_PAYLOAD;
    words[body + REFERENCE.offset] = offset;
    words[body + REFERENCE.valueBytes] = valueBytes;
    words[body + REFERENCE.checksum] = 0;
  }

  /** Bytes of tail and value that the body refers to, 0 when all of its entry is in place. */
  bytesOf(body: number): number {
    const meta = this.#pages.words[body + BODY.meta]!;
    if ((meta & META.external) === 0) return 0;
    return this.#tailBytes(meta) + this.#pages.words[body + REFERENCE.valueBytes]!;
  }

  /** Bytes of the tail that stand in the payload. */
  #tailBytes(meta: number): number {
    return (meta & META.tailExternal) === 0 ? 0 : (meta & META.keyBytesMask) - PREFIX_BYTES;
  }

  /** The tail, `tailBytes` long, of a body that has it in the payload. @throws `CORRUPT`. */
  tail(body: number, tailBytes: number): Uint8Array {
    const { words } = this.#pages;
    const page = words[body + REFERENCE.page]!;
    const offset = words[body + REFERENCE.offset]!;
    return page === PENDING_PAYLOAD
      ? this.#arena.bytes(offset, tailBytes)
      : this.#small(page, offset, tailBytes);
  }

  /** The value of a body that has it in the payload. @throws EngineError `CORRUPT`. */
  value(body: number): Uint8Array {
    const { words } = this.#pages;
    const tailBytes = this.#tailBytes(words[body + BODY.meta]!);
    const valueBytes = words[body + REFERENCE.valueBytes]!;
    const page = words[body + REFERENCE.page]!;
    const offset = words[body + REFERENCE.offset]!;
    if (page === PENDING_PAYLOAD) return this.#arena.bytes(offset + tailBytes, valueBytes);
    if (tailBytes + valueBytes <= PAGE_BODY_BYTES) {
      return this.#small(page, offset + tailBytes, valueBytes);
    }
    const sum = words[body + REFERENCE.checksum]!;
    if (tailBytes === 0) return this.#large(page, valueBytes, sum);
    const pointer = this.#small(page, offset + tailBytes, RUN_POINTER_BYTES);
    const run = new DataView(pointer.buffer, pointer.byteOffset).getUint32(0, true);
    return this.#large(run, valueBytes, sum);
  }

  #small(page: number, offset: number, length: number): Uint8Array {
    if (page >= TEMPORARY_PAGE || offset < PAGE.headerBytes || offset + length > PAGE_BYTES) {
      throw new EngineError('CORRUPT', `page ${page} holds no ${length} bytes at ${offset}`);
    }
    const start = this.#pages.payloadFrame(page) * PAGE_BYTES + offset;
    return this.#pages.bytes.subarray(start, start + length);
  }

  #large(page: number, length: number, sum: number): Uint8Array {
    const pages = runPages(length);
    if (page >= TEMPORARY_PAGE || page + pages > this.#pages.nextPage) {
      throw new EngineError('CORRUPT', `page ${page}: a value of ${length} bytes ends behind all`);
    }
    const pending = this.#runs.get(page);
    const run = pending ?? this.#loadRun?.(page, pages);
    const value = run?.subarray(PAGE.headerBytes, PAGE.headerBytes + length);
    if (value === undefined || checksum(value, 0, length) !== sum) {
      throw new EngineError('CORRUPT', `page ${page} holds another value than its node says`);
    }
    return value;
  }

  /** Gives what the body refers to, if it is pending, its place in the file. */
  place(body: number): void {
    const { words } = this.#pages;
    const meta = words[body + BODY.meta]!;
    if ((meta & META.external) === 0) return;
    if (words[body + REFERENCE.page] !== PENDING_PAYLOAD) return;
    const offset = words[body + REFERENCE.offset]!;
    const tailBytes = this.#tailBytes(meta);
    const valueBytes = words[body + REFERENCE.valueBytes]!;
    const tail = this.#arena.bytes(offset, tailBytes);
    this.put(body, tail, this.#arena.bytes(offset + tailBytes, valueBytes));
  }

  /**
   * Stores `tail` and `value`, which stand outside of the slab, and makes the body refer to them.
   * Tells the page that small payload goes to now, and the run that was begun, 0 for none.
   */
  put(
    body: number,
    tail: Uint8Array,
    value: Uint8Array,
  ): { readonly openPage: number; readonly largePage: number } {
    const large = tail.length + value.length > PAGE_BODY_BYTES;
    let page: number;
    let offset = 0;
    let largePage = 0;
    if (!large) {
      ({ page, offset } = this.#putSmall(tail, value));
    } else {
      largePage = this.#putLarge(value);
      page = largePage;
      if (tail.length > 0) {
        const pointer = new Uint8Array(RUN_POINTER_BYTES);
        new DataView(pointer.buffer).setUint32(0, page, true);
        ({ page, offset } = this.#putSmall(tail, pointer));
      }
    }
    // Only now: allocating pages may have replaced the slab.
    const { words } = this.#pages;
    words[body + REFERENCE.page] = page;
    words[body + REFERENCE.offset] = offset;
    words[body + REFERENCE.valueBytes] = value.length;
    words[body + REFERENCE.checksum] = large ? checksum(value, 0, value.length) : 0;
    return { openPage: this.#openPage, largePage };
  }

  #putSmall(first: Uint8Array, second: Uint8Array): { page: number; offset: number } {
    const length = first.length + second.length;
    let page = this.#openPage;
    if (page === 0 || this.#usedOf(page) + length > PAGE_BODY_BYTES) {
      page = this.#pages.allocate(KIND.payload);
      this.#openPage = page;
    }
    const used = this.#usedOf(page);
    const frame = this.#pages.payloadFrame(page);
    const start = frame * PAGE_BYTES + PAGE.headerBytes + used;
    this.#pages.bytes.set(first, start);
    this.#pages.bytes.set(second, start + first.length);
    this.#pages.words[frame * PAGE_WORDS + PAGE.used] = used + length;
    return { page, offset: PAGE.headerBytes + used };
  }

  #usedOf(page: number): number {
    return this.#pages.words[this.#pages.payloadFrame(page) * PAGE_WORDS + PAGE.used]!;
  }

  #putLarge(value: Uint8Array): number {
    const pages = runPages(value.length);
    const run = new Uint8Array(pages * PAGE_BYTES);
    const words = new Uint32Array(run.buffer, 0, PAGE.headerWords);
    words[PAGE.kind] = KIND.large;
    words[PAGE.used] = value.length;
    words[PAGE.run] = pages;
    run.set(value, PAGE.headerBytes);
    const page = this.#pages.reserve(pages);
    this.#runs.set(page, run);
    return page;
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

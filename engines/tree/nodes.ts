import {
  ADDRESS_MASK,
  BODY,
  BODY_WORDS,
  bodyOf,
  GUIDE,
  GUIDE_WORDS,
  INLINE_BYTES,
  META,
  type Pages,
  PREFIX_BYTES,
  RED,
  TAIL_INLINE_BYTES,
  TEMPORARY_ADDRESS,
} from '../storage/index.ts';
import { EntryBuffer } from './entry-buffer.ts';
import { Lines } from './lines.ts';
import type { Payload } from './payload.ts';
import { prefixHigh, prefixLow, swapped } from './prefix.ts';

/*
 * Invariants
 *  1 A node below the watermark is never changed: it belongs to a snapshot, to the file, or to an
 *    earlier transaction. Changing one means copying it, and then its parent must be owned too.
 *  2 A temporary node's ancestors are temporary.
 *  3 The prefix holds the first eight key bytes, zero-padded, as two big-endian words.
 *
 * Functions take a node's address, or, where one descent asks several things of a node, the word
 * index `at` of its guide.
 */

const EMPTY: Uint8Array = new Uint8Array(0);

/** The nodes of one file: reading them, and the temporary ones of open transactions. */
export class Nodes {
  readonly pages: Pages;
  readonly payload: Payload;
  /** Nodes at or above this address may be changed in place. */
  watermark: number = TEMPORARY_ADDRESS;
  rotations = 0;

  readonly #entry: EntryBuffer = new EntryBuffer();
  readonly #lines: Lines;

  constructor(pages: Pages, payload: Payload) {
    this.pages = pages;
    this.payload = payload;
    this.#lines = new Lines(pages);
  }

  /** No temporary node has this address or a higher one. */
  get next(): number {
    return this.#lines.next;
  }

  left(address: number): number {
    return this.#guideWord(address, GUIDE.left) & ADDRESS_MASK;
  }

  right(address: number): number {
    return this.#guideWord(address, GUIDE.right) & ADDRESS_MASK;
  }

  /** Entries in the subtree at `address`, 0 for none. */
  size(address: number): number {
    return address === 0 ? 0 : this.#bodyWord(address, BODY.size);
  }

  /** Whether the node is red; no node is black. */
  red(address: number): boolean {
    return address !== 0 && (this.#guideWord(address, GUIDE.left) & RED) !== 0;
  }

  setLeft(address: number, child: number): void {
    const at = this.pages.guide(address) + GUIDE.left;
    const { words } = this.pages;
    words[at] = (words[at]! & RED) | child;
  }

  setRight(address: number, child: number): void {
    const at = this.pages.guide(address);
    this.pages.words[at + GUIDE.right] = child;
  }

  setSize(address: number, size: number): void {
    const body = bodyOf(this.pages.guide(address));
    this.pages.words[body + BODY.size] = size;
  }

  setRed(address: number, red: boolean): void {
    const at = this.pages.guide(address) + GUIDE.left;
    const { words } = this.pages;
    words[at] = red ? words[at]! | RED : words[at]! & ADDRESS_MASK;
  }

  // Locating a node may replace the slab, so the slab is looked up after that.
  #guideWord(address: number, field: number): number {
    const at = this.pages.guide(address) + field;
    return this.pages.words[at]!;
  }

  #bodyWord(address: number, field: number): number {
    const at = bodyOf(this.pages.guide(address)) + field;
    return this.pages.words[at]!;
  }

  /** A zeroed temporary node, in one cache line with the owned node `near` (or 0) if it fits. */
  allocate(near: number): number {
    const address = this.#lines.take(near >= this.watermark ? near : 0);
    const at = this.pages.guide(address);
    const body = bodyOf(at);
    const { words } = this.pages;
    for (let word = 0; word < GUIDE_WORDS; word += 1) words[at + word] = 0;
    for (let word = 0; word < BODY_WORDS; word += 1) words[body + word] = 0;
    return address;
  }

  /**
   * A node with the contents of the one at `address` that may be changed: itself, or a copy, which
   * goes beside the owned node `near`.
   */
  own(address: number, near: number): number {
    if (address >= this.watermark) return address;
    const copy = this.#lines.take(near >= this.watermark ? near : 0);
    const from = this.pages.guide(address);
    this.copyNode(from, this.pages.guide(copy));
    return copy;
  }

  /** Copies the whole node whose guide stands at word index `from` over that at `to`. */
  copyNode(from: number, to: number): void {
    const { words } = this.pages;
    // Written out: this is most of what an insertion does.
    words[to] = words[from]!;
    words[to + 1] = words[from + 1]!;
    words[to + 2] = words[from + 2]!;
    words[to + 3] = words[from + 3]!;
    const source = bodyOf(from);
    const target = bodyOf(to);
    words[target] = words[source]!;
    words[target + 1] = words[source + 1]!;
    words[target + 2] = words[source + 2]!;
    words[target + 3] = words[source + 3]!;
    words[target + 4] = words[source + 4]!;
    words[target + 5] = words[source + 5]!;
    words[target + 6] = words[source + 6]!;
    words[target + 7] = words[source + 7]!;
  }

  /** Forgets the temporary nodes from `address` on, which some `next` was. */
  cutBack(address: number): void {
    this.#lines.cutBack(address);
  }

  /**
   * Order of `key` against the key of the node at `at`, whose prefixes are equal: negative when it
   * is below.
   */
  compareBehindPrefix(key: Uint8Array, at: number): number {
    const { words, bytes } = this.pages;
    const body = bodyOf(at);
    const meta = words[body + BODY.meta]!;
    const keyBytes = meta & META.keyBytesMask;
    if (key.length <= PREFIX_BYTES || keyBytes <= PREFIX_BYTES) return key.length - keyBytes;
    const inline = (body + BODY.inline) * 4 - PREFIX_BYTES;
    const external = (meta & META.tailExternal) !== 0;
    const inPlaceEnd = external ? PREFIX_BYTES + TAIL_INLINE_BYTES : keyBytes;
    const shared = Math.min(key.length, inPlaceEnd);
    for (let index = PREFIX_BYTES; index < shared; index += 1) {
      const order = key[index]! - bytes[inline + index]!;
      if (order !== 0) return order;
    }
    if (!external || key.length <= inPlaceEnd) return key.length - keyBytes;
    const tail = this.payload.tail(body, keyBytes - PREFIX_BYTES);
    const end = Math.min(key.length, keyBytes);
    for (let index = shared; index < end; index += 1) {
      const order = key[index]! - tail[index - PREFIX_BYTES]!;
      if (order !== 0) return order;
    }
    return key.length - keyBytes;
  }

  /** Bytes of payload that the node at `at` refers to. */
  payloadBytesAt(at: number): number {
    return this.payload.bytesOf(bodyOf(at));
  }

  /** The node's key, valid until the next call on the file; `long` is where a long one goes. */
  key(address: number, long: Uint8Array): Uint8Array {
    const at = this.pages.guide(address);
    const body = bodyOf(at);
    const meta = this.pages.words[body + BODY.meta]!;
    const keyBytes = meta & META.keyBytesMask;
    this.#copyOut(at, body);
    if ((meta & META.tailExternal) === 0) return this.#entry.view(0, keyBytes);
    long.set(this.#entry.view(0, PREFIX_BYTES));
    long.set(this.payload.tail(body, keyBytes - PREFIX_BYTES), PREFIX_BYTES);
    return long.subarray(0, keyBytes);
  }

  /** The node's value, valid until the next call on the file. */
  value(address: number): Uint8Array {
    return this.valueAt(this.pages.guide(address));
  }

  /** The value of the node at `at`, valid until the next call on the file. */
  valueAt(at: number): Uint8Array {
    const body = bodyOf(at);
    const meta = this.pages.words[body + BODY.meta]!;
    if ((meta & META.external) !== 0) return this.payload.value(body);
    this.#copyOut(at, body);
    const keyBytes = meta & META.keyBytesMask;
    const start = keyBytes > PREFIX_BYTES ? keyBytes : PREFIX_BYTES;
    return this.#entry.view(start, start + (meta >>> META.valueBytesShift));
  }

  /** Copies prefix and inline bytes to the entry buffer. */
  #copyOut(at: number, body: number): void {
    const { words } = this.pages;
    const to = this.#entry.words;
    const from = body + BODY.inline;
    to[0] = swapped(words[at]!);
    to[1] = swapped(words[at + GUIDE.prefixLow]!);
    to[2] = words[from]!;
    to[3] = words[from + 1]!;
    to[4] = words[from + 2]!;
    to[5] = words[from + 3]!;
    to[6] = words[from + 4]!;
    to[7] = words[from + 5]!;
  }

  /** `bytes`, or a copy of them where they are a view of the slab, which moves and is written to. */
  outside(bytes: Uint8Array): Uint8Array {
    return bytes.buffer === this.pages.bytes.buffer ? bytes.slice() : bytes;
  }

  /** Makes the owned node at `address` hold `key` and `value`; links, size and colour stay. */
  setEntry(address: number, key: Uint8Array, value: Uint8Array): void {
    const tailBytes = key.length > PREFIX_BYTES ? key.length - PREFIX_BYTES : 0;
    const inlined = tailBytes + value.length <= INLINE_BYTES;
    const tailInline = inlined || tailBytes <= TAIL_INLINE_BYTES;
    const tail = tailInline ? EMPTY : key.subarray(PREFIX_BYTES);
    const offset = inlined ? 0 : this.payload.append(tail, value);
    const at = this.pages.guide(address);
    const body = bodyOf(at);
    const { words, bytes } = this.pages;
    words[at] = prefixHigh(key);
    words[at + GUIDE.prefixLow] = prefixLow(key);
    for (let word = 0; word < INLINE_BYTES / 4; word += 1) words[body + BODY.inline + word] = 0;
    const start = (body + BODY.inline) * 4;
    const kept = tailInline ? tailBytes : TAIL_INLINE_BYTES;
    for (let index = 0; index < kept; index += 1) bytes[start + index] = key[PREFIX_BYTES + index]!;
    if (inlined) {
      const behind = start + tailBytes;
      for (let index = 0; index < value.length; index += 1) bytes[behind + index] = value[index]!;
      words[body + BODY.meta] = key.length | (value.length << META.valueBytesShift);
      return;
    }
    const where = tailInline ? META.external : META.external | META.tailExternal;
    words[body + BODY.meta] = key.length | where;
    this.payload.refer(body, offset, value.length);
  }

  /** Copies the entry, not the links, of one node over that of an owned other. */
  moveEntry(from: number, to: number): void {
    const source = this.pages.guide(from);
    const target = this.pages.guide(to);
    const { words } = this.pages;
    words[target] = words[source]!;
    words[target + GUIDE.prefixLow] = words[source + GUIDE.prefixLow]!;
    const sourceBody = bodyOf(source);
    const targetBody = bodyOf(target);
    for (let word = BODY.meta; word < BODY_WORDS; word += 1) {
      words[targetBody + word] = words[sourceBody + word]!;
    }
  }
}

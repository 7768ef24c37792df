import {
  INLINE_BYTES,
  META,
  NODE,
  NODE_WORDS,
  NODES_PER_PAGE,
  type Pages,
  PENDING_PAYLOAD,
  PREFIX_BYTES,
  REFERENCE,
  SLOT_BITS,
  TAIL_INLINE_BYTES,
  TEMPORARY_ADDRESS,
} from '../storage/index.ts';
import type { Payload } from './payload.ts';
import { prefixHigh, prefixLow } from './prefix.ts';

/*
 * Invariants
 *  1 A node below the watermark is never changed: it belongs to a snapshot, to the file, or to an
 *    earlier transaction. Changing one means copying it, and then its parent must be owned too.
 *  2 A temporary node's ancestors are temporary.
 *  3 The prefix holds the first eight key bytes, zero-padded, as two big-endian words.
 */

const EMPTY: Uint8Array = new Uint8Array(0);

/** The node records of one file: reading them, and the temporary ones of open transactions. */
export class Nodes {
  readonly pages: Pages;
  readonly payload: Payload;
  /** Nodes at or above this address may be changed in place. */
  watermark: number = TEMPORARY_ADDRESS;
  rotations = 0;

  #next: number = TEMPORARY_ADDRESS;
  #room = 0;

  constructor(pages: Pages, payload: Payload) {
    this.pages = pages;
    this.payload = payload;
  }

  /** The address that the next temporary node gets, at the least. */
  get next(): number {
    return this.#next;
  }

  left(address: number): number {
    return this.#field(address, NODE.left);
  }

  right(address: number): number {
    return this.#field(address, NODE.right);
  }

  /** Entries in the subtree at `address`, 0 for none. */
  size(address: number): number {
    return address === 0 ? 0 : this.#field(address, NODE.size);
  }

  /** Whether the node is red; no node is black. */
  red(address: number): boolean {
    if (address === 0) return false;
    return (this.#field(address, NODE.meta) & META.red) !== 0;
  }

  setLeft(address: number, child: number): void {
    this.#setField(address, NODE.left, child);
  }

  setRight(address: number, child: number): void {
    this.#setField(address, NODE.right, child);
  }

  setSize(address: number, size: number): void {
    this.#setField(address, NODE.size, size);
  }

  setRed(address: number, red: boolean): void {
    const meta = this.#field(address, NODE.meta);
    this.#setField(address, NODE.meta, red ? meta | META.red : meta & ~META.red);
  }

  /** One word of a node. Locating it may replace the slab, so the slab is looked up after that. */
  #field(address: number, field: number): number {
    const at = this.pages.locate(address) + field;
    return this.pages.words[at]!;
  }

  #setField(address: number, field: number, value: number): void {
    const at = this.pages.locate(address) + field;
    this.pages.words[at] = value;
  }

  /** A zeroed temporary node. */
  allocate(): number {
    if (this.#room === 0) {
      const page = this.pages.allocateTemporary();
      this.#next = page * 2 ** SLOT_BITS;
      this.#room = NODES_PER_PAGE;
    }
    const address = this.#next;
    this.#next += 1;
    this.#room -= 1;
    this.pages.words.fill(0, this.pages.locate(address), this.pages.locate(address) + NODE_WORDS);
    return address;
  }

  /** A node with the contents of the one at `address` that may be changed: itself, or a copy. */
  own(address: number): number {
    if (address >= this.watermark) return address;
    const copy = this.allocate();
    const from = this.pages.locate(address);
    const { words } = this.pages;
    words.copyWithin(this.pages.locate(copy), from, from + NODE_WORDS);
    return copy;
  }

  /** Forgets the temporary nodes from `address` on. */
  cutBack(address: number): void {
    const slot = address - TEMPORARY_ADDRESS;
    const page = Math.floor(slot / 2 ** SLOT_BITS);
    const used = slot % 2 ** SLOT_BITS;
    this.pages.releaseTemporary(used === 0 ? page : page + 1);
    this.#next = address;
    this.#room = used === 0 ? 0 : NODES_PER_PAGE - used;
  }

  /**
   * Order of `key` against the key of the node at word index `base`: negative when it is below.
   * `high` and `low` are the key's prefix.
   */
  compare(key: Uint8Array, high: number, low: number, base: number): number {
    const { words } = this.pages;
    const nodeHigh = words[base]!;
    if (high !== nodeHigh) return high < nodeHigh ? -1 : 1;
    const nodeLow = words[base + NODE.prefixLow]!;
    if (low !== nodeLow) return low < nodeLow ? -1 : 1;
    const keyBytes = words[base + NODE.meta]! & META.keyBytesMask;
    if (key.length <= PREFIX_BYTES || keyBytes <= PREFIX_BYTES) return key.length - keyBytes;
    return this.#compareTail(key, keyBytes, base);
  }

  #compareTail(key: Uint8Array, keyBytes: number, base: number): number {
    const { bytes, words } = this.pages;
    const inline = (base + NODE.inline) * 4;
    const tailBytes = keyBytes - PREFIX_BYTES;
    const external = (words[base + NODE.meta]! & META.tailExternal) !== 0;
    const inlineBytes = external ? TAIL_INLINE_BYTES : tailBytes;
    const shared = Math.min(key.length - PREFIX_BYTES, inlineBytes);
    for (let index = 0; index < shared; index += 1) {
      const order = key[PREFIX_BYTES + index]! - bytes[inline + index]!;
      if (order !== 0) return order;
    }
    if (!external || key.length - PREFIX_BYTES <= inlineBytes) return key.length - keyBytes;
    const tail = this.#external(base).subarray(0, tailBytes);
    for (let index = shared; index < tailBytes; index += 1) {
      if (PREFIX_BYTES + index >= key.length) return -1;
      const order = key[PREFIX_BYTES + index]! - tail[index]!;
      if (order !== 0) return order;
    }
    return key.length - keyBytes;
  }

  /** Payload of the node at word index `base`: its external tail, then its value. */
  #external(base: number): Uint8Array {
    const { words } = this.pages;
    const length = this.payloadBytesAt(base);
    return this.payload.read(
      words[base + REFERENCE.page]!,
      words[base + REFERENCE.offset]!,
      length,
    );
  }

  /** Bytes of payload that the node at word index `base` refers to. */
  payloadBytesAt(base: number): number {
    const { words } = this.pages;
    const meta = words[base + NODE.meta]!;
    if ((meta & META.external) === 0) return 0;
    const tail = (meta & META.tailExternal) !== 0 ? (meta & META.keyBytesMask) - PREFIX_BYTES : 0;
    return tail + words[base + REFERENCE.valueBytes]!;
  }

  /** Writes the node's key to `target` and returns its length. */
  key(address: number, target: Uint8Array): number {
    const base = this.pages.locate(address);
    const { words, bytes } = this.pages;
    const meta = words[base + NODE.meta]!;
    const keyBytes = meta & META.keyBytesMask;
    const high = words[base]!;
    const low = words[base + NODE.prefixLow]!;
    for (let index = 0; index < PREFIX_BYTES && index < keyBytes; index += 1) {
      target[index] = (index < 4 ? high >>> (24 - 8 * index) : low >>> (56 - 8 * index)) & 0xff;
    }
    if (keyBytes <= PREFIX_BYTES) return keyBytes;
    const tailBytes = keyBytes - PREFIX_BYTES;
    const inline = (base + NODE.inline) * 4;
    const tail = (meta & META.tailExternal) !== 0 ? this.#external(base) : bytes.subarray(inline);
    for (let index = 0; index < tailBytes; index += 1) target[PREFIX_BYTES + index] = tail[index]!;
    return keyBytes;
  }

  /** The node's value, valid until the next call on the file. */
  value(address: number): Uint8Array {
    const base = this.pages.locate(address);
    const { words, bytes } = this.pages;
    const meta = words[base + NODE.meta]!;
    const tailBytes = Math.max(0, (meta & META.keyBytesMask) - PREFIX_BYTES);
    if ((meta & META.external) === 0) {
      const valueBytes = meta >>> META.valueBytesShift;
      const start = (base + NODE.inline) * 4 + tailBytes;
      return bytes.subarray(start, start + valueBytes);
    }
    return this.#external(base).subarray((meta & META.tailExternal) !== 0 ? tailBytes : 0);
  }

  /** Makes the owned node at `address` hold `key` and `value`; links, size and colour stay. */
  setEntry(address: number, key: Uint8Array, value: Uint8Array): void {
    const tail = key.length > PREFIX_BYTES ? key.subarray(PREFIX_BYTES) : EMPTY;
    const inlined = tail.length + value.length <= INLINE_BYTES;
    const tailInline = inlined || tail.length <= TAIL_INLINE_BYTES;
    const offset = inlined ? 0 : this.payload.append(tailInline ? EMPTY : tail, value);
    const base = this.pages.locate(address);
    const { words, bytes } = this.pages;
    const colour = words[base + NODE.meta]! & META.red;
    const start = (base + NODE.inline) * 4;
    bytes.fill(0, start, start + INLINE_BYTES);
    bytes.set(tailInline ? tail : tail.subarray(0, TAIL_INLINE_BYTES), start);
    words[base] = prefixHigh(key);
    words[base + NODE.prefixLow] = prefixLow(key);
    if (inlined) {
      bytes.set(value, start + tail.length);
      words[base + NODE.meta] = key.length | colour | (value.length << META.valueBytesShift);
      return;
    }
    words[base + NODE.meta] =
      key.length | colour | META.external | (tailInline ? 0 : META.tailExternal);
    words[base + REFERENCE.page] = PENDING_PAYLOAD;
    words[base + REFERENCE.offset] = offset;
    words[base + REFERENCE.valueBytes] = value.length;
    words[base + REFERENCE.checksum] = 0;
  }

  /** Copies the entry, not the links, of one node over that of an owned other. */
  moveEntry(from: number, to: number): void {
    const source = this.pages.locate(from);
    const target = this.pages.locate(to);
    const { words } = this.pages;
    const colour = words[target + NODE.meta]! & META.red;
    words[target] = words[source]!;
    words[target + NODE.prefixLow] = words[source + NODE.prefixLow]!;
    words[target + NODE.meta] = (words[source + NODE.meta]! & ~META.red) | colour;
    words.copyWithin(target + NODE.inline, source + NODE.inline, source + NODE_WORDS);
  }
}

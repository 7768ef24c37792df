import { LIMITS } from '../limits.ts';
import {
  ADDRESS_MASK,
  BODIES_START,
  BODY,
  BODY_WORDS,
  GUIDE,
  GUIDE_WORDS,
  GUIDES_START,
  INLINE_BYTES,
  META,
  NODES_PER_PAGE,
  PAGE_WORDS,
  PREFIX_BYTES,
  SLOT_MASK,
  TAIL_INLINE_BYTES,
  TEMPORARY_ADDRESS,
} from './layout.ts';

/*
 * A checksum tells damage, not intent. What is checked here, once for each time a page is read, is
 * what the inner loops then take for granted: links lead into the file and to slots that exist, and
 * an entry lies inside its node.
 */

/** What is wrong with the first `used` nodes of a node page, or undefined. */
export function nodesFault(page: Uint8Array, used: number): string | undefined {
  const words = new Uint32Array(page.buffer, page.byteOffset, PAGE_WORDS);
  for (let slot = 0; slot < used; slot += 1) {
    const guide = GUIDES_START + slot * GUIDE_WORDS;
    const left = words[guide + GUIDE.left]! & ADDRESS_MASK;
    const right = words[guide + GUIDE.right]!;
    if (!isPlace(left) || !isPlace(right)) {
      return `node ${slot} has a child at ${isPlace(left) ? right : left}, which is no address`;
    }
    const meta = words[BODIES_START + slot * BODY_WORDS + BODY.meta]!;
    const keyBytes = meta & META.keyBytesMask;
    if (keyBytes < 1 || keyBytes > LIMITS.keyBytesMax) {
      return `node ${slot} has a key of ${keyBytes} bytes`;
    }
    const tailBytes = Math.max(0, keyBytes - PREFIX_BYTES);
    if (inPlace(meta, tailBytes) > roomFor(meta)) {
      return `node ${slot} has ${inPlace(meta, tailBytes)} bytes in place`;
    }
    if ((meta & META.tailExternal) !== 0 && tailBytes <= TAIL_INLINE_BYTES) {
      return `node ${slot} has a tail of ${tailBytes} bytes elsewhere`;
    }
  }
  return undefined;
}

/** Whether a node of a file can stand there. Above are addresses of this process's own nodes. */
function isPlace(address: number): boolean {
  return address < TEMPORARY_ADDRESS && (address & SLOT_MASK) < NODES_PER_PAGE;
}

/** Bytes of tail and value that stand in the body. */
function inPlace(meta: number, tailBytes: number): number {
  if ((meta & META.external) === 0) return tailBytes + (meta >>> META.valueBytesShift);
  return (meta & META.tailExternal) === 0 ? tailBytes : TAIL_INLINE_BYTES;
}

function roomFor(meta: number): number {
  return (meta & META.external) === 0 ? INLINE_BYTES : TAIL_INLINE_BYTES;
}

/**
 * Numbers of the byte layout. `engines/FORMAT.md` is the authority and says what they mean; a test
 * compares the two.
 */

/** Version this program writes; it refuses any later one. */
export const FORMAT_VERSION = 1;
/** Earliest version that it reads. */
export const FORMAT_VERSION_LEAST = 1;

export const PAGE_BYTES = 4096;
export const PAGE_WORDS: number = PAGE_BYTES / 4;

/** First eight bytes of every engine file. */
export const MAGIC = 'vantage\n';

/** Page 0 is the file header, pages 1 and 2 hold the two acknowledged marks. */
export const MARK_PAGES: readonly [number, number] = [1, 2];
export const FIRST_DATA_PAGE = 3;

/** Fields of the file header, in bytes. */
export const HEADER = {
  magic: 0,
  checksum: 8,
  version: 12,
  pageBytes: 14,
  fileId: 16,
  engineBytes: 32,
  engine: 33,
  engineBytesMax: 31,
} as const;

/** Fields of a mark, in bytes; a mark is `bytes` long and the checksum covers all after itself. */
export const MARK = {
  checksum: 0,
  page: 4,
  fileId: 8,
  commit: 24,
  record: 32,
  recordChecksum: 36,
  end: 40,
  epoch: 44,
  bytes: 64,
} as const;

/**
 * Fields of the header of every page from `FIRST_DATA_PAGE` on, in words of four bytes. The
 * checksum covers the rest of the run and starts from the checksum of the file id, so a page
 * cannot verify in another place, another opening or another file.
 */
export const PAGE = {
  checksum: 0,
  page: 1,
  epoch: 2,
  kind: 3,
  commitLow: 4,
  commitHigh: 5,
  /** Node page: slots used. Payload: bytes used. Large: bytes of the value. Record: bytes used. */
  used: 6,
  /** Large and record: pages of the run that starts here; otherwise 1. */
  run: 7,
  headerWords: 16,
  headerBytes: 64,
} as const;

export const KIND = { nodes: 1, payload: 2, large: 3, record: 4 } as const;

/** Pages of the longest run: a value of 16 MiB behind a key tail of 1 KiB. */
export const RUN_PAGES_MAX = 4098;

/** Bytes of a page behind its header. */
export const PAGE_BODY_BYTES: number = PAGE_BYTES - PAGE.headerBytes;

/**
 * A node is two records. Its **guide** is all that a descent reads: the start of the key and the
 * links. Its **body** has the rest. Guides stand together, four to a cache line, and 84 of both
 * fill a page: 64 + 84 (16 + 32) = 4096.
 */
export const NODES_PER_PAGE = 84;
export const GUIDE_WORDS = 4;
export const BODY_WORDS = 8;
export const NODE_BYTES: number = (GUIDE_WORDS + BODY_WORDS) * 4;
/** Guides that fill a cache line of 64 bytes, where a slab begins on one. */
export const GUIDES_PER_LINE = 4;
/** First guide and first body of a page, in words. */
export const GUIDES_START: number = PAGE.headerWords;
export const BODIES_START: number = GUIDES_START + NODES_PER_PAGE * GUIDE_WORDS;

/** Fields of a guide, in words. */
export const GUIDE = { prefixHigh: 0, prefixLow: 1, left: 2, right: 3 } as const;

/** The word `left` is an address below 2^31, and a flag that says whether the node itself is red. */
export const ADDRESS_MASK = 0x7fff_ffff;
export const RED = 0x8000_0000;

/** Fields of a body, in words. */
export const BODY = { size: 0, meta: 1, inline: 2 } as const;

/** Key bytes in the prefix, and bytes that tail and value share in the body. */
export const PREFIX_BYTES = 8;
export const INLINE_BYTES = 24;

/** Bits of the meta word: key bytes (16), flags, inline value bytes (8). */
export const META = {
  keyBytesMask: 0xffff,
  /** The value is behind a payload reference. */
  external: 0x2_0000,
  /** The key tail stands in the payload. */
  tailExternal: 0x4_0000,
  valueBytesShift: 24,
} as const;

/** Payload reference: the last 16 of the 24 inline bytes, in words from the body's start. */
export const REFERENCE = { page: 4, offset: 5, valueBytes: 6, checksum: 7 } as const;
/** Key tail bytes that stay in the node when there is a reference. */
export const TAIL_INLINE_BYTES = 8;
/** A tail that is apart from its large value is followed by the page of the value's run. */
export const RUN_POINTER_BYTES = 4;

/** An address is `page << 7 | slot`, so pages are numbers of 24 bits. Address 0 is no node. */
export const SLOT_BITS = 7;
export const SLOT_MASK = 0x7f;
/** No page has this number or a higher one. */
export const PAGES_END: number = 2 ** 24;

/**
 * Page numbers from here on never reach the disk: they name the nodes of transactions that have
 * not been given a place in the file. 2^20 of them are 4 GiB of uncommitted nodes, and leave
 * 60 GiB for the file.
 */
export const TEMPORARY_PAGE: number = PAGES_END - 2 ** 20;
export const TEMPORARY_ADDRESS: number = TEMPORARY_PAGE * 2 ** SLOT_BITS;
/** `REFERENCE.page` of payload that has no place in the file yet. */
export const PENDING_PAYLOAD = 0xffffffff;

import {
  checksum,
  decodeMark,
  encodeMark,
  FIRST_DATA_PAGE,
  HEADER,
  KIND,
  MARK,
  MARK_PAGES,
  PAGE,
  PAGE_BYTES,
  PENDING_PAYLOAD,
  RUN_PAGES_MAX,
  readHeader,
  SLOT_BITS,
  stampHeader,
  TEMPORARY_ADDRESS,
  TEMPORARY_PAGE,
} from '../../engines/storage/index.ts';

/** Uniform on [0, 1). */
export type Random = () => number;

/** A run of pages of the file that a hostile one is made from. */
export interface Run {
  readonly page: number;
  readonly pages: number;
  readonly kind: number;
  readonly used: number;
}

/** The structure of a whole file, and a copy of it to change. */
export interface Victim {
  bytes: Buffer;
  readonly runs: readonly Run[];
  /** Addresses of all nodes. */
  readonly nodes: readonly number[];
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)]!;
}

export function victimOf(whole: Uint8Array): Victim {
  const runs: Run[] = [];
  const nodes: number[] = [];
  for (let page = FIRST_DATA_PAGE; page * PAGE_BYTES < whole.length; ) {
    const { kind, used, run } = readHeader(whole.subarray(page * PAGE_BYTES));
    runs.push({ page, pages: run, kind, used });
    if (kind === KIND.nodes) {
      for (let slot = 0; slot < used; slot += 1) nodes.push(page * 2 ** SLOT_BITS + slot);
    }
    page += run;
  }
  return { bytes: Buffer.from(whole), runs, nodes };
}

/** A word that something in a file may choke on. */
export function oddWord(random: Random, { nodes, runs, bytes }: Victim, now: number): number {
  const pages = bytes.length / PAGE_BYTES;
  const candidates: readonly number[] = [
    0,
    1,
    now + 1,
    now - 1,
    now ^ (2 ** Math.floor(random() * 31)),
    0x7fffffff,
    0x80000000,
    0xffffffff,
    PENDING_PAYLOAD,
    TEMPORARY_ADDRESS,
    TEMPORARY_ADDRESS - 1,
    TEMPORARY_PAGE,
    RUN_PAGES_MAX,
    RUN_PAGES_MAX + 1,
    pages,
    pages - 1,
    pick(random, nodes),
    pick(random, nodes),
    pick(random, runs).page,
    pick(random, runs).page * 2 ** SLOT_BITS + Math.floor(random() * 2 ** SLOT_BITS),
    Math.floor(random() * 300),
    Math.floor(random() * 2 ** 32),
  ];
  return pick(random, candidates) >>> 0;
}

/**
 * Makes every checksum right again, as somebody would who wants to be believed: of the pages, of the
 * marks and what they say of the record's, of the header. A run that claims another length is
 * stamped over the one or the other.
 */
export function restamp(random: Random, { bytes, runs }: Victim): void {
  const fileId = bytes.subarray(HEADER.fileId, HEADER.fileId + 16);
  const seed = checksum(fileId, 0, fileId.length);
  for (const { page, pages } of runs) {
    const start = page * PAGE_BYTES;
    if (start + PAGE_BYTES > bytes.length) continue;
    const header = readHeader(bytes.subarray(start));
    const claimed = header.run >= 1 && header.run <= RUN_PAGES_MAX && random() < 0.5;
    const end = start + (claimed ? header.run : pages) * PAGE_BYTES;
    const run = bytes.subarray(start, Math.min(end, bytes.length));
    stampHeader(run, { page: header.page, epoch: header.epoch, commit: header.commit }, seed);
  }
  for (const page of MARK_PAGES) {
    const start = page * PAGE_BYTES;
    if (start + MARK.bytes > bytes.length) continue;
    stampMark(bytes, page, fileId);
  }
  if (bytes.length < PAGE_BYTES) return;
  bytes.writeUInt32LE(checksum(bytes, HEADER.version, PAGE_BYTES), HEADER.checksum);
}

function stampMark(bytes: Buffer, page: number, fileId: Uint8Array): void {
  const at = page * PAGE_BYTES;
  const view = bytes.subarray(at, at + MARK.bytes);
  view.writeUInt32LE(checksum(view, MARK.page, MARK.bytes), MARK.checksum);
  const mark = decodeMark(view, page, fileId);
  if (mark === undefined) return;
  const record = mark.record * PAGE_BYTES + PAGE.checksum * 4;
  const recordChecksum =
    record + 4 <= bytes.length ? bytes.readUInt32LE(record) : mark.recordChecksum;
  bytes.set(encodeMark({ ...mark, recordChecksum }, page, fileId), at);
}

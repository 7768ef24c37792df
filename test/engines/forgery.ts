import { readFileSync, writeFileSync } from 'node:fs';
import { checksum } from '../../engines/storage/checksum.ts';
import { recordRun } from '../../engines/storage/extent.ts';
import {
  FIRST_DATA_PAGE,
  GUIDE_WORDS,
  GUIDES_START,
  MARK_PAGES,
  PAGE_BYTES,
  SLOT_BITS,
  SLOT_MASK,
} from '../../engines/storage/layout.ts';
import { decodeHeader, decodeMark, encodeMark, type Mark } from '../../engines/storage/marks.ts';
import { readHeader, stampHeader } from '../../engines/storage/page-header.ts';
import type { CommitRecord } from '../../engines/storage/record.ts';
import { checksumOf, recordIn } from '../../engines/storage/recovery.ts';

/** A file in memory that can be read and changed by its parts. */
export class Forgery {
  readonly path: string;
  #file: Buffer;
  readonly #fileId: Uint8Array;
  readonly seed: number;

  constructor(path: string) {
    this.path = path;
    this.#file = readFileSync(path);
    this.#fileId = decodeHeader(this.#file.subarray(0, PAGE_BYTES), path).fileId;
    this.seed = checksum(this.#fileId, 0, this.#fileId.length);
  }

  get mark(): Mark {
    const marks = MARK_PAGES.map((page) => this.markAt(page));
    return marks.find((mark) => mark !== undefined)!;
  }

  /** The mark on `page`, if it verifies. */
  markAt(page: number): Mark | undefined {
    return decodeMark(this.#file.subarray(page * PAGE_BYTES), page, this.#fileId);
  }

  setMarks(mark: Mark): void {
    for (const page of MARK_PAGES) {
      this.#file.set(encodeMark(mark, page, this.#fileId), page * PAGE_BYTES);
    }
  }

  /** Pages of the file. */
  get pages(): number {
    return this.#file.length / PAGE_BYTES;
  }

  page(page: number, pages = 1): Buffer {
    return this.#file.subarray(page * PAGE_BYTES, (page + pages) * PAGE_BYTES);
  }

  /** Adds a copy of `page` at the end, as sound there as where it was. */
  append(page: number): void {
    const end = this.pages;
    this.#file = Buffer.concat([this.#file, this.page(page)]);
    this.change(end, () => undefined);
  }

  /** Changes the page, or run of pages, at `page` and makes its checksum right again. */
  change(page: number, change: (view: DataView) => void): void {
    const run = this.page(page, Math.max(1, readHeader(this.page(page)).run));
    const { epoch, commit } = readHeader(run);
    change(new DataView(run.buffer, run.byteOffset, run.length));
    const after = readHeader(run);
    const place = { page, epoch, commit: after.commit === commit ? commit : after.commit };
    stampHeader(run, place, this.seed);
  }

  /** The record that the marks point to. */
  get record(): CommitRecord {
    const { record } = this.mark;
    return recordIn(this.page(record), record);
  }

  /** The first page of `kind`. */
  find(kind: number): number {
    for (let page = FIRST_DATA_PAGE; page < this.pages; ) {
      const header = readHeader(this.page(page));
      if (header.kind === kind) return page;
      page += Math.max(1, header.run);
    }
    throw new RangeError(`no page of kind ${kind}`);
  }

  /** Changes the guide of the node at `address`, whose words it is given. */
  changeGuide(address: number, change: (guide: Uint32Array) => void): void {
    const guide = new Uint32Array(GUIDE_WORDS);
    this.change(address >>> SLOT_BITS, ({ buffer, byteOffset }) => {
      const start = byteOffset + (GUIDES_START + (address & SLOT_MASK) * GUIDE_WORDS) * 4;
      const stored = new Uint8Array(buffer, start, guide.byteLength);
      new Uint8Array(guide.buffer).set(stored);
      change(guide);
      stored.set(new Uint8Array(guide.buffer));
    });
  }

  /** Puts another record in the place of the one that the marks point to. */
  changeRecord(change: Partial<CommitRecord>): void {
    const { mark } = this;
    const run = this.page(mark.record);
    const { epoch, commit } = readHeader(run);
    const record = recordRun({ ...this.record, ...change });
    run.fill(0);
    run.set(record);
    stampHeader(run, { page: mark.record, epoch, commit }, this.seed);
    this.setMarks({ ...mark, recordChecksum: checksumOf(run) });
  }

  write(): void {
    writeFileSync(this.path, this.#file);
  }
}

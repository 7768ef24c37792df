import { EngineError } from '../errors.ts';
import { KIND, MARK, PAGE, PAGE_BYTES } from './layout.ts';
import { encodeHeader, encodeMark, type Mark, markPage, newHeader } from './marks.ts';
import { runPages, stampHeader } from './page-header.ts';
import { type Catalog, type CommitRecord, encodeRecord } from './record.ts';
import {
  checksumOf,
  commitsAbove,
  newestMark,
  readMarkedRecord,
  readMarks,
  type Sheet,
} from './recovery.ts';
import { openSheet } from './sheet.ts';
import type { Storage } from './storage.ts';

/*
 * One commit is one extent: its pages, then its record, written together and synced once; then the
 * mark, without a sync of its own. The next commit's sync makes the mark durable too, so at most
 * one of the two slots is ever in doubt.
 */

const CHUNK_BYTES = 2 ** 20;
const ZEROS: Uint8Array = new Uint8Array(CHUNK_BYTES);

/** The pages of one commit that have a place in the file but are not on disk. */
export interface Extent {
  readonly commit: number;
  readonly catalog: Catalog;
  readonly firstPage: number;
  /** The page after the last; the record goes there. */
  readonly endPage: number;
  /** Copies the page into `target`, or returns the large run that starts there, whole. */
  copy(page: number, target: Uint8Array): Uint8Array | undefined;
}

/** Why an append failed, and so what is true now. */
export class AppendError extends Error {
  override readonly name = 'AppendError';
  /** 'undone': nothing of the extent remains. 'unknown': it may, and no further append may follow. */
  readonly state: 'undone' | 'unknown';

  constructor(state: 'undone' | 'unknown', cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.state = state;
  }
}

/** The writing end of an engine file. */
export class CommitLog {
  readonly sheet: Sheet;
  syncs = 0;
  bytesWritten = 0;

  #mark: Mark;
  #record: CommitRecord | undefined;
  /** Parity of the slot that the next mark goes to. */
  #turn: number;
  /** Bytes of the file that hold zeros or data. */
  #allocatedBytes: number;

  private constructor(sheet: Sheet, mark: Mark, record: CommitRecord | undefined, turn: number) {
    this.sheet = sheet;
    this.#mark = mark;
    this.#record = record;
    this.#turn = turn;
    this.#allocatedBytes = mark.end * PAGE_BYTES;
  }

  /** The newest acknowledged commit. */
  get mark(): Mark {
    return this.#mark;
  }

  get catalog(): Catalog {
    return this.#record?.catalog ?? new Map();
  }

  /** Writes a new file beside `path`, synced, and renames it into place. */
  static async create(storage: Storage, path: string, engine: string): Promise<void> {
    const temporary = `${path}.create`;
    await storage.remove(temporary);
    const file = await storage.open(temporary, 'create');
    try {
      const header = newHeader(engine);
      const mark: Mark = { commit: 0, record: 0, recordChecksum: 0, end: 3, epoch: 0 };
      await file.write(ZEROS.subarray(0, 3 * PAGE_BYTES), 0);
      await file.write(encodeHeader(header), 0);
      for (const turn of [0, 1]) {
        const page = markPage(turn);
        await file.write(encodeMark(mark, page, header.fileId), page * PAGE_BYTES);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await storage.rename(temporary, path);
    await storage.syncDirectory(path);
  }

  /**
   * Opens the file for writing and settles what a crash left: whole commits above the mark are
   * written again (the page cache may hold bytes that a failed sync lost), the rest is cut, and
   * only then does the mark move and anybody see them. The caller holds the lock.
   */
  static async open(storage: Storage, path: string, engine: string): Promise<CommitLog> {
    const sheet = await openSheet(storage, path, engine, 'write');
    try {
      const marks = readMarks(sheet);
      const marked = newestMark(sheet, marks);
      const unmarked = commitsAbove(sheet, marked);
      const last = unmarked.at(-1) ?? marked;
      const record = readMarkedRecord(sheet, last);
      // The slot that does not hold the mark in force is the one to overwrite.
      const turn = marks[0] === marked ? 1 : 0;
      const log = new CommitLog(sheet, { ...last, epoch: marked.epoch + 1 }, record, turn);
      await log.#settle(marked.end);
      return log;
    } catch (error) {
      await sheet.file.close();
      throw error;
    }
  }

  async #settle(markedEnd: number): Promise<void> {
    const { file } = this.sheet;
    const end = this.#mark.end * PAGE_BYTES;
    for (let start = markedEnd * PAGE_BYTES; start < end; start += CHUNK_BYTES) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, end - start));
      file.read(chunk, start);
      await file.write(chunk, start);
    }
    if (file.size() > end) await file.truncate(end);
    await file.sync();
    await this.#writeMark();
    await file.sync();
  }

  /** Pages that the record of a commit with `catalog` takes, behind the commit's own pages. */
  static recordPages(catalog: Catalog): number {
    const content = { commit: 0, previousCommit: 0, previousRecord: 0, firstPage: 0, catalog };
    return runPages(encodeRecord(content).length);
  }

  /**
   * Makes `extent` and its record durable, then acknowledges it in the mark. One sync, or two for
   * more than 1 MiB. @throws AppendError.
   */
  async append(extent: Extent): Promise<void> {
    const record: CommitRecord = {
      commit: extent.commit,
      previousCommit: this.#mark.commit,
      previousRecord: this.#mark.record,
      firstPage: extent.firstPage,
      catalog: extent.catalog,
    };
    const run = this.#encode(record, extent);
    const end = extent.endPage + run.length / PAGE_BYTES;
    try {
      await this.#write(extent, run);
      await this.#zeroAhead(end * PAGE_BYTES);
    } catch (cause) {
      throw new AppendError(await this.#cutBack(), cause);
    }
    try {
      await this.#sync();
      this.#mark = {
        commit: extent.commit,
        record: extent.endPage,
        recordChecksum: checksumOf(run),
        end,
        epoch: this.#mark.epoch,
      };
      this.#record = record;
      await this.#writeMark();
    } catch (cause) {
      throw new AppendError('unknown', cause);
    }
  }

  #encode(record: CommitRecord, extent: Extent): Uint8Array {
    const content = encodeRecord(record);
    const pages = runPages(content.length);
    const run = new Uint8Array(pages * PAGE_BYTES);
    const view = new DataView(run.buffer);
    view.setUint32(PAGE.kind * 4, KIND.record, true);
    view.setUint32(PAGE.used * 4, content.length, true);
    view.setUint32(PAGE.run * 4, pages, true);
    run.set(content, PAGE.headerBytes);
    this.#stamp(run, extent.endPage, extent.commit);
    return run;
  }

  #stamp(run: Uint8Array, page: number, commit: number): void {
    stampHeader(run, { page, epoch: this.#mark.epoch, commit }, this.sheet.seed);
  }

  /** Writes pages in chunks, and the record with the last of them when all fit in one. */
  async #write(extent: Extent, record: Uint8Array): Promise<void> {
    const chunk = new Uint8Array(
      Math.min(CHUNK_BYTES, (extent.endPage - extent.firstPage) * PAGE_BYTES + record.length),
    );
    let start = extent.firstPage;
    let used = 0;
    let flushed = false;
    const flush = async (): Promise<void> => {
      if (used > 0) await this.#writeAt(chunk.subarray(0, used), start);
      start += used / PAGE_BYTES;
      used = 0;
    };
    for (let page = extent.firstPage; page < extent.endPage; ) {
      if (used + PAGE_BYTES > chunk.length) {
        await flush();
        flushed = true;
      }
      const target = chunk.subarray(used, used + PAGE_BYTES);
      const large = extent.copy(page, target);
      if (large === undefined) {
        this.#stamp(target, page, extent.commit);
        used += PAGE_BYTES;
        page += 1;
        continue;
      }
      await flush();
      this.#stamp(large, page, extent.commit);
      await this.#writeAt(large, page);
      page += large.length / PAGE_BYTES;
      start = page;
      flushed = flushed || large.length >= CHUNK_BYTES;
    }
    if (flushed || used + record.length > chunk.length) {
      await flush();
      await this.#sync();
      await this.#writeAt(record, extent.endPage);
      return;
    }
    chunk.set(record, used);
    used += record.length;
    await flush();
  }

  /** Keeps the next commits inside space that already exists; a full disk is met by the next. */
  async #zeroAhead(end: number): Promise<void> {
    if (end <= this.#allocatedBytes) return;
    this.#allocatedBytes = end;
    try {
      await this.sheet.file.write(ZEROS, end);
      this.#allocatedBytes = end + ZEROS.length;
    } catch (error) {
      if (!(error instanceof EngineError && error.code === 'FULL')) throw error;
    }
  }

  async #cutBack(): Promise<'undone' | 'unknown'> {
    const end = this.#mark.end * PAGE_BYTES;
    try {
      await this.sheet.file.truncate(end);
      this.#allocatedBytes = end;
      return 'undone';
    } catch {
      return 'unknown';
    }
  }

  async #writeAt(bytes: Uint8Array, page: number): Promise<void> {
    await this.sheet.file.write(bytes, page * PAGE_BYTES);
    this.bytesWritten += bytes.length;
  }

  async #sync(): Promise<void> {
    this.syncs += 1;
    await this.sheet.file.sync();
  }

  async #writeMark(): Promise<void> {
    const page = markPage(this.#turn);
    this.#turn += 1;
    const bytes = encodeMark(this.#mark, page, this.sheet.header.fileId);
    await this.sheet.file.write(bytes, page * PAGE_BYTES);
    this.bytesWritten += MARK.bytes;
  }

  /** Leaves a file that ends with its last commit and has it in both marks. */
  async close(settled: boolean): Promise<void> {
    const { file } = this.sheet;
    try {
      if (settled) {
        await this.#writeMark();
        if (file.size() > this.#mark.end * PAGE_BYTES) {
          await file.truncate(this.#mark.end * PAGE_BYTES);
        }
        await file.sync();
      }
    } finally {
      await file.close();
    }
  }
}

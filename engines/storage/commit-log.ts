import { EngineError } from '../errors.ts';
import { CHUNK_BYTES, type Extent, type ExtentSink, recordRun, writeExtent } from './extent.ts';
import { MARK, PAGE_BYTES } from './layout.ts';
import { encodeHeader, encodeMark, type Mark, markPage, newHeader } from './marks.ts';
import { stampHeader } from './page-header.ts';
import type { Catalog, CommitRecord } from './record.ts';
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

const ZEROS: Uint8Array = new Uint8Array(CHUNK_BYTES);

/** Why an append failed, and so what is true now. */
export class AppendError extends Error {
  override readonly name = 'AppendError';
  /** 'undone': nothing of the extent remains. 'unknown': it may, and no further append may follow. */
  readonly state: 'undone' | 'unknown';

  constructor(state: 'undone' | 'unknown', cause: unknown) {
    super((cause as Error).message, { cause });
    this.state = state;
  }
}

/** The name under which the file at `path` is made. */
export function creationPath(path: string): string {
  return `${path}.create`;
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
  #syncFailed = false;
  #chunk: Uint8Array = new Uint8Array(0);
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
    const temporary = creationPath(path);
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
   * only then does the mark move and anybody see them. The caller holds the lock. Messages call
   * the file `name`, which it may be about to get.
   */
  static async open(
    storage: Storage,
    path: string,
    engine: string,
    name: string = path,
  ): Promise<CommitLog> {
    const sheet = { ...(await openSheet(storage, path, engine, 'write')), path: name };
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
      // Whoever gave the file its name may have been killed before the name was durable.
      await storage.syncDirectory(path);
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

  /** Where the pages of `commit` go, the one to be appended next. */
  sink(commit: number): ExtentSink {
    return {
      stamp: (run, page) => {
        const { epoch } = this.#mark;
        stampHeader(run, { page, epoch, commit }, this.sheet.seed);
      },
      chunk: (bytes) => this.#chunkOf(bytes),
      write: (bytes, page) => this.#writeAt(bytes, page),
      sync: () => this.#sync(),
    };
  }

  #chunkOf(bytes: number): Uint8Array {
    // A buffer a commit would be the garbage collector's main work.
    if (bytes > this.#chunk.length) this.#chunk = new Uint8Array(Math.max(bytes, CHUNK_BYTES / 16));
    return this.#chunk.subarray(0, bytes);
  }

  /** Has both marks name the newest commit, durably. */
  async settleMarks(): Promise<void> {
    await this.#writeMark();
    await this.#sync();
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
    const sink = this.sink(extent.commit);
    const run = recordRun(record);
    sink.stamp(run, extent.endPage);
    const end = extent.endPage + run.length / PAGE_BYTES;
    try {
      await writeExtent(extent, run, sink);
      await this.#zeroAhead(end * PAGE_BYTES);
    } catch (cause) {
      throw new AppendError(this.#syncFailed ? 'unknown' : await this.#cutBack(), cause);
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

  /** The next commit goes to the same place, where no sector of this one may turn up again. */
  async #cutBack(): Promise<'undone' | 'unknown'> {
    const end = this.#mark.end * PAGE_BYTES;
    try {
      await this.sheet.file.truncate(end);
      await this.#sync();
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
    try {
      await this.sheet.file.sync();
    } catch (error) {
      this.#syncFailed = true;
      throw error;
    }
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

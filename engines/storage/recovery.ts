import { EngineError } from '../errors.ts';
import {
  FIRST_DATA_PAGE,
  KIND,
  MARK,
  MARK_PAGES,
  PAGE,
  PAGE_BYTES,
  RUN_PAGES_MAX,
  TEMPORARY_PAGE,
} from './layout.ts';
import { decodeMark, type FileHeader, type Mark, newerMark } from './marks.ts';
import { pageFault, readHeader } from './page-header.ts';
import { type CommitRecord, decodeRecord } from './record.ts';
import type { StorageFile } from './storage.ts';

/** There is no number for the opening after the last; nobody opens a file so often. */
const EPOCH_MAX: number = 2 ** 32 - 2;

/** A file that knows how much of it was read. */
export interface CountingFile extends StorageFile {
  /** Bytes read since it was opened. */
  bytesRead(): number;
}

/** A file as seen by whoever opens it: the header, and the seed of its page checksums. */
export interface Sheet {
  readonly path: string;
  readonly file: CountingFile;
  readonly header: FileHeader;
  readonly seed: number;
}

/** Reads the run of `run` pages at `page`, verified. @throws EngineError `CORRUPT`. */
export function readRun(sheet: Sheet, page: number, run: number): Uint8Array {
  const bytes = new Uint8Array(run * PAGE_BYTES);
  refuse(sheet, page, runFault(sheet, page, bytes));
  return bytes;
}

/** Fills `target` with the page `page`, which is of `kind`. @throws EngineError `CORRUPT`. */
export function readVerified(sheet: Sheet, page: number, kind: number, target: Uint8Array): void {
  refuse(sheet, page, runFault(sheet, page, target));
  const found = readHeader(target).kind;
  if (found !== kind) refuse(sheet, page, `it is of kind ${found}, and was referred to as ${kind}`);
}

function refuse({ path }: Sheet, page: number, fault: string | undefined): void {
  if (fault === undefined) return;
  throw new EngineError('CORRUPT', `${path}: page ${page} is damaged: ${fault}`);
}

function runFault(sheet: Sheet, page: number, target: Uint8Array): string | undefined {
  const count = sheet.file.read(target, page * PAGE_BYTES);
  if (count < target.length) return `the file ends at byte ${page * PAGE_BYTES + count}`;
  return pageFault(target, page, sheet.seed);
}

/** The two marks in slot order, undefined where one does not verify. At rest both do. */
export function readMarks({ file, header }: Sheet): readonly (Mark | undefined)[] {
  return MARK_PAGES.map((page) => {
    const bytes = new Uint8Array(MARK.bytes);
    file.read(bytes, page * PAGE_BYTES);
    return decodeMark(bytes, page, header.fileId);
  });
}

/** @throws EngineError `CORRUPT` when there is none. */
export function newestMark(sheet: Sheet, marks: readonly (Mark | undefined)[]): Mark {
  const sound = marks.filter((mark) => mark !== undefined);
  if (sound.length === 0) {
    throw new EngineError('CORRUPT', `${sheet.path}: both marks (pages 1 and 2) are damaged`);
  }
  return sound.reduce(newerMark);
}

/**
 * The commit record that `mark` points to, or undefined before the first commit.
 * @throws EngineError `CORRUPT` when an acknowledged record is missing or damaged.
 */
export function readMarkedRecord(sheet: Sheet, mark: Mark): CommitRecord | undefined {
  if (mark.epoch > EPOCH_MAX) {
    throw new EngineError('CORRUPT', `${sheet.path}: the mark is of opening ${mark.epoch}`);
  }
  // A writer cuts the file at the mark's end and writes there.
  if (mark.commit === 0 && mark.end !== FIRST_DATA_PAGE) {
    throw new EngineError('CORRUPT', `${sheet.path}: the mark of no commit ends at ${mark.end}`);
  }
  if (mark.commit === 0) return undefined;
  const run = mark.end - mark.record;
  if (run < 1 || run > RUN_PAGES_MAX || mark.record === 0 || !Number.isSafeInteger(mark.commit)) {
    throw new EngineError('CORRUPT', `${sheet.path}: the mark points to page ${mark.record}`);
  }
  const bytes = readRun(sheet, mark.record, run);
  const record = recordIn(bytes, mark.record);
  if (record.commit !== mark.commit || checksumOf(bytes) !== mark.recordChecksum) {
    throw new EngineError(
      'CORRUPT',
      `${sheet.path}: page ${mark.record} records commit ${record.commit}, not ${mark.commit}`,
    );
  }
  return record;
}

/** The checksum that a page, or the run it begins, carries. */
export function checksumOf(run: Uint8Array): number {
  return new DataView(run.buffer, run.byteOffset).getUint32(PAGE.checksum * 4, true);
}

/** The commit record in a verified run of pages. @throws EngineError `CORRUPT`. */
export function recordIn(bytes: Uint8Array, page: number): CommitRecord {
  const header = readHeader(bytes);
  if (header.kind !== KIND.record) {
    throw new EngineError('CORRUPT', `page ${page} is not a commit record`);
  }
  return decodeRecord(bytes.subarray(PAGE.headerBytes, PAGE.headerBytes + header.used), page);
}

/**
 * The commits above `mark` that are whole, newest last. A commit counts only if every page of it
 * verifies, carries the mark's epoch and follows the commit before it; the first that does not
 * ends the file. Cost: reads the tail up to there.
 */
export function commitsAbove(sheet: Sheet, mark: Mark): readonly Mark[] {
  const found: Mark[] = [];
  let last = mark;
  for (;;) {
    const next = nextCommit(sheet, last);
    if (next === undefined) return found;
    found.push(next);
    last = next;
  }
}

function nextCommit(sheet: Sheet, last: Mark): Mark | undefined {
  const pagesMax = Math.floor(sheet.file.size() / PAGE_BYTES);
  const head = new Uint8Array(PAGE_BYTES);
  let commit = 0;
  let page = last.end;
  while (page < pagesMax && page < TEMPORARY_PAGE) {
    sheet.file.read(head, page * PAGE_BYTES);
    const header = readHeader(head);
    if (header.page !== page || header.epoch !== last.epoch) return undefined;
    if (commit === 0) commit = header.commit;
    if (header.commit !== commit || commit <= last.commit) return undefined;
    if (header.run < 1 || header.run > RUN_PAGES_MAX) return undefined;
    if (page + header.run > pagesMax) return undefined;
    const run = wholeRun(sheet, page, header.run, head);
    if (run === undefined) return undefined;
    if (header.kind === KIND.record) return markOf(run, page, last);
    page += header.run;
  }
  return undefined;
}

/** The verified run at `page`, of which `head` has the first page, or undefined. */
function wholeRun(
  sheet: Sheet,
  page: number,
  pages: number,
  head: Uint8Array,
): Uint8Array | undefined {
  const run = pages === 1 ? head : new Uint8Array(pages * PAGE_BYTES);
  const fault = pages === 1 ? pageFault(head, page, sheet.seed) : runFault(sheet, page, run);
  return fault === undefined ? run : undefined;
}

function markOf(run: Uint8Array, page: number, last: Mark): Mark | undefined {
  let record: CommitRecord;
  try {
    record = recordIn(run, page);
  } catch {
    return undefined;
  }
  if (record.previousCommit !== last.commit || record.firstPage !== last.end) return undefined;
  return {
    commit: record.commit,
    record: page,
    recordChecksum: checksumOf(run),
    end: page + run.length / PAGE_BYTES,
    epoch: last.epoch,
  };
}

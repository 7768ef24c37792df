import type { SnapshotToken } from '../engine.ts';
import { EngineError } from '../errors.ts';
import { PAGE_BYTES, RUN_PAGES_MAX } from './layout.ts';
import { type Mark, newerMark } from './marks.ts';
import { readHeader } from './page-header.ts';
import type { Catalog, CommitRecord } from './record.ts';
import {
  newestMark,
  readMarkedRecord,
  readMarks,
  readRun,
  recordIn,
  type Sheet,
} from './recovery.ts';

/** Reads of a mark that its writer is overwriting before it counts as damaged. */
const MARK_READS_MAX = 100;

/** The reading end of an engine file: it takes no lock and never looks above the mark. */
export class CommitReader {
  readonly sheet: Sheet;
  #mark: Mark;
  #catalog: Catalog;

  constructor(sheet: Sheet) {
    this.sheet = sheet;
    this.#mark = readSettledMark(sheet);
    this.#catalog = readMarkedRecord(sheet, this.#mark)?.catalog ?? new Map();
  }

  get mark(): Mark {
    return this.#mark;
  }

  get catalog(): Catalog {
    return this.#catalog;
  }

  /** Moves to the newest acknowledged commit; never back. */
  refresh(): void {
    const mark = newerMark(this.#mark, readSettledMark(this.sheet));
    if (mark.commit === this.#mark.commit) return;
    this.#catalog = readMarkedRecord(this.sheet, mark)!.catalog;
    this.#mark = mark;
  }

  /** The record that `token` names. @throws EngineError `STALE`, `CORRUPT`. */
  recordAt(token: SnapshotToken): CommitRecord {
    const head = new Uint8Array(PAGE_BYTES);
    this.sheet.file.read(head, token.record * PAGE_BYTES);
    const { commit, page, run } = readHeader(head);
    if (commit !== token.commit || page !== token.record || run < 1 || run > RUN_PAGES_MAX) {
      throw new EngineError('STALE', `page ${token.record} does not record commit ${token.commit}`);
    }
    return recordIn(readRun(this.sheet, page, run), page);
  }
}

/** The newest mark; a slot being overwritten at this moment is read again. */
function readSettledMark(sheet: Sheet): Mark {
  for (let read = 0; ; read += 1) {
    const marks = readMarks(sheet);
    if (marks.every((mark) => mark !== undefined)) return newestMark(sheet, marks);
    if (read === MARK_READS_MAX) {
      throw new EngineError(
        'CORRUPT',
        `${sheet.path}: a mark (page 1 or 2) is damaged; opening the file for writing settles it`,
      );
    }
  }
}

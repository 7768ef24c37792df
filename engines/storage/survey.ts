import type { Fault } from '../engine.ts';
import { EngineError } from '../errors.ts';
import {
  FIRST_DATA_PAGE,
  HEADER,
  KIND,
  MARK,
  MARK_PAGES,
  PAGE_BYTES,
  RUN_PAGES_MAX,
} from './layout.ts';
import { decodeHeader, decodeMark, type FileHeader } from './marks.ts';
import { pageFault, readHeader } from './page-header.ts';
import type { CommitRecord } from './record.ts';
import { recordIn, type Sheet } from './recovery.ts';
import { sheetWith } from './sheet.ts';
import type { Storage, StorageFile } from './storage.ts';

/** A commit record that verifies, wherever it was found. */
export interface FoundRecord {
  readonly page: number;
  /** The page after it. */
  readonly end: number;
  readonly record: CommitRecord;
}

/** A node page that verifies. */
export interface FoundNodes {
  readonly page: number;
  readonly commit: number;
  /** Slots used. */
  readonly used: number;
}

/** What stands in a file, whatever its marks say. */
export interface Survey {
  /** Newest first. */
  readonly records: readonly FoundRecord[];
  readonly nodes: readonly FoundNodes[];
  /** Pages that do not verify and are not all zeros. */
  readonly faults: readonly Fault[];
}

const PAGES_BETWEEN_TURNS = 1024;

/**
 * Opens a file for reading though its header may be damaged: the marks know the file id as well.
 * `header.engine` is then what is left of the name, or empty.
 * @throws EngineError `NOT_FOUND`, `PERMISSION`, `NEWER_FORMAT`, and `NOT_ENGINE_FILE` or `CORRUPT`
 * when no mark verifies either.
 */
export async function openDamaged(
  storage: Storage,
  path: string,
): Promise<{ readonly sheet: Sheet; readonly fault: Fault | undefined }> {
  const file = await storage.open(path, 'read');
  try {
    const page = new Uint8Array(PAGE_BYTES);
    const count = file.read(page, 0);
    let header: FileHeader;
    let fault: Fault | undefined;
    try {
      header = decodeHeader(page.subarray(0, count), path);
    } catch (error) {
      const fileId = fileIdInMarks(file);
      const { code } = error as EngineError;
      if (code === 'NEWER_FORMAT' || code === 'OLDER_FORMAT' || fileId === undefined) throw error;
      header = { engine: nameIn(page), fileId };
      fault = { page: 0, tree: undefined, message: (error as EngineError).message };
    }
    return { sheet: sheetWith(file, path, header), fault };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function fileIdInMarks(file: StorageFile): Uint8Array | undefined {
  for (const page of MARK_PAGES) {
    const bytes = new Uint8Array(MARK.bytes);
    file.read(bytes, page * PAGE_BYTES);
    const fileId = bytes.slice(MARK.fileId, MARK.fileId + 16);
    if (decodeMark(bytes, page, fileId) !== undefined) return fileId;
  }
  return undefined;
}

function nameIn(page: Uint8Array): string {
  const end = HEADER.engine + Math.min(page[HEADER.engineBytes]!, HEADER.engineBytesMax);
  return Buffer.from(page.subarray(HEADER.engine, end)).toString('utf8');
}

/**
 * Reads every page of the file. Cost: one read of the file; gives way to the event loop every 4 MiB.
 */
export async function survey(sheet: Sheet): Promise<Survey> {
  const records: FoundRecord[] = [];
  const nodes: FoundNodes[] = [];
  const faults: Fault[] = [];
  const end = Math.ceil(sheet.file.size() / PAGE_BYTES);
  const head = new Uint8Array(PAGE_BYTES);
  let turn = 0;
  for (let page = FIRST_DATA_PAGE; page < end; ) {
    const count = sheet.file.read(head, page * PAGE_BYTES);
    head.fill(0, count);
    const header = readHeader(head);
    const run = header.run >= 1 && header.run <= RUN_PAGES_MAX ? header.run : 1;
    const bytes = run === 1 || page + run > end ? head : new Uint8Array(run * PAGE_BYTES);
    if (bytes !== head) sheet.file.read(bytes, page * PAGE_BYTES);
    const message = pageFault(bytes, page, sheet.seed);
    if (message !== undefined) {
      if (head.some((byte) => byte !== 0)) faults.push({ page, tree: undefined, message });
    } else if (header.kind === KIND.nodes) {
      nodes.push({ page, commit: header.commit, used: header.used });
    } else if (header.kind === KIND.record) {
      const record = recordOrNothing(bytes, page);
      if (record !== undefined) records.push({ page, end: page + run, record });
    }
    // A damaged header cannot be trusted to say how far its run goes.
    page += message === undefined ? run : 1;
    turn += 1;
    if (turn % PAGES_BETWEEN_TURNS === 0) await new Promise(setImmediate);
  }
  records.sort((a, b) => b.record.commit - a.record.commit || b.page - a.page);
  return { records, nodes, faults };
}

/**
 * Fills `target` with the run of `kind` at `page`, with zeros where the file ends inside of it: that is what
 * pages end with. @throws EngineError `CORRUPT` when it does not verify.
 */
export function readPadded(sheet: Sheet, page: number, kind: number, target: Uint8Array): void {
  const count = sheet.file.read(target, page * PAGE_BYTES);
  target.fill(0, count);
  const fault = pageFault(target, page, sheet.seed);
  if (fault !== undefined) throw new EngineError('CORRUPT', `page ${page} is damaged: ${fault}`);
  const found = readHeader(target).kind;
  if (found !== kind) throw new EngineError('CORRUPT', `page ${page} is of kind ${found}`);
}

function recordOrNothing(bytes: Uint8Array, page: number): CommitRecord | undefined {
  try {
    return recordIn(bytes, page);
  } catch {
    return undefined;
  }
}

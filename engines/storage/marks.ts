import { randomBytes } from 'node:crypto';
import { EngineError } from '../errors.ts';
import { checksum } from './checksum.ts';
import {
  FORMAT_VERSION,
  FORMAT_VERSION_LEAST,
  HEADER,
  MAGIC,
  MARK,
  MARK_PAGES,
  PAGE_BYTES,
} from './layout.ts';

/** What page 0 says; never changed after the file was created. */
export interface FileHeader {
  readonly engine: string;
  /** 16 random bytes. */
  readonly fileId: Uint8Array;
}

/** The newest commit that a caller was told of, as one of the two header slots holds it. */
export interface Mark {
  readonly commit: number;
  /** First page of the commit record, 0 before the first commit. */
  readonly record: number;
  readonly recordChecksum: number;
  /** The page after the record, where the next commit begins. */
  readonly end: number;
  /** Opening of the file by a writer, counted from 1. Pages above the mark carry it. */
  readonly epoch: number;
}

export function newHeader(engine: string): FileHeader {
  return { engine, fileId: randomBytes(16) };
}

export function encodeHeader(header: FileHeader): Uint8Array {
  const page = Buffer.alloc(PAGE_BYTES);
  page.write(MAGIC, HEADER.magic, 'latin1');
  page.writeUInt16LE(FORMAT_VERSION, HEADER.version);
  page.writeUInt16LE(PAGE_BYTES, HEADER.pageBytes);
  page.set(header.fileId, HEADER.fileId);
  const name = Buffer.from(header.engine, 'utf8');
  if (name.length > HEADER.engineBytesMax) throw new RangeError(`engine name ${header.engine}`);
  page.writeUInt8(name.length, HEADER.engineBytes);
  page.set(name, HEADER.engine);
  page.writeUInt32LE(checksum(page, HEADER.version, PAGE_BYTES), HEADER.checksum);
  return page;
}

/** @throws EngineError `NOT_ENGINE_FILE`, `NEWER_FORMAT`, `OLDER_FORMAT`, `CORRUPT`. */
export function decodeHeader(bytes: Uint8Array, path: string): FileHeader {
  const page = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (page.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new EngineError('NOT_ENGINE_FILE', `${path} is not an engine file (no "vantage" at 0)`);
  }
  if (page.length < PAGE_BYTES) {
    throw new EngineError('CORRUPT', `${path} ends inside its header, at byte ${page.length}`);
  }
  const version = page.readUInt16LE(HEADER.version);
  const sound = page.readUInt32LE(HEADER.checksum) === checksum(page, HEADER.version, PAGE_BYTES);
  if (sound && version > FORMAT_VERSION) {
    throw new EngineError(
      'NEWER_FORMAT',
      `${path} has format ${version} and this program knows up to ${FORMAT_VERSION}; upgrade it`,
    );
  }
  if (sound && version < FORMAT_VERSION_LEAST) {
    throw new EngineError(
      'OLDER_FORMAT',
      `${path} has format ${version}, from before the first release; make the file anew`,
    );
  }
  if (!sound) throw new EngineError('CORRUPT', `${path}: page 0, the file header, is damaged`);
  const nameBytes = page.readUInt8(HEADER.engineBytes);
  return {
    engine: page.toString('utf8', HEADER.engine, HEADER.engine + nameBytes),
    fileId: Uint8Array.from(page.subarray(HEADER.fileId, HEADER.fileId + 16)),
  };
}

/** Slots alternate by `turn`, so the mark before this one is never overwritten by it. */
export function markPage(turn: number): number {
  return MARK_PAGES[turn % 2 === 0 ? 0 : 1];
}

export function encodeMark(mark: Mark, page: number, fileId: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(MARK.bytes);
  bytes.writeUInt32LE(page, MARK.page);
  bytes.set(fileId, MARK.fileId);
  bytes.writeBigUInt64LE(BigInt(mark.commit), MARK.commit);
  bytes.writeUInt32LE(mark.record, MARK.record);
  bytes.writeUInt32LE(mark.recordChecksum, MARK.recordChecksum);
  bytes.writeUInt32LE(mark.end, MARK.end);
  bytes.writeUInt32LE(mark.epoch, MARK.epoch);
  bytes.writeUInt32LE(checksum(bytes, MARK.page, MARK.bytes), MARK.checksum);
  return bytes;
}

/** The mark in `bytes`, or undefined when it does not verify. */
export function decodeMark(bytes: Uint8Array, page: number, fileId: Uint8Array): Mark | undefined {
  if (bytes.length < MARK.bytes) return undefined;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, MARK.bytes);
  if (view.readUInt32LE(MARK.checksum) !== checksum(view, MARK.page, MARK.bytes)) return undefined;
  if (view.readUInt32LE(MARK.page) !== page) return undefined;
  if (view.compare(fileId, 0, 16, MARK.fileId, MARK.fileId + 16) !== 0) return undefined;
  return {
    commit: Number(view.readBigUInt64LE(MARK.commit)),
    record: view.readUInt32LE(MARK.record),
    recordChecksum: view.readUInt32LE(MARK.recordChecksum),
    end: view.readUInt32LE(MARK.end),
    epoch: view.readUInt32LE(MARK.epoch),
  };
}

/** The later of two marks; of equal commits the later epoch. */
export function newerMark(a: Mark, b: Mark): Mark {
  return b.commit > a.commit || (b.commit === a.commit && b.epoch > a.epoch) ? b : a;
}

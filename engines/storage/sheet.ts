import { EngineError } from '../errors.ts';
import { checksum } from './checksum.ts';
import { PAGE_BYTES } from './layout.ts';
import { decodeHeader, type FileHeader } from './marks.ts';
import type { CountingFile, Sheet } from './recovery.ts';
import type { Storage, StorageFile } from './storage.ts';

/**
 * Opens a file and reads its header.
 * @throws EngineError `NOT_FOUND`, `PERMISSION`, `NOT_ENGINE_FILE`, `NEWER_FORMAT`, `CORRUPT`, and
 * `WRONG_ENGINE` when `engine` is given and another one wrote the file.
 */
export async function openSheet(
  storage: Storage,
  path: string,
  engine: string | undefined,
  mode: 'read' | 'write',
): Promise<Sheet> {
  const file = await storage.open(path, mode);
  try {
    return sheetOf(file, path, engine);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** As `openSheet` for reading, at once. */
export function openSheetNow(storage: Storage, path: string, engine: string): Sheet {
  const file = storage.openNow(path);
  try {
    return sheetOf(file, path, engine);
  } catch (error) {
    void file.close();
    throw error;
  }
}

function sheetOf(file: StorageFile, path: string, engine: string | undefined): Sheet {
  const page = new Uint8Array(PAGE_BYTES);
  const count = file.read(page, 0);
  const header = decodeHeader(page.subarray(0, count), path);
  if (engine !== undefined && header.engine !== engine) {
    throw new EngineError(
      'WRONG_ENGINE',
      `${path} belongs to the engine "${header.engine}", not "${engine}"`,
    );
  }
  return sheetWith(file, path, header);
}

/** The sheet of an open file, whose header says `header`. */
export function sheetWith(file: StorageFile, path: string, header: FileHeader): Sheet {
  const seed = checksum(header.fileId, 0, header.fileId.length);
  return { path, file: counting(file), header, seed };
}

/** `file`, which knows how much of it was read; the header has been. */
function counting(file: StorageFile): CountingFile {
  let bytesRead = PAGE_BYTES;
  return {
    ...file,
    bytesRead: () => bytesRead,
    read(target, position) {
      const count = file.read(target, position);
      bytesRead += count;
      return count;
    },
  };
}

/** Names one incarnation of a file: each compaction makes another. A whole number below 2^48. */
export function generationOf({ header }: Sheet): number {
  return Buffer.from(header.fileId).readUIntLE(0, 6);
}

import { EngineError } from '../errors.ts';
import { checksum } from './checksum.ts';
import { PAGE_BYTES } from './layout.ts';
import { decodeHeader } from './marks.ts';
import type { Sheet } from './recovery.ts';
import type { Storage } from './storage.ts';

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
    const page = new Uint8Array(PAGE_BYTES);
    const count = file.read(page, 0);
    const header = decodeHeader(page.subarray(0, count), path);
    if (engine !== undefined && header.engine !== engine) {
      throw new EngineError(
        'WRONG_ENGINE',
        `${path} belongs to the engine "${header.engine}", not "${engine}"`,
      );
    }
    return { path, file, header, seed: checksum(header.fileId, 0, header.fileId.length) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

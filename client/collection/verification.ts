import { join } from 'node:path';
import type { Verification } from '../../engines/index.ts';
import type { DatabaseVerification } from '../../server/index.ts';
import { engineFileAt, withEngineFile } from './engine-file.ts';

/**
 * Verifies the data directory or engine file `path`.
 * @throws as `verifyDirectory`, `verifyFile`; CommandError `NOT_FOUND`.
 */
export async function verifyPlace(path: string): Promise<Verification | DatabaseVerification> {
  const file = await engineFileAt(path);
  return file === path ? verifyFile(path) : verifyDirectory(path);
}

/**
 * Verifies a data directory. When it is too damaged to be opened, what can be verified of its
 * engine file alone.
 * @throws DatabaseError `NOT_A_DATABASE`, `NEWER_FORMAT`; EngineError when even the file cannot be
 * opened.
 */
async function verifyDirectory(path: string): Promise<Verification | DatabaseVerification> {
  const { COLLECTION_FILE, openDatabase } = await import('../../server/index.ts');
  try {
    const database = await openDatabase(path, { readOnly: true });
    try {
      return await database.verify();
    } finally {
      await database.close();
    }
  } catch (error) {
    const { code } = Object(error) as { readonly code?: unknown };
    if (code !== 'CORRUPT') throw error;
    const result = await verifyFile(join(path, COLLECTION_FILE));
    if (result.faults.length === 0) throw error;
    return result;
  }
}

/**
 * Verifies the engine file at `path` with the engine that wrote it.
 * @throws EngineError
 */
function verifyFile(path: string): Promise<Verification> {
  return withEngineFile(path, { readOnly: true }, (file) => file.verify());
}

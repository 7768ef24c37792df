import { randomUUID } from 'node:crypto';
import { EngineError } from '../errors.ts';
import type { Storage } from '../storage/index.ts';
import { CopyFile, copyError, removeCopy, type SourceState } from './copy-file.ts';
import type { Store } from './store.ts';

/**
 * Writes `state` of `source` as a new file at `path`: under another name, synced, then renamed.
 * @throws EngineError `EXISTS` when `path` is there, `CORRUPT`, `FULL`, `IO`.
 */
export async function writeBackup(
  storage: Storage,
  path: string,
  engine: string,
  source: Store,
  state: SourceState,
): Promise<void> {
  const refuseExisting = (): void => {
    if (!storage.exists(path)) return;
    throw new EngineError('EXISTS', `${path} exists; a backup never overwrites`);
  };
  refuseExisting();
  const temporary = `${path}.${randomUUID()}`;
  try {
    const options = { engine, name: path, cacheBytes: source.cacheBytes };
    const copy = await CopyFile.create(storage, temporary, options);
    let whole = false;
    try {
      await copy.advance(source, state, () => undefined);
      whole = true;
    } finally {
      await copy.log?.close(whole);
    }
    refuseExisting();
    await storage.rename(temporary, path);
    await storage.syncDirectory(path);
  } catch (error) {
    await removeCopy(storage, temporary).catch(() => undefined);
    throw copyError(error, path);
  }
}

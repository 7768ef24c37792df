import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineFile, OpenOptions } from '../../engines/index.ts';
import { EXIT } from '../command-line/exit-codes.ts';
import { CommandError } from '../command-line/failure.ts';

/**
 * The engine file at `place`: itself, or the one in a data directory.
 * @throws CommandError `NOT_FOUND` when there is nothing.
 */
export async function engineFileAt(place: string): Promise<string> {
  if (!existsSync(place)) {
    const message = `${place} does not exist; name a data directory or an engine file`;
    throw new CommandError('NOT_FOUND', message, { exitCode: EXIT.failed });
  }
  if (!statSync(place).isDirectory()) return place;
  const { COLLECTION_FILE } = await import('../../server/index.ts');
  return join(place, COLLECTION_FILE);
}

/**
 * Opens the engine file at `path` with the engine that wrote it, has `work` done on it, and closes
 * it however that ends. @throws EngineError
 */
export async function withEngineFile<T>(
  path: string,
  options: OpenOptions,
  work: (file: EngineFile) => Promise<T>,
): Promise<T> {
  const { engineOf, loadEngine } = await import('../../engines/index.ts');
  const engine = await loadEngine(await engineOf(path));
  const file = await engine.open(path, { ...options, create: false });
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

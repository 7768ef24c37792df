/** Files for the length of one check. */
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EngineFile, OpenOptions } from '../../engines/index.ts';
import type { LawContext } from './law.ts';

/** The smallest cache the contract allows, in bytes, so that pages come and go. */
export const CACHE_BYTES_MIN: number = 64 * 1024;

/** Opens a new file in memory for `use` and closes it, whatever happens. */
export async function inMemory<T>(
  { engine }: LawContext,
  use: (file: EngineFile) => Promise<T>,
): Promise<T> {
  return closing(await engine.open(), use);
}

/** Opens a new file on disk for `use`, closes it and removes it, whatever happens. */
export async function onDisk<T>(
  context: LawContext,
  use: (file: EngineFile, path: string) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  return withPath(context, async (path) =>
    closing(await context.engine.open(path, options), (file) => use(file, path)),
  );
}

/** Opens a file that another step of the law made, for `use`, and closes it. */
export async function opened<T>(
  { engine }: LawContext,
  { path, ...options }: OpenOptions & { readonly path: string },
  use: (file: EngineFile) => Promise<T>,
): Promise<T> {
  return closing(await engine.open(path, options), use);
}

/** Gives `use` the path of a file yet to be made, and removes its folder afterwards. */
export async function withPath<T>(
  { scratch }: LawContext,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const path = scratch('file');
  try {
    return await use(path);
  } finally {
    await rm(dirname(path), { recursive: true, force: true });
  }
}

/** Ends with the error of `use` where both it and the close fail. */
async function closing<T>(file: EngineFile, use: (file: EngineFile) => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await use(file);
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
  await file.close();
  return result;
}

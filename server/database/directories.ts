import { mkdir, open, rmdir, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes the directory at `path` and those above it that are missing, for its owner only, and their
 * names durable. Returns whether it was this call that made it.
 */
export async function makeDirectory(path: string): Promise<boolean> {
  const whole = resolve(path);
  const parent = dirname(whole);
  const first = await mkdir(parent, { recursive: true, mode: 0o700 });
  const made = await makeLast(whole);
  const top = first === undefined ? whole : resolve(first);
  for (let directory = whole; directory.length >= top.length; directory = dirname(directory)) {
    await syncDirectory(dirname(directory));
    if (directory === top) break;
  }
  return made;
}

async function makeLast(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Makes the names in the directory at `path` durable, where this process may open it. */
export async function syncDirectory(path: string): Promise<void> {
  try {
    const directory = await open(path, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  } catch (error) {
    // Who may not read a directory may not sync it either, and may use what is in it all the same.
    if (codeOf(error) !== 'EACCES' && codeOf(error) !== 'EPERM') throw error;
  }
}

/** Removes files that may be absent. */
export async function removeFiles(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    try {
      await unlink(path);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }
}

/** Removes the directory at `path` if nothing is in it. */
export async function removeIfEmpty(path: string): Promise<void> {
  try {
    await rmdir(path);
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

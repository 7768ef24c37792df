import { mkdir, open, rmdir, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes the directory at `path` and those above it that are missing, for its owner only, and their
 * names durable. Returns whether it was this call that made it; one whose name cannot be made durable
 * is removed again.
 */
export async function makeDirectory(path: string): Promise<boolean> {
  const whole = resolve(path);
  const parent = dirname(whole);
  const first = await mkdir(parent, { recursive: true, mode: 0o700 });
  const made = await makeLast(whole);
  const top = first === undefined ? whole : resolve(first);
  try {
    for (let directory = whole; directory.length >= top.length; directory = dirname(directory)) {
      await syncDirectory(dirname(directory));
    }
  } catch (error) {
    if (made) await removeIfEmpty(whole);
    throw error;
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

/** Removes what it can of `paths`, after a failure that is to be told rather than another one. */
export async function removeFiles(paths: readonly string[]): Promise<void> {
  for (const path of paths) await unlink(path).catch(() => undefined);
}

/** The same for a directory, which has to be empty. */
export async function removeIfEmpty(path: string): Promise<void> {
  await rmdir(path).catch(() => undefined);
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { EXIT } from '../command-line/exit-codes.ts';
import { CommandError } from '../command-line/failure.ts';
import { engineFileAt, withEngineFile } from './engine-file.ts';

/** What is known of a copy before it has its name. */
export interface Copied {
  /** Number of the commit that it holds. */
  readonly commit: number;
}

/**
 * Writes the newest commit of the data directory or engine file `from` as a new one at `to`, beside
 * a writer if need be. Every page that is read is verified. `to` is there only once all of it is on
 * disk, and `inspect`, which is given where the copy stands until then, has resolved.
 * @throws CommandError `NOT_FOUND`, `EXISTS`; EngineError; what `inspect` throws. Nothing is left.
 */
export async function copyCollection(
  from: string,
  to: string,
  inspect: (path: string) => Promise<void> = async () => undefined,
): Promise<Copied> {
  const file = await engineFileAt(from);
  refuseExisting(to);
  const staging = `${to}.${randomUUID()}`;
  try {
    let copy = staging;
    if (file !== from) {
      await mkdir(staging, { mode: 0o700 });
      copy = join(staging, basename(file));
    }
    const commit = await copyFile(file, copy);
    await inspect(staging);
    await rm(`${copy}.lock`, { force: true });
    refuseExisting(to);
    await rename(staging, to);
    await syncDirectory(dirname(resolve(to)));
    return { commit };
  } catch (error) {
    for (const path of [staging, `${staging}.lock`]) {
      await rm(path, { recursive: true, force: true });
    }
    throw error;
  }
}

function copyFile(from: string, to: string): Promise<number> {
  return withEngineFile(from, { readOnly: true }, async (file) => {
    const { commit } = file.stats();
    await file.backup(to);
    return commit;
  });
}

function refuseExisting(path: string): void {
  if (!existsSync(path)) return;
  const message = `${path} exists; name a place where there is nothing yet`;
  throw new CommandError('EXISTS', message, { exitCode: EXIT.failed });
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

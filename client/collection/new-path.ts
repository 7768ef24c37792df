import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { createCleanup } from '../command-line/cleanup.ts';
import { EXIT } from '../command-line/exit-codes.ts';
import { CommandError } from '../command-line/failure.ts';

/**
 * Has `write` make a file or a directory at `staging`, and gives it the name `path` once it is whole.
 * Until then it stands in a folder of its own beside `path`, which is removed with all that is in it,
 * also where `write` fails or a signal ends the process. Resolves to what `write` does.
 * Requires: what `write` made is on disk when it resolves.
 * @param advice what to do where there is something at `path`
 * @throws CommandError `EXISTS`; what `write` throws.
 */
export async function writeNew<T>(
  { path, advice }: { readonly path: string; readonly advice: string },
  write: (staging: string) => Promise<T>,
): Promise<T> {
  refuseExisting(path, advice);
  const folder = `${resolve(path)}.${randomUUID()}`;
  const staging = join(folder, basename(path));
  const cleanup = createCleanup();
  try {
    cleanup.add(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
    mkdirSync(folder, { mode: 0o700 });
    const made = await write(staging);
    // In one turn, so that no signal comes while it has neither name.
    refuseExisting(path, advice);
    renameSync(staging, path);
    cleanup.run();
    await syncName(path);
    return made;
  } finally {
    cleanup.run();
  }
}

function refuseExisting(path: string, advice: string): void {
  if (!existsSync(path)) return;
  throw new CommandError('EXISTS', `${path} exists; ${advice}`, { exitCode: EXIT.failed });
}

/** Makes the name `path` durable: a sync of the directory that has it. */
async function syncName(path: string): Promise<void> {
  const folder = await open(dirname(resolve(path)), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

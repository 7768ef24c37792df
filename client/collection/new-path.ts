import { existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { EXIT } from '../command-line/exit-codes.ts';
import { CommandError } from '../command-line/failure.ts';

/**
 * @param advice what to do where something is there
 * @throws CommandError `EXISTS`.
 */
export function refuseExisting(path: string, advice: string): void {
  if (!existsSync(path)) return;
  throw new CommandError('EXISTS', `${path} exists; ${advice}`, { exitCode: EXIT.failed });
}

/** Makes the name `path` durable: a sync of the directory that has it. */
export async function syncName(path: string): Promise<void> {
  await syncAndClose(await open(dirname(resolve(path)), 'r'));
}

/** Syncs a file or a directory, and closes it whatever came of that. */
export async function syncAndClose(file: FileHandle): Promise<void> {
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

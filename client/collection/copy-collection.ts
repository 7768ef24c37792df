import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { lockPathOf } from '../../engines/index.ts';
import { engineFileAt, withEngineFile } from './engine-file.ts';
import { refuseExisting, syncName } from './new-path.ts';

const ADVICE = 'name a place where there is nothing yet';

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
  refuseExisting(to, ADVICE);
  const staging = `${to}.${randomUUID()}`;
  try {
    let copy = staging;
    if (file !== from) {
      await mkdir(staging, { mode: 0o700 });
      copy = join(staging, basename(file));
    }
    const commit = await copyFile(file, copy);
    await inspect(staging);
    await rm(lockPathOf(copy), { force: true });
    refuseExisting(to, ADVICE);
    await rename(staging, to);
    await syncName(to);
    return { commit };
  } catch (error) {
    for (const path of [staging, lockPathOf(staging)]) {
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

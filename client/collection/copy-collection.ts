import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { lockPathOf } from '../../engines/index.ts';
import { engineFileAt, withEngineFile } from './engine-file.ts';
import { writeNew } from './new-path.ts';

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
 * @throws CommandError `NOT_FOUND`, `EXISTS`; EngineError; what `inspect` throws. Nothing is left
 * then, nor after a signal.
 */
export async function copyCollection(
  from: string,
  to: string,
  inspect: (path: string) => Promise<void> = async () => undefined,
): Promise<Copied> {
  const file = await engineFileAt(from);
  return writeNew({ path: to, advice: ADVICE }, async (staging) => {
    const copy = file === from ? staging : join(staging, basename(file));
    if (copy !== staging) await mkdir(staging, { mode: 0o700 });
    const commit = await copyFile(file, copy);
    await inspect(staging);
    await rm(lockPathOf(copy), { force: true });
    return { commit };
  });
}

function copyFile(from: string, to: string): Promise<number> {
  return withEngineFile(from, { readOnly: true }, async (file) => {
    const { commit } = file.stats();
    await file.backup(to);
    return commit;
  });
}

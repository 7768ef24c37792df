import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Where and when numbers were taken, as far as they depend on it. */
export interface Environment {
  /**
   * Commit of the checkout, 40 hexadecimal digits, with `-dirty` behind it where tracked files were
   * changed; undefined outside of a checkout or without git.
   */
  readonly commit: string | undefined;
  /** Version of Node, as `v20.19.0`. */
  readonly node: string;
  readonly cpu: string;
  /** Cores that this process may use. */
  readonly cores: number;
  readonly memoryBytes: number;
  /** System, its release and the architecture. */
  readonly platform: string;
  /** ISO 8601, UTC. */
  readonly started: string;
}

/** The environment of a run that `started` then. */
export async function readEnvironment(started: Date): Promise<Environment> {
  return {
    commit: await readCommit(),
    node: process.version,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `${platform()} ${release()} ${arch()}`,
    started: started.toISOString(),
  };
}

/** The commit, unless this package lies within the checkout of something else. */
async function readCommit(): Promise<string | undefined> {
  const built = import.meta.url.endsWith('.js');
  const root = fileURLToPath(new URL(built ? '../..' : '..', import.meta.url));
  try {
    const top = await git(root, ['rev-parse', '--show-toplevel']);
    if ((await realpath(top)) !== (await realpath(root))) return undefined;
    return await git(root, ['describe', '--always', '--dirty', '--abbrev=40', '--exclude=*']);
  } catch {
    return undefined; // No git, or no checkout: the numbers stand without a commit.
  }
}

async function git(folder: string, words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['-C', folder, ...words]);
  return stdout.trim();
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { BenchError } from '../errors.ts';

const run = promisify(execFile);

/** The command of a checkout, from its root, when it is built. */
const COMMAND = 'dist/client/main.js';

/** What a build may print before it is cut off. */
const OUTPUT_BYTES_MAX = 64 * 2 ** 20;

/** A build of this package that can be launched. */
export interface Build {
  /** What the user called it. */
  readonly name: string;
  /** The file that Node runs. */
  readonly command: string;
}

export interface BuildOptions {
  /** The checkout that revisions are of. */
  readonly repository: string;
  /** A folder for checkouts, empty at first. */
  readonly folder: string;
  readonly onProgress: (line: string) => void;
}

/**
 * The build called `name`: a folder with a built checkout, or a revision of `repository`, which is
 * checked out and built.
 * @throws BenchError `NO_BUILD` when it is neither, or does not build.
 */
export async function buildOf(name: string, options: BuildOptions): Promise<Build> {
  const { repository, folder, onProgress } = options;
  if (existsSync(join(name, 'package.json'))) return built(name, resolve(name));
  const commit = await commitOf(name, repository);
  const checkout = join(folder, commit);
  if (existsSync(checkout)) return built(name, checkout);
  onProgress(`building ${name}, ${commit}`);
  try {
    await run('git', ['-C', repository, 'worktree', 'add', '--detach', checkout, commit]);
    await install(checkout, repository);
  } catch (cause) {
    const { stderr = '' } = cause as { readonly stderr?: string };
    const lastWords = stderr.trim().split('\n').slice(-5).join('; ');
    throw new BenchError('NO_BUILD', `${name} cannot be built: ${lastWords}`, { cause });
  }
  return built(name, checkout);
}

/** Removes the checkouts that `buildOf` made. */
export async function forgetBuilds({ repository, folder }: BuildOptions): Promise<void> {
  for (const name of await readdir(folder)) {
    await run('git', ['-C', repository, 'worktree', 'remove', '--force', join(folder, name)]);
  }
}

function built(name: string, checkout: string): Build {
  const command = join(checkout, COMMAND);
  if (existsSync(command)) return { name, command };
  throw new BenchError('NO_BUILD', `${name} is not built; run there: npm ci`);
}

async function commitOf(name: string, repository: string): Promise<string> {
  try {
    const words = ['rev-parse', '--verify', '--end-of-options', `${name}^{commit}`];
    return (await run('git', ['-C', repository, ...words])).stdout.trim();
  } catch (cause) {
    const message =
      `${name} is neither a folder with a checkout, nor one with reports, ` +
      `nor a revision of ${repository}`;
    throw new BenchError('NO_BUILD', message, { cause });
  }
}

/** Installs and builds a checkout; with the packages of the repository, where those are its own. */
async function install(checkout: string, repository: string): Promise<void> {
  const locks = [checkout, repository].map((root) => readFile(join(root, 'package-lock.json')));
  const [own, theirs] = await Promise.all(locks);
  const options = { cwd: checkout, maxBuffer: OUTPUT_BYTES_MAX };
  if (own!.equals(theirs!) && existsSync(join(repository, 'node_modules'))) {
    await symlink(join(repository, 'node_modules'), join(checkout, 'node_modules'), 'dir');
    await run('npm', ['run', 'build'], options);
  } else {
    await run('npm', ['ci', '--no-audit', '--no-fund'], options);
  }
}

import { execFile } from 'node:child_process';
import { open, readFile, realpath, statfs } from 'node:fs/promises';
import { url as inspectorUrl } from 'node:inspector';
import {
  arch,
  availableParallelism,
  cpus,
  loadavg,
  platform,
  release,
  tmpdir,
  totalmem,
} from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { distributionOf } from './statistics.ts';
import { withScratch } from './suites/scratch.ts';
import { warningsFor } from './warnings.ts';

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
  /** Kind of the file system that files are made on. */
  readonly fileSystem: string;
  /** What a sync of 4 KiB took there, at the median. */
  readonly fdatasyncMs: number;
  /** ISO 8601, UTC. */
  readonly started: string;
  /** Processes that ran or wanted to, on average over a minute: before the run and after it. */
  readonly load: { readonly before: number; readonly after: number };
  /** What makes the numbers mean less, a sentence each. */
  readonly warnings: readonly string[];
}

/** A run on its way. */
export interface Surroundings {
  /** Looks around again, when the run is over. */
  readonly end: () => Promise<Environment>;
}

/** Magic numbers of file systems, as `statfs` gives them. */
const FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0xef53, 'ext4'],
  [0x58465342, 'xfs'],
  [0x9123683e, 'btrfs'],
  [0x2fc12fc1, 'zfs'],
  [0x01021994, 'tmpfs'],
  [0x794c7630, 'overlay'],
  [0x1a, 'apfs'],
]);

const SYNCS = 15;
const SYNC_BYTES = 4096;
const LOOP_MS = 50;

/** Looks around before a run that `started` then. Cost: a twentieth of a second, and 15 syncs. */
export async function lookAround(started: Date): Promise<Surroundings> {
  const before = loadavg()[0]!;
  const coreShare = shareOfCore();
  const swappedBefore = await pagesSwapped();
  const cores = availableParallelism();
  const standing = {
    commit: await readCommit(),
    node: process.version,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores,
    memoryBytes: totalmem(),
    platform: `${platform()} ${release()} ${arch()}`,
    fileSystem: await fileSystemOf(tmpdir()),
    fdatasyncMs: await syncMs(),
    started: started.toISOString(),
  };
  return {
    async end() {
      const swapped = await pagesSwapped();
      const warnings = warningsFor({
        cores,
        loadBefore: before,
        coreShare,
        pagesSwapped:
          swapped === undefined || swappedBefore === undefined
            ? undefined
            : swapped - swappedBefore,
        built: import.meta.url.endsWith('.js'),
        watched: isWatched(),
      });
      return { ...standing, load: { before, after: loadavg()[0]! }, warnings };
    },
  };
}

/** How much of its time a busy loop has a core for. */
function shareOfCore(): number {
  const cpuBefore = process.cpuUsage();
  const begun = performance.now();
  while (performance.now() - begun < LOOP_MS);
  const ms = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpuBefore);
  return Math.min(1, (user + system) / 1000 / ms);
}

async function fileSystemOf(folder: string): Promise<string> {
  const { type } = await statfs(folder);
  return FILE_SYSTEMS.get(type) ?? `0x${type.toString(16)}`;
}

async function syncMs(): Promise<number> {
  return withScratch(async (folder) => {
    const file = await open(join(folder, 'sync'), 'w');
    try {
      const block = Buffer.alloc(SYNC_BYTES, 1);
      const times: number[] = [];
      for (let sync = 0; sync < SYNCS; sync++) {
        const begun = performance.now();
        await file.write(block);
        await file.datasync();
        times.push(performance.now() - begun);
      }
      return distributionOf(times, 'lower').p50;
    } finally {
      await file.close();
    }
  });
}

/** Pages swapped in and out since the system started; undefined where it does not tell. */
async function pagesSwapped(): Promise<number | undefined> {
  try {
    const text = await readFile('/proc/vmstat', 'utf8');
    const counts = [...text.matchAll(/^pswp(?:in|out) (\d+)$/gm)].map(([, count]) => Number(count));
    return counts.reduce((sum, count) => sum + count, 0);
  } catch {
    return undefined; // Not Linux.
  }
}

function isWatched(): boolean {
  const profiled = process.execArgv.some((word) => /^--(cpu-prof|heap-prof|prof)\b/.test(word));
  return profiled || inspectorUrl() !== undefined;
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

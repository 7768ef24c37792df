import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BenchError } from '../errors.ts';
import type { Build } from './build.ts';
import type { Launch } from './launch.ts';

/** What a launch may print: raw samples are a lot. */
const REPORT_BYTES_MAX = 2 ** 30;

/** What every launch is told. */
export interface LaunchOptions {
  /** Suite and options of `vantage bench`, but for `--json`. */
  readonly words: readonly string[];
  /** Launches of each build. */
  readonly launches: number;
  /** Where reports are kept, if they are: in the folders `base` and `head`. */
  readonly keep?: string | undefined;
  readonly onProgress: (line: string) => void;
}

/** The launches of both sides. */
export interface Sides {
  readonly base: readonly Launch[];
  readonly head: readonly Launch[];
}

/**
 * Launches two builds in turns, the base first in every other round: what the machine does meanwhile
 * happens to both.
 * @throws BenchError `LAUNCH_FAILED` when a launch ends with anything but a report.
 */
export async function launchBoth(
  builds: { readonly base: Build; readonly head: Build },
  options: LaunchOptions,
): Promise<Sides> {
  const { launches, keep, onProgress } = options;
  const found: { readonly base: Launch[]; readonly head: Launch[] } = { base: [], head: [] };
  for (let round = 1; round <= launches; round++) {
    const order = round % 2 === 1 ? (['base', 'head'] as const) : (['head', 'base'] as const);
    for (const side of order) {
      onProgress(`launch ${round} of ${launches}: ${builds[side].name}`);
      const text = await launch(builds[side], options.words);
      found[side].push(readLaunch(text, builds[side].name));
      if (keep === undefined) continue;
      await mkdir(join(keep, side), { recursive: true });
      await writeFile(join(keep, side, `${String(round).padStart(3, '0')}.json`), text);
    }
  }
  return found;
}

/**
 * The launches whose reports are the `.json` files of `folder`, or undefined when there are none.
 * @throws BenchError `LAUNCH_FAILED` for a file that is no report.
 */
export async function keptLaunches(folder: string): Promise<readonly Launch[] | undefined> {
  let names: readonly string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  } catch {
    return undefined; // No folder.
  }
  // A checkout has files of that kind as well.
  if (names.length === 0 || names.includes('package.json')) return undefined;
  const launches: Launch[] = [];
  for (const name of names.toSorted()) {
    const file = join(folder, name);
    launches.push(readLaunch(await readFile(file, 'utf8'), file));
  }
  return launches;
}

async function launch({ name, command }: Build, words: readonly string[]): Promise<string> {
  try {
    const line = [command, 'bench', ...words, '--json'];
    const options = { maxBuffer: REPORT_BYTES_MAX };
    return (await promisify(execFile)(process.execPath, line, options)).stdout;
  } catch (cause) {
    const { stderr = '' } = cause as { readonly stderr?: string };
    const lastWords = stderr.trim().split('\n').at(-1) ?? '';
    throw new BenchError('LAUNCH_FAILED', `a launch of ${name} failed: ${lastWords}`, { cause });
  }
}

/** @throws BenchError `LAUNCH_FAILED`. */
function readLaunch(text: string, from: string): Launch {
  try {
    const { environment, size, seed, cells } = JSON.parse(text) as Launch;
    if (typeof environment.cpu === 'string' && Array.isArray(cells)) {
      return { environment, size, seed, cells };
    }
  } catch {
    // Said below.
  }
  throw new BenchError('LAUNCH_FAILED', `${from} gave no report of vantage bench`);
}

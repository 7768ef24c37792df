import { accessSync, constants } from 'node:fs';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { nodeVersionNeeded } from '../command-line/package-files.ts';
import { countOf } from '../output/index.ts';
import { type Check, fail, ok, warn } from './check.ts';

const GIB = 2 ** 30;

/** What a machine is, as far as it matters. */
export interface Machine {
  /** Of Node, `20.19.0`. */
  readonly nodeVersion: string;
  readonly platform: NodeJS.Platform;
  /** Folders of programs, as the variable PATH has them. */
  readonly programs: readonly string[];
}

/** Node, the system, and the programs that are used where they are there. */
export function examineMachine({ nodeVersion, platform, programs }: Machine): readonly Check[] {
  const needed = nodeVersionNeeded();
  const node = isAtLeast(nodeVersion, needed)
    ? ok('node', `${nodeVersion}, and ${needed} or newer is needed`)
    : fail('node', `${nodeVersion}, where ${needed} or newer is needed`, 'install a newer Node');
  const threads = countOf(availableParallelism(), 'processor');
  const memory = `${gib(totalmem())} GiB of memory, ${gib(freemem())} free`;
  const system = ['linux', 'darwin'].includes(platform)
    ? ok('system', `${platform}, ${threads}, ${memory}`)
    : fail('system', `${platform}, which is not supported`, 'use Linux or macOS');
  return [node, system, ...(platform === 'linux' ? [examineFlock(programs)] : [])];
}

function examineFlock(programs: readonly string[]): Check {
  const found = programs.map((folder) => join(folder, 'flock')).find(isProgram);
  if (found !== undefined) return ok('flock', found);
  return warn(
    'flock',
    'there is no such program; the lock of a directory does not hold between containers',
    'install util-linux',
  );
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isAtLeast(version: string, least: string): boolean {
  const [have, want] = [version, least].map((text) => text.split('.').map(Number));
  for (const [index, part] of want!.entries()) {
    const difference = (have![index] ?? 0) - part;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function gib(bytes: number): string {
  return (bytes / GIB).toFixed(1);
}

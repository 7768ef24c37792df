import { readdirSync, readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who holds the writer lock of a file, as it says itself. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** ISO time at which the process started. */
  readonly started: string;
  /** Its command line, empty where the system does not tell it. */
  readonly command: string;
}

/** What stands in a lock file while the lock is held. */
export function describeSelf(): string {
  const started = new Date(Date.now() - process.uptime() * 1000).toISOString();
  return JSON.stringify({ pid: process.pid, host: hostname(), started });
}

/**
 * Who holds the lock of the file at `path`, without touching the lock; undefined when nobody does,
 * or the holder has not written its name yet. A name whose process is gone, or on Linux has the lock
 * file no longer open, is that of nobody. Whether a process of another host lives is not known.
 */
export function lockHolder(path: string): LockHolder | undefined {
  const lockPath = lockPathOf(path);
  let named: Omit<LockHolder, 'command'>;
  try {
    named = JSON.parse(readFileSync(lockPath, 'utf8')) as Omit<LockHolder, 'command'>;
  } catch {
    return undefined; // There is none, or it is empty, or half written.
  }
  if (named.host !== hostname()) return { ...named, command: '' };
  if (!isAlive(named.pid) || hasOpen(named.pid, lockPath) === false) return undefined;
  return { ...named, command: commandOf(named.pid) };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether a process has the file open; undefined where the system does not tell. */
function hasOpen(pid: number, path: string): boolean | undefined {
  try {
    const { dev, ino } = statSync(path);
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((descriptor) => {
      const found = statSync(`${folder}/${descriptor}`, { throwIfNoEntry: false });
      return found?.dev === dev && found.ino === ino;
    });
  } catch {
    return undefined;
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** Name of the lock file of the file at `path`. */
export function lockPathOf(path: string): string {
  return `${path}.lock`;
}

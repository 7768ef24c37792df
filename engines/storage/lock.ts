import { spawn } from 'node:child_process';
import { constants, readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../errors.ts';
import type { Lock } from './storage.ts';
import { asEngineError } from './system-error.ts';

/*
 * The lock belongs to an open file description, so the kernel frees it when the process that holds
 * the description ends, and no clock, pid or file content ever decides who holds it. Node has no
 * flock of its own; on Linux the `flock` program, run once on our inherited descriptor, locks *our*
 * description and leaves. The lock file is never renamed nor removed: that would split its
 * contenders over two inodes.
 */

/** How long a loser waits for the winner to write its name: some 20 times a process start. */
const NAME_TRIES = 50;
const NAME_RETRY_MS = 20;

/** `O_EXLOCK` of the BSDs and macOS, which Node does not name. */
const O_EXLOCK = 0x20;

/**
 * Takes the writer lock of the file at `path`, by way of `PATH.lock`.
 * @throws EngineError `LOCKED` with the holder's pid, `PERMISSION`, `IO`.
 * Cost: one process start, some milliseconds.
 */
export async function lockFile(path: string): Promise<Lock> {
  const lockPath = `${path}.lock`;
  const handle = await openLock(lockPath, path);
  try {
    const fallback = process.platform === 'linux' ? await flock(handle, path, lockPath) : undefined;
    await handle.truncate(0);
    await handle.write(JSON.stringify(holder()), 0);
    return {
      async release() {
        try {
          // Whoever comes next would be called by our name until it has written its own.
          await handle.truncate(0);
        } finally {
          await fallback?.release();
          await handle.close();
        }
      },
    };
  } catch (error) {
    await handle.close();
    throw asEngineError(error, lockPath);
  }
}

async function openLock(lockPath: string, path: string): Promise<FileHandle> {
  const exclusive = process.platform === 'darwin' ? O_EXLOCK | constants.O_NONBLOCK : 0;
  try {
    return await open(lockPath, constants.O_RDWR | constants.O_CREAT | exclusive, 0o600);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EAGAIN') throw await locked(path, lockPath);
    throw asEngineError(cause, lockPath);
  }
}

/** Resolves to nothing when the description is locked, or to a substitute lock without `flock`. */
async function flock(
  handle: FileHandle,
  path: string,
  lockPath: string,
): Promise<Lock | undefined> {
  const status = await new Promise<number | 'absent'>((resolve, reject) => {
    const child = spawn('flock', ['-x', '-n', '3'], {
      stdio: ['ignore', 'ignore', 'ignore', handle.fd],
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve('absent');
      else reject(error);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
  if (status === 0) return undefined;
  if (status === 'absent') return abstractSocket(handle, path, lockPath);
  throw await locked(path, lockPath);
}

/** An abstract socket is kernel-released too, but is seen in one network namespace only. */
async function abstractSocket(handle: FileHandle, path: string, lockPath: string): Promise<Lock> {
  const { dev, ino } = await handle.stat();
  process.emitWarning(
    `no flock program (Debian: util-linux): the lock of ${path} does not hold between containers`,
  );
  const server = createServer();
  const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve);
    server.listen({ path: `\0vantage-lock-${dev}-${ino}` }, () => resolve(undefined));
  });
  if (error !== undefined) throw error.code === 'EADDRINUSE' ? await locked(path, lockPath) : error;
  server.unref();
  return { release: () => new Promise((resolve) => void server.close(() => resolve())) };
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO time at which the process started. */
  readonly started: string;
}

function holder(): Holder {
  const started = new Date(Date.now() - process.uptime() * 1000).toISOString();
  return { pid: process.pid, host: hostname(), started };
}

async function locked(path: string, lockPath: string): Promise<EngineError> {
  const found = await readHolder(lockPath);
  const who =
    found === undefined
      ? 'another process'
      : found.pid === process.pid
        ? `this process (pid ${found.pid})`
        : `pid ${found.pid} on ${found.host}, started ${found.started}`;
  return new EngineError(
    'LOCKED',
    `${path} is open for writing by ${who}; stop it, ask it instead, or open read-only`,
  );
}

/**
 * Who holds the lock, as it says itself. It takes the lock first and writes its name then, so no
 * name, or that of a process that is gone, means that it has not got there yet. The text is for
 * people; the kernel has already said that the file is locked.
 */
async function readHolder(lockPath: string): Promise<Holder | undefined> {
  for (let attempt = 0; attempt < NAME_TRIES; attempt += 1) {
    try {
      const found = JSON.parse(readFileSync(lockPath, 'utf8')) as Holder;
      if (found.host !== hostname() || isAlive(found.pid)) return found;
    } catch {
      // Not written yet, or half.
    }
    await sleep(NAME_RETRY_MS);
  }
  return undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

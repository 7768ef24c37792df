import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../errors.ts';
import { describeSelf, type LockHolder, lockHolder, lockPathOf } from './holder.ts';
import type { Lock } from './storage.ts';
import { asEngineError } from './system-error.ts';

/*
 * The lock belongs to an open file description, so the kernel frees it when the process that holds
 * the description ends, and no clock, pid or file content ever decides who holds it. Node has no
 * flock of its own; on Linux the `flock` program, run once on our inherited descriptor, locks *our*
 * description and leaves. The lock file is removed only by who holds the lock, with a file that never
 * came to be; whoever gets the lock looks whether its file still has the name, and if not begins anew.
 * Otherwise contenders could be split over two inodes.
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
  const lockPath = lockPathOf(path);
  const handle = await openLock(lockPath, path);
  try {
    const fallback = process.platform === 'linux' ? await flock(handle, path) : undefined;
    if (!(await hasName(handle, lockPath))) {
      await fallback?.release();
      await handle.close();
      return await lockFile(path);
    }
    await handle.truncate(0);
    await handle.write(describeSelf(), 0);
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

/** Whether `name` still is the file that `handle` holds. */
async function hasName(handle: FileHandle, name: string): Promise<boolean> {
  const held = await handle.stat();
  try {
    const named = await stat(name);
    return named.ino === held.ino && named.dev === held.dev;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function openLock(lockPath: string, path: string): Promise<FileHandle> {
  const exclusive = process.platform === 'darwin' ? O_EXLOCK | constants.O_NONBLOCK : 0;
  try {
    return await open(lockPath, constants.O_RDWR | constants.O_CREAT | exclusive, 0o600);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EAGAIN') throw await locked(path);
    throw asEngineError(cause, lockPath);
  }
}

/** Resolves to nothing when the description is locked, or to a substitute lock without `flock`. */
async function flock(handle: FileHandle, path: string): Promise<Lock | undefined> {
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
  if (status === 'absent') return abstractSocket(handle, path);
  throw await locked(path);
}

/** An abstract socket is kernel-released too, but is seen in one network namespace only. */
async function abstractSocket(handle: FileHandle, path: string): Promise<Lock> {
  const { dev, ino } = await handle.stat();
  process.emitWarning(
    `no flock program (Debian: util-linux): the lock of ${path} does not hold between containers`,
  );
  const server = createServer();
  const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve);
    server.listen({ path: `\0vantage-lock-${dev}-${ino}` }, () => resolve(undefined));
  });
  if (error !== undefined) throw error.code === 'EADDRINUSE' ? await locked(path) : error;
  server.unref();
  return { release: () => new Promise((resolve) => void server.close(() => resolve())) };
}

async function locked(path: string): Promise<EngineError> {
  const found = await namedHolder(path);
  return new EngineError(
    'LOCKED',
    `${path} is open for writing by ${describe(found)}; stop it, ask it instead, or open read-only`,
  );
}

function describe(found: LockHolder | undefined): string {
  if (found === undefined) return 'another process';
  const { pid, host, started, command } = found;
  if (pid === process.pid) return `this process (pid ${pid})`;
  const running = command === '' ? '' : `, running: ${command}`;
  return `pid ${pid} on ${host}, started ${started}${running}`;
}

/**
 * Who holds the lock. It takes the lock first and writes its name then, so no name, or that of a
 * process that is gone, means that it has not got there yet. The text is for people; the kernel has
 * already said that the file is locked.
 */
async function namedHolder(path: string): Promise<LockHolder | undefined> {
  for (let attempt = 0; attempt < NAME_TRIES; attempt += 1) {
    const found = lockHolder(path);
    if (found !== undefined) return found;
    await sleep(NAME_RETRY_MS);
  }
  return undefined;
}

import { EngineError } from '../../engines/index.ts';
import {
  asEngineError,
  type Lock,
  type Storage,
  type StorageFile,
} from '../../engines/storage/index.ts';

/** What storage can be told to fail. A short write leaves half of its bytes before it fails. */
export const FAILING_OPERATIONS = [
  'open',
  'lock',
  'read',
  'write',
  'short-write',
  'truncate',
  'sync',
  'sync-directory',
  'rename',
  'remove',
  'close',
] as const;

export type FailingOperation = (typeof FAILING_OPERATIONS)[number];

/** What the operating system says when it fails; each goes through the engine's own translation. */
export const ERRNOS = ['EIO', 'ENOSPC', 'EDQUOT', 'EMFILE', 'EINTR'] as const;

export type Errno = (typeof ERRNOS)[number];

/** The `index`-th operation of a kind fails, or it and every later one. */
export interface Failure {
  readonly operation: FailingOperation;
  /** Counted from 1. */
  readonly index: number;
  readonly persistent: boolean;
  readonly errno: Errno;
}

/** Storage that fails as planned. */
export interface FailingStorage {
  readonly storage: Storage;
  /** Operations of the failing kind so far. */
  count(): number;
  /** Handles and locks that were taken and not given back. */
  held(): number;
  /** What no engine may do: ask for a sync of a handle whose sync has failed. */
  readonly offences: readonly string[];
}

/** The engine's error for `errno`, as the disk behind the seam would give it. */
export function plannedError(errno: string, what: string): EngineError {
  const cause = Object.assign(new Error(`${errno}: planned, ${what}`), { code: errno });
  return asEngineError(cause, what);
}

/** `storage` that hides the failures of its writes: what no engine survives, and tries must find. */
export function hidingFailures(storage: Storage): Storage {
  return {
    ...storage,
    async open(path, mode) {
      const file = await storage.open(path, mode);
      return { ...file, write: (...asked) => file.write(...asked).catch(() => undefined) };
    },
  };
}

/** `storage`, but for the operations that `failure` names. */
export function failingStorage(storage: Storage, failure: Failure): FailingStorage {
  let count = 0;
  let held = 0;
  const offences: string[] = [];
  const pass = (...asked: readonly FailingOperation[]): void => {
    if (!asked.includes(failure.operation)) return;
    count += 1;
    if (count === failure.index || (failure.persistent && count > failure.index)) {
      throw plannedError(failure.errno, `${failure.operation} ${count}`);
    }
  };

  const wrap = (file: StorageFile): StorageFile => {
    let syncFailed = false;
    return {
      ...file,
      read(target, position) {
        pass('read');
        return file.read(target, position);
      },
      async write(source, position) {
        try {
          pass('write', 'short-write');
        } catch (error) {
          if (failure.operation === 'short-write') {
            await file.write(source.subarray(0, Math.floor(source.length / 2)), position);
          }
          throw error;
        }
        await file.write(source, position);
      },
      async sync() {
        if (syncFailed) offences.push('a sync of a file whose sync has failed');
        try {
          pass('sync');
        } catch (error) {
          syncFailed = true;
          throw error;
        }
        await file.sync();
      },
      async truncate(bytes) {
        pass('truncate');
        await file.truncate(bytes);
      },
      async close() {
        held -= 1;
        await file.close();
        pass('close');
      },
    };
  };
  const hold = (lock: Lock): Lock => ({
    async release() {
      held -= 1;
      await lock.release();
    },
  });
  return {
    count: () => count,
    held: () => held,
    offences,
    storage: {
      ...storage,
      async open(path, mode) {
        pass('open');
        const file = wrap(await storage.open(path, mode));
        held += 1;
        return file;
      },
      openNow(path) {
        pass('open');
        const file = wrap(storage.openNow(path));
        held += 1;
        return file;
      },
      async lock(path) {
        pass('lock');
        const lock = hold(await storage.lock(path));
        held += 1;
        return lock;
      },
      async rename(from, to) {
        pass('rename');
        await storage.rename(from, to);
      },
      async remove(path) {
        pass('remove');
        await storage.remove(path);
      },
      async syncDirectory(path) {
        pass('sync-directory');
        await storage.syncDirectory(path);
      },
    },
  };
}

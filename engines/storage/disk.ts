import { existsSync, fstatSync, readSync, realpathSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { lockFile } from './lock.ts';
import type { Storage, StorageFile } from './storage.ts';
import { asEngineError } from './system-error.ts';

async function translate<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw asEngineError(cause, path);
  }
}

const FLAGS = { read: 'r', write: 'r+', create: 'wx+' } as const;

/** The files of the operating system. Writes and syncs are asynchronous, reads are not. */
export const disk: Storage = {
  open: (path, mode) =>
    translate(path, async () => diskFile(path, await open(path, FLAGS[mode], 0o600))),
  exists: existsSync,
  realPath(path) {
    try {
      return existsSync(path)
        ? realpathSync(path)
        : join(realpathSync(dirname(path)), basename(path));
    } catch (cause) {
      throw asEngineError(cause, path);
    }
  },
  rename: (from, to) => translate(to, () => rename(from, to)),
  remove: (path) => translate(path, () => rm(path, { force: true })),
  syncDirectory: (path) =>
    translate(path, async () => {
      const directory = await open(dirname(path), 'r');
      try {
        await directory.sync();
      } finally {
        await directory.close();
      }
    }),
  lock: lockFile,
};

function diskFile(path: string, handle: FileHandle): StorageFile {
  return {
    read(target, position) {
      let done = 0;
      try {
        while (done < target.length) {
          const count = readSync(handle.fd, target, done, target.length - done, position + done);
          if (count === 0) break;
          done += count;
        }
      } catch (cause) {
        throw asEngineError(cause, path);
      }
      return done;
    },
    write: (source, position) =>
      translate(path, async () => {
        let done = 0;
        while (done < source.length) {
          const { bytesWritten } = await handle.write(
            source,
            done,
            source.length - done,
            position + done,
          );
          done += bytesWritten;
        }
      }),
    sync: () => translate(path, () => handle.datasync()),
    truncate: (bytes) => translate(path, () => handle.truncate(bytes)),
    size: () => fstatSync(handle.fd).size,
    close: () => translate(path, () => handle.close()),
  };
}

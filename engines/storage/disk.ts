import * as fs from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { lockFile } from './lock.ts';
import type { Storage, StorageFile } from './storage.ts';
import { asEngineError } from './system-error.ts';

const open = promisify(fs.open);
const write = promisify(fs.write);
const fsync = promisify(fs.fsync);
const fdatasync = promisify(fs.fdatasync);
const ftruncate = promisify(fs.ftruncate);
const close = promisify(fs.close);

/**
 * A write up to this long is quicker than the way to a thread and back, about 50 µs. What it fills
 * is the page cache; only a sync waits for the disk.
 */
const WRITE_NOW_BYTES_MAX = 65_536;

const FLAGS = { read: 'r', write: 'r+', create: 'wx+' } as const;

async function translate<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw asEngineError(cause, path);
  }
}

function translateNow<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw asEngineError(cause, path);
  }
}

/** The files of the operating system. Syncs and large writes are asynchronous, reads are not. */
export const disk: Storage = {
  open: (path, mode) =>
    translate(path, async () => diskFile(path, await open(path, FLAGS[mode], 0o600))),
  openNow: (path) => translateNow(path, () => diskFile(path, fs.openSync(path, FLAGS.read))),
  exists: fs.existsSync,
  realPath: (path) =>
    translateNow(path, () =>
      fs.existsSync(path)
        ? fs.realpathSync(path)
        : join(fs.realpathSync(dirname(path)), basename(path)),
    ),
  rename: (from, to) => translate(to, () => rename(from, to)),
  remove: (path) => translate(path, () => rm(path, { force: true })),
  syncDirectory: (path) =>
    translate(path, async () => {
      const directory = await open(dirname(path), 'r');
      try {
        await fsync(directory);
      } finally {
        await close(directory);
      }
    }),
  lock: lockFile,
};

function diskFile(path: string, fd: number): StorageFile {
  return {
    read: (target, position) =>
      translateNow(path, () => {
        let done = 0;
        while (done < target.length) {
          const count = fs.readSync(fd, target, done, target.length - done, position + done);
          if (count === 0) break;
          done += count;
        }
        return done;
      }),
    write: (source, position) =>
      translate(path, async () => {
        const now = source.length <= WRITE_NOW_BYTES_MAX;
        for (let done = 0; done < source.length; ) {
          const left = source.length - done;
          done += now
            ? fs.writeSync(fd, source, done, left, position + done)
            : (await write(fd, source, done, left, position + done)).bytesWritten;
        }
      }),
    sync: () => translate(path, () => fdatasync(fd)),
    truncate: (bytes) => translate(path, () => ftruncate(fd, bytes)),
    size: () => translateNow(path, () => fs.fstatSync(fd).size),
    close: () => translate(path, () => close(fd)),
  };
}

import type { Engine, EngineFile, Manifest, OpenOptions } from '../engine.ts';
import { EngineError } from '../errors.ts';
import {
  CommitLog,
  creationPath,
  disk,
  lockPathOf,
  openSheet,
  type Storage,
} from '../storage/index.ts';
import type { Balance } from './balance.ts';
import { removeCopy } from './copy-file.ts';
import { compactionPath, memoryEnds, readerEnds, writerEnds } from './ends.ts';
import { memoryStore, sheetStore } from './store.ts';
import { TreeFile } from './tree-file.ts';

const CACHE_BYTES_DEFAULT: number = 64 * 2 ** 20;
const CACHE_BYTES_MIN: number = 64 * 2 ** 10;

/** The engine that keeps trees of the kind `balance` in files of `storage`, the disk by default. */
export function treeEngine(balance: Balance, storage: Storage = disk): Engine {
  const { name, description, heightMax } = balance;
  const manifest: Manifest = {
    name,
    description,
    unsupported: [],
    ...(heightMax === undefined ? {} : { heightMax }),
  };
  return {
    manifest,
    async open(path, options = {}) {
      const cacheBytes = options.cacheBytes ?? CACHE_BYTES_DEFAULT;
      if (!(cacheBytes >= CACHE_BYTES_MIN)) {
        throw new RangeError(`cacheBytes ${cacheBytes}: at least ${CACHE_BYTES_MIN}`);
      }
      if (path === undefined) return openMemory(balance, storage, cacheBytes);
      if (options.readOnly === true) return openReader(balance, storage, path, cacheBytes);
      return openWriter(balance, storage, path, options, cacheBytes);
    },
  };
}

function openMemory(balance: Balance, storage: Storage, cacheBytes: number): EngineFile {
  return new TreeFile(balance, memoryEnds(memoryStore(cacheBytes), storage), undefined);
}

async function openReader(
  balance: Balance,
  storage: Storage,
  path: string,
  cacheBytes: number,
): Promise<EngineFile> {
  const sheet = await openSheet(storage, path, balance.name, 'read');
  try {
    const named = { ...sheet, path: storage.realPath(path) };
    return new TreeFile(balance, readerEnds(named, cacheBytes, storage), path);
  } catch (error) {
    await sheet.file.close();
    throw error;
  }
}

/** Makes the file at `path`, whose lock is held; what a failure leaves is removed, the lock file with it. */
async function createFile(storage: Storage, path: string, engine: string): Promise<void> {
  try {
    await CommitLog.create(storage, path, engine);
  } catch (error) {
    for (const left of [creationPath(path), path, lockPathOf(path)]) {
      await storage.remove(left).catch(() => undefined);
    }
    throw error;
  }
}

async function openWriter(
  balance: Balance,
  storage: Storage,
  path: string,
  options: OpenOptions,
  cacheBytes: number,
): Promise<EngineFile> {
  if (storage.exists(path)) {
    // A file of somebody else's gets no lock file beside it.
    const sheet = await openSheet(storage, path, balance.name, 'read');
    await sheet.file.close();
  } else if (options.create === false) {
    throw new EngineError('NOT_FOUND', `${path} does not exist`);
  }
  // Whichever name leads to the file, one lock is about it, and a compaction takes its real name.
  const real = storage.realPath(path);
  const lock = await storage.lock(real);
  try {
    if (!storage.exists(real)) {
      // Whoever had the lock before may have taken back a file that it could not make.
      if (options.create === false) throw new EngineError('NOT_FOUND', `${path} does not exist`);
      await createFile(storage, real, balance.name);
    }
    await removeCopy(storage, compactionPath(real));
    const log = await CommitLog.open(storage, real, balance.name);
    const store = sheetStore(log.sheet, log.mark.end, cacheBytes);
    return new TreeFile(balance, writerEnds(store, log, lock, storage), path);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

import { EngineError } from '../../engines/index.ts';
import type { Storage, StorageFile } from '../../engines/storage/index.ts';

/** A file system in memory that writes nothing down, for tries by the ten thousand. */
export interface MemoryStorage {
  readonly storage: Storage;
  /** The bytes of a file as they are now, zeros at its end included. */
  bytes(path: string): Uint8Array;
}

/** Longest file: what asks for more was led there by a lie. */
const BYTES_MAX: number = 2 ** 26;

/** Bytes with zeros understood from their end to `size`. */
interface Contents {
  bytes: Uint8Array;
  size: number;
  /** Whether `bytes` belongs to the caller of `memoryStorage` and may not be written to. */
  shared: boolean;
}

/** Storage that begins with `files`, whose bytes are never changed. */
export function memoryStorage(files: ReadonlyMap<string, Uint8Array>): MemoryStorage {
  const contents = new Map<string, Contents>();
  for (const [path, bytes] of files) {
    contents.set(path, { bytes, size: bytes.length, shared: true });
  }
  const named = (path: string): Contents => {
    const found = contents.get(path);
    if (found === undefined) throw new EngineError('NOT_FOUND', path);
    return found;
  };
  const storage: Storage = {
    async open(path, mode) {
      if (mode !== 'create') return openMemory(named(path));
      if (contents.has(path)) throw new EngineError('EXISTS', path);
      const made: Contents = { bytes: new Uint8Array(0), size: 0, shared: false };
      contents.set(path, made);
      return openMemory(made);
    },
    openNow: (path) => openMemory(named(path)),
    exists: (path) => contents.has(path),
    realPath: (path) => path,
    async rename(from, to) {
      contents.set(to, named(from));
      contents.delete(from);
    },
    async remove(path) {
      contents.delete(path);
    },
    syncDirectory: () => Promise.resolve(),
    lock: () => Promise.resolve({ release: () => Promise.resolve() }),
  };
  return {
    storage,
    bytes(path) {
      const { bytes, size } = named(path);
      const whole = new Uint8Array(size);
      whole.set(bytes.subarray(0, size));
      return whole;
    },
  };
}

/** Bytes to have where `least` are needed: more than that, so that growing copies seldom. */
function roomFor(least: number, now: number): number {
  return least <= now ? now : Math.max(least, now + (now >> 1));
}

function openMemory(file: Contents): StorageFile {
  return {
    read(target, position) {
      const count = Math.max(0, Math.min(target.length, file.size - position));
      const there = Math.max(0, Math.min(count, file.bytes.length - position));
      if (there > 0) target.set(file.bytes.subarray(position, position + there));
      target.fill(0, there, count);
      return count;
    },
    async write(source, position) {
      const used = usedBytes(source);
      if (position + source.length > BYTES_MAX) throw new EngineError('FULL', `at ${position}`);
      const least = used === 0 ? 0 : position + used;
      if (file.shared || least > file.bytes.length) {
        const owned = new Uint8Array(roomFor(least, file.bytes.length));
        owned.set(file.bytes);
        file.bytes = owned;
        file.shared = false;
      }
      if (used > 0) file.bytes.set(source.subarray(0, used), position);
      file.bytes.fill(0, position + used, position + source.length);
      file.size = Math.max(file.size, position + source.length);
    },
    sync: () => Promise.resolve(),
    async truncate(bytes) {
      if (bytes < file.bytes.length) {
        file.bytes = file.bytes.slice(0, bytes);
        file.shared = false;
      }
      file.size = bytes;
    },
    size: () => file.size,
    close: () => Promise.resolve(),
  };
}

/** Bytes up to the last that is not zero. */
function usedBytes(bytes: Uint8Array): number {
  let used = bytes.length;
  while (used > 0 && bytes[used - 1] === 0) used -= 1;
  return used;
}

import { EngineError } from '../../engines/index.ts';
import type { Storage, StorageFile } from '../../engines/storage/index.ts';
import { type BlockImage, blockImage, EMPTY_FILE, FileDraft } from './file-image.ts';
import type { Disk, DiskImage, Note, Operation } from './journal.ts';

/** A file system in memory that writes down what it is asked to do. */
export interface RecordingStorage {
  readonly storage: Storage;
  readonly journal: readonly Operation[];
  /** The disk as the caller of the storage sees it now. */
  image(): Disk;
  /** Adds an entry that is not the storage's own. */
  note(entry: Note): void;
}

/** Storage that begins with the disk as it is in `image`. */
export function recordingStorage(image: DiskImage): RecordingStorage {
  const journal: Operation[] = [];
  const files = new Map<number, BlockImage>();
  for (const [file, contents] of image.files) files.set(file, blockImage(contents));
  const names = new Map<string, number>(image.names);
  let nextFile = Math.max(0, ...files.keys(), ...names.values()) + 1;

  const contents = (file: number): BlockImage => files.get(file) ?? EMPTY_FILE;
  const change = (file: number, work: (draft: FileDraft) => void): void => {
    const draft = new FileDraft(contents(file));
    work(draft);
    files.set(file, draft.image());
  };
  const open = (file: number): StorageFile => ({
    read: (target, position) => contents(file).read(target, position),
    async write(source, position) {
      journal.push({ tag: 'write', file, position, bytes: source.slice() });
      change(file, (draft) => {
        draft.grow(position + source.length);
        draft.write(source, position);
      });
    },
    async sync() {
      journal.push({ tag: 'sync', file });
    },
    async truncate(bytes) {
      journal.push({ tag: 'truncate', file, bytes });
      change(file, (draft) => draft.resize(bytes));
    },
    size: () => contents(file).size,
    close: () => Promise.resolve(),
  });

  const storage: Storage = {
    async open(path, mode) {
      const known = names.get(path);
      if (mode !== 'create') {
        if (known === undefined) throw new EngineError('NOT_FOUND', path);
        return open(known);
      }
      if (known !== undefined) throw new EngineError('EXISTS', path);
      const file = nextFile;
      nextFile += 1;
      names.set(path, file);
      journal.push({ tag: 'create', name: path, file });
      return open(file);
    },
    openNow(path) {
      const known = names.get(path);
      if (known === undefined) throw new EngineError('NOT_FOUND', path);
      return open(known);
    },
    exists: (path) => names.has(path),
    realPath: (path) => path,
    async rename(from, to) {
      const file = names.get(from);
      if (file === undefined) throw new EngineError('NOT_FOUND', from);
      names.set(to, file);
      names.delete(from);
      journal.push({ tag: 'rename', from, to, file });
    },
    async remove(path) {
      if (!names.delete(path)) return;
      journal.push({ tag: 'remove', name: path });
    },
    async syncDirectory() {
      journal.push({ tag: 'sync-directory' });
    },
    // One process at a time is what the lock's own tests are about.
    lock: () => Promise.resolve({ release: () => Promise.resolve() }),
  };
  return {
    storage,
    journal,
    image: () => ({ files: new Map(files), names: new Map(names) }),
    note: (entry) => void journal.push(entry),
  };
}

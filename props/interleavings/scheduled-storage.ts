import type * as fc from 'fast-check';
import type { Storage, StorageFile } from '../../engines/storage/index.ts';
import { type DiskImage, EMPTY_DISK, recordingStorage } from '../faults/index.ts';

/** A disk in memory whose answers come in the order that a scheduler chooses. */
export interface ScheduledStorage {
  readonly storage: Storage;
  /**
   * The disk after a crash now at which nothing survived that was not synced: of each file what had
   * been written before its last sync was asked for, under the names of the last directory sync.
   */
  survivors(): DiskImage;
}

/**
 * Everything a file or a directory is asked for takes effect, and is answered, when `scheduler`
 * releases it. Opening, reading and the lock take effect at once.
 */
export function scheduledStorage(
  scheduler: fc.Scheduler,
  options: { readonly syncs: boolean } = { syncs: true },
): ScheduledStorage {
  const recording = recordingStorage(EMPTY_DISK);
  const { storage } = recording;
  const files = new Map<
    number,
    DiskImage['files'] extends ReadonlyMap<number, infer F> ? F : never
  >();
  let names: ReadonlyMap<string, number> = new Map();

  async function released<T>(label: string, work: () => Promise<T>): Promise<T> {
    await scheduler.schedule(Promise.resolve(), label);
    return work();
  }

  function scheduledFile(id: number, file: StorageFile): StorageFile {
    return {
      ...file,
      // Not copied before it is released: until then the bytes belong to this side.
      write: (source, position) =>
        released(`write at ${position}`, () => file.write(source, position)),
      truncate: (bytes) => released(`truncate to ${bytes}`, () => file.truncate(bytes)),
      sync() {
        const asked = recording.image().files.get(id);
        return released('sync', async () => {
          if (options.syncs && asked !== undefined) files.set(id, asked);
        });
      },
    };
  }

  return {
    survivors: () => ({ files, names }),
    storage: {
      ...storage,
      async open(path, mode) {
        const file = await storage.open(path, mode);
        return scheduledFile(recording.image().names.get(path) ?? 0, file);
      },
      rename: (from, to) => released('rename', () => storage.rename(from, to)),
      remove: (path) => released('remove', () => storage.remove(path)),
      syncDirectory: () =>
        released('sync of the directory', async () => {
          names = recording.image().names;
        }),
    },
  };
}

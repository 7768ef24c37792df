import type { Storage } from '../../engines/storage/index.ts';
import { plannedError } from './failing-storage.ts';

/** Storage of a disk that has so much room and no more. */
export interface FullDisk {
  readonly storage: Storage;
  /** Bytes by which files may still grow. */
  room: number;
  /** Writes that did not fit; each left behind what did. */
  refused: number;
}

/** `storage` on a disk with `room` bytes left. Writing over what a file has costs none. */
export function fullDisk(storage: Storage, room: number): FullDisk {
  const limited: FullDisk = {
    room,
    refused: 0,
    storage: {
      ...storage,
      async open(path, mode) {
        const file = await storage.open(path, mode);
        return {
          ...file,
          async write(source, position) {
            const growth = Math.max(0, position + source.length - file.size());
            if (growth <= limited.room) {
              await file.write(source, position);
              limited.room -= growth;
              return;
            }
            const part = Math.max(0, source.length - growth + limited.room);
            if (part > 0) await file.write(source.subarray(0, part), position);
            limited.room = 0;
            limited.refused += 1;
            throw plannedError('ENOSPC', `write of ${source.length} bytes`);
          },
          async truncate(bytes) {
            const size = file.size();
            await file.truncate(bytes);
            limited.room += Math.max(0, size - bytes);
          },
        };
      },
    },
  };
  return limited;
}

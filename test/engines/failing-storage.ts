import { EngineError } from '../../engines/index.ts';
import { disk } from '../../engines/storage/disk.ts';
import type { Storage } from '../../engines/storage/storage.ts';

type Operation = 'write' | 'sync' | 'truncate';

/** The disk, until it is told what to fail. */
export interface FailingStorage {
  readonly storage: Storage;
  /** From now on the operation fails, `times` times, after `after` successes. */
  fail(operation: Operation, options?: { readonly after?: number; readonly times?: number }): void;
  /** Operations that were asked for since the last `fail`. */
  readonly counts: Record<Operation, number>;
}

/** Storage whose writes, syncs or truncations can be made to fail; all else is the real disk. */
export function failingStorage(): FailingStorage {
  const counts: Record<Operation, number> = { write: 0, sync: 0, truncate: 0 };
  let plan: { operation: Operation; after: number; times: number } | undefined;
  const pass = (operation: Operation): void => {
    counts[operation] += 1;
    if (plan?.operation !== operation) return;
    const place = counts[operation] - plan.after;
    if (place > 0 && place <= plan.times) {
      throw new EngineError(operation === 'write' ? 'FULL' : 'IO', `planned: no ${operation}`);
    }
  };
  return {
    counts,
    fail(operation, { after = 0, times = 1 } = {}) {
      for (const name of ['write', 'sync', 'truncate'] as const) counts[name] = 0;
      plan = { operation, after, times };
    },
    storage: {
      ...disk,
      async open(path, mode) {
        const file = await disk.open(path, mode);
        return {
          ...file,
          async write(source, position) {
            pass('write');
            await file.write(source, position);
          },
          async sync() {
            pass('sync');
            await file.sync();
          },
          async truncate(size) {
            pass('truncate');
            await file.truncate(size);
          },
        };
      },
    },
  };
}

/** Bugs in snapshots, in writes of one tick, and in what becomes visible when. */
import { setTimeout as wait } from 'node:timers/promises';
import type { EngineFile, Snapshot, Transaction } from '../../../engines/index.ts';
import { files, type Mutant, opens, overlay, snapshots } from './overlay.ts';

export const lifetimeMutants: readonly Mutant[] = [
  {
    bug: 'writes of one tick run last call first',
    breaks: 'Writes of one tick take effect in call order, and one that throws is undone alone',
    plant: files((file) => {
      const waiting: (() => void)[] = [];
      return {
        write: async (work, options) =>
          new Promise((resolve) => {
            waiting.push(() => {
              resolve(file.write(work, options));
            });
            queueMicrotask(() => waiting.pop()?.());
          }),
      };
    }),
  },
  {
    bug: 'an unsynced write behind another write is lost',
    breaks: 'Writes of one tick all land on disk in call order, save those that throw',
    plant: files((file) => {
      let pending = 0;
      return {
        write: async (work, options) => {
          pending += 1;
          try {
            return await (options?.durability === 'none' && pending > 1
              ? dryRun(file, work)
              : file.write(work, options));
          } finally {
            pending -= 1;
          }
        },
      };
    }),
  },
  {
    bug: 'each tree of a transaction is a commit of its own',
    breaks: 'Snapshots taken while writes are under way show a prefix of them, never a part of one',
    plant: files((file) => ({
      write: async (work, options) => {
        let last = '';
        await file.write((tx) => {
          const tree: Transaction['tree'] = (name) => {
            last = name;
            return tx.tree(name);
          };
          work(overlay(tx, { tree }));
          tx.drop(last);
        }, options);
        return file.write(work, options);
      },
    })),
  },
  {
    bug: 'every write waits for the sync of the one before it',
    breaks: 'Writes that wait for the disk together share syncs',
    plant: files((file) => {
      let tail: Promise<unknown> = Promise.resolve();
      return {
        write: async (work, options) => {
          const outcome = tail.then(async () => file.write(work, options));
          tail = outcome;
          return outcome;
        },
      };
    }),
  },
  {
    bug: 'a snapshot shows the newest commit',
    breaks: 'A snapshot stays as it was across puts, deletes, drops, loads and many commits',
    plant: snapshots(aliased),
  },
  {
    bug: 'release does nothing',
    breaks: 'Every read of a released snapshot is CLOSED, and releasing twice is allowed',
    plant: snapshots(() => ({ release: () => undefined })),
  },
  {
    bug: 'a snapshot outlives its file',
    breaks:
      'Closing ends the snapshots of a file and every call on it, and closing twice is allowed',
    plant: files(() => ({ close: async () => undefined })),
  },
  {
    bug: 'the first commit of a new file is numbered 1',
    breaks: 'Commit numbers begin at 0 and rise by one with each commit',
    plant: snapshots((snapshot) => ({ commit: snapshot.commit + 1 })),
  },
  {
    bug: 'snapshots in memory have a token',
    breaks: 'A file in memory has no path, can be written to, and its snapshots have no token',
    plant: snapshots(({ commit }) => ({ token: { generation: 0, commit, record: 0 } })),
  },
  {
    bug: 'there is one file in memory',
    breaks: 'Files in memory share nothing',
    plant: (engine) => {
      let shared: Promise<EngineFile> | undefined;
      return opens(async () => {
        shared ??= engine.open();
        return overlay(await shared, { close: async () => undefined });
      })(engine);
    },
  },
  {
    bug: 'an unsynced write becomes visible a little later',
    breaks: 'A write is visible to new snapshots when it resolves, whatever its durability',
    plant: files(lateUnsynced),
  },
  {
    bug: 'an unsynced write becomes visible a little later',
    breaks: "A write of durability 'none' is visible at once on disk, also behind one that syncs",
    plant: files(lateUnsynced),
  },
  {
    bug: 'close throws away what was written unsynced, though a sync came after it',
    breaks: "Commits of durability 'none' reach the disk with the next that syncs",
    plant: files((file) => {
      let unsynced = false;
      return {
        write: async (work, options) => {
          unsynced ||= options?.durability === 'none';
          return file.write(work, options);
        },
        close: async () => {
          if (unsynced) {
            await file.drop('a');
          }
          await file.close();
        },
      };
    }),
  },
];

/** The trees of whatever commit is newest. */
export function aliased(_: Snapshot, file: EngineFile): Partial<Snapshot> {
  return {
    tree: (name) => file.snapshot().tree(name),
    trees: () => file.trees(),
  };
}

async function dryRun<T>(file: EngineFile, work: (tx: Transaction) => T): Promise<T> {
  const undo = new Error('dry run');
  const results: T[] = [];
  try {
    await file.write((tx) => {
      results.push(work(tx));
      throw undo;
    });
  } catch (error) {
    if (error !== undo) {
      throw error;
    }
  }
  return results[0] as T;
}

function lateUnsynced(file: EngineFile): Partial<EngineFile> {
  return {
    write: async (work, options) => {
      if (options?.durability !== 'none') {
        return file.write(work, options);
      }
      const result = await dryRun(file, work);
      void wait(5)
        .then(async () => file.write(work))
        .catch(() => undefined);
      return result;
    },
  };
}

/** Bugs in opening, reopening and reading beside a writer. */
import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type Engine,
  EngineError,
  type EngineErrorCode,
  type EngineFile,
  type OpenOptions,
} from '../../../engines/index.ts';
import { aliased } from './lifetimes.ts';
import { files, type Mutant, opens, overlay, snapshots } from './overlay.ts';
import { committingAborts } from './writing.ts';

const forgettingNumbers: Mutant['plant'] = opens(async (engine, path, options) => {
  const file = await engine.open(path, options);
  const base = file.stats().commit;
  return overlay(file, {
    snapshot: (token) => {
      const snapshot = file.snapshot(token);
      return overlay(snapshot, { commit: snapshot.commit - base });
    },
  });
});

export const diskMutants: readonly Mutant[] = [
  {
    bug: 'commit numbers begin anew when a file is opened',
    breaks:
      'Any sequence of commands on disk, reopening among them, leaves what it leaves in a map',
    plant: forgettingNumbers,
  },
  {
    bug: 'a second writer gets a read-only handle',
    breaks: 'A second writer is LOCKED until the first one closes',
    plant: opens(async (engine, path, options) =>
      instead(engine, 'LOCKED', { path, options }, async () =>
        engine.open(path, { readOnly: true }),
      ),
    ),
  },
  {
    bug: 'an absent file is created, asked or not',
    breaks: 'An absent file that is not to be created is NOT_FOUND, and stays absent',
    plant: opens(async (engine, path, options) => engine.open(path, { ...options, create: true })),
  },
  {
    bug: 'a file of another program is replaced',
    breaks: 'A file of another program is NOT_ENGINE_FILE, and is left as it was',
    plant: opens(async (engine, path, options) =>
      instead(engine, 'NOT_ENGINE_FILE', { path, options }, async () => {
        await rm(path ?? '');
        return engine.open(path, options);
      }),
    ),
  },
  {
    bug: 'under a large cache first answers the second entry',
    breaks: 'A file opens with the smallest cache and with a large one alike',
    plant: opens(async (engine, path, options) => {
      const file = await engine.open(path, options);
      return (options?.cacheBytes ?? 0) > 100_000
        ? overlay(file, { snapshot: () => withoutFirst(file) })
        : file;
    }),
  },
  {
    bug: 'commit numbers begin anew when a file is opened',
    breaks: 'A reopened file shows exactly the acknowledged commits, and numbers go on from there',
    plant: forgettingNumbers,
  },
  {
    bug: 'a file is made by its first commit',
    breaks: 'A new file opens again as an empty one before its first commit',
    plant: files((file) => ({
      close: async () => {
        const { commit } = file.stats();
        await file.close();
        if (commit === 0) {
          await rm(file.path ?? '');
        }
      },
    })),
  },
  {
    bug: 'a work that throws is committed up to there',
    breaks: 'Nothing of an aborted transaction is there after reopening',
    plant: files(committingAborts),
  },
  {
    bug: 'a dropped tree comes back',
    breaks: 'Trees of every way of writing survive reopening: put, load, replace, delete and drop',
    plant: files(() => ({ drop: async () => true })),
  },
  {
    bug: 'close does not wait',
    breaks: 'close waits for the writes under way, and they are there after reopening',
    plant: files((file) => ({
      write: async (work, options) => {
        await wait(1);
        return file.write(work, options);
      },
    })),
  },
  {
    bug: 'a read-only handle follows the writer by itself',
    breaks: 'A read-only handle stays at its commit until refresh moves it to the newest',
    plant: readOnly((file) => ({
      snapshot: (token) => {
        file.refresh();
        return file.snapshot(token);
      },
    })),
  },
  {
    bug: 'refresh announces a commit that is still under way',
    breaks: 'A read-only handle sees acknowledged commits only',
    plant: readOnly((file) => ({ refresh: () => file.refresh() + 1 })),
  },
  {
    bug: 'a snapshot moves on with its read-only handle',
    breaks: 'A snapshot of a read-only handle stays as it was when the handle moves on',
    plant: snapshots(aliased),
  },
  {
    bug: 'a read-only handle takes writes and forgets them',
    breaks: 'A read-only handle refuses every write with READ_ONLY',
    plant: readOnly(() => ({ write: async () => undefined as never })),
  },
  {
    bug: 'a read-only handle keeps writers out',
    breaks:
      'Read-only handles take no lock: two of them stand beside a writer, opened in any order',
    plant: (engine) => {
      const read = new Set<string>();
      return opens(async (_, path = '', options = {}) => {
        if (options.readOnly === true) {
          read.add(path);
        } else if (read.has(path)) {
          throw new EngineError('LOCKED', 'somebody reads the file');
        }
        return engine.open(path, options);
      })(engine);
    },
  },
  {
    bug: 'a token opens the newest commit',
    breaks: 'A token opens its very commit on a read-only handle, earlier or later than its own',
    plant: readOnly((file) => ({ snapshot: () => file.snapshot() })),
  },
  {
    bug: 'a token opens the newest commit',
    breaks: 'A token from before a compaction opens its very commit, or is STALE',
    plant: readOnly((file) => ({ snapshot: () => file.snapshot() })),
  },
];

function readOnly(change: (file: EngineFile) => Partial<EngineFile>): Mutant['plant'] {
  return files((file) => (file.readOnly ? change(file) : {}));
}

/** Opens as `engine` does, and otherwise where it answers `code`. */
async function instead(
  engine: Engine,
  code: EngineErrorCode,
  {
    path,
    options,
  }: { readonly path: string | undefined; readonly options: OpenOptions | undefined },
  otherwise: () => Promise<EngineFile>,
): Promise<EngineFile> {
  try {
    return await engine.open(path, options);
  } catch (error) {
    if (error instanceof EngineError && error.code === code) {
      return otherwise();
    }
    throw error;
  }
}

/** A snapshot of `file` whose trees answer their second entry for the first. */
function withoutFirst(file: EngineFile): ReturnType<EngineFile['snapshot']> {
  const snapshot = file.snapshot();
  return overlay(snapshot, {
    tree: (name) => {
      const tree = snapshot.tree(name);
      return overlay(tree, { first: () => tree.at(1) });
    },
  });
}

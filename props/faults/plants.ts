import type { Storage } from '../../engines/storage/index.ts';
import type { HuntPart } from './hunt.ts';

/** A change of one place in the engine's sources; `find` stands there exactly once. */
export interface Patch {
  /** Path below `engines/`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A mistake that an engine could make, and the part of the harness that has to find it. */
export interface Plant {
  readonly name: string;
  readonly foundBy: HuntPart;
  /** The mistake in a copy of the engine's sources. */
  readonly patches?: readonly Patch[];
  /** The mistake in what the engine asks of its storage. */
  readonly over?: (storage: Storage) => Storage;
}

const LOG = 'storage/commit-log.ts';
const RECOVERY = 'storage/recovery.ts';

/** `storage` that syncs no directory once a file has taken the place of another. */
function withoutSyncOfReplacements(storage: Storage): Storage {
  let replaced = false;
  return {
    ...storage,
    async rename(from, to) {
      replaced ||= storage.exists(to);
      await storage.rename(from, to);
    },
    async syncDirectory(path) {
      if (!replaced) await storage.syncDirectory(path);
    },
  };
}

/** `storage` whose files sync only under the name that they are to keep. */
function withoutSyncOfCopies(storage: Storage): Storage {
  const temporary = new Set<string>();
  return {
    ...storage,
    async open(path, mode) {
      if (path.endsWith('.compact')) temporary.add(path);
      const file = await storage.open(path, mode);
      return { ...file, sync: () => (temporary.has(path) ? Promise.resolve() : file.sync()) };
    },
    async rename(from, to) {
      temporary.delete(from);
      await storage.rename(from, to);
    },
  };
}

/** `storage` whose files say that they synced. */
function withoutSync(storage: Storage): Storage {
  return {
    ...storage,
    async open(path, mode) {
      return { ...(await storage.open(path, mode)), sync: () => Promise.resolve() };
    },
  };
}

export const PLANTS: readonly Plant[] = [
  { name: 'no data sync', foundBy: 'crashes', over: withoutSync },
  {
    name: 'record before data',
    foundBy: 'crashes',
    patches: [
      {
        file: LOG,
        find: 'await writeExtent(extent, run, sink);',
        replace: `this.#mark = {
          commit: extent.commit, record: extent.endPage, recordChecksum: checksumOf(run), end,
          epoch: this.#mark.epoch };
        await this.#writeMark();
        await this.#sync();
        await writeExtent(extent, run, sink);`,
      },
    ],
  },
  {
    name: 'no directory sync',
    foundBy: 'crashes',
    over: (storage) => ({ ...storage, syncDirectory: () => Promise.resolve() }),
  },
  {
    name: 'no directory sync after a compaction',
    foundBy: 'compactions',
    over: withoutSyncOfReplacements,
  },
  {
    name: 'copy of a compaction renamed before it is synced',
    foundBy: 'compactions',
    over: withoutSyncOfCopies,
  },
  {
    name: 'copy of a compaction left over',
    foundBy: 'compactions',
    patches: [
      {
        file: 'tree/tree-engine.ts',
        find: 'await removeCopy(storage, compactionPath(real));',
        replace: '',
      },
    ],
  },
  {
    name: 'no directory sync by whoever opens a file',
    foundBy: 'recoveries',
    patches: [
      {
        file: LOG,
        find: 'await storage.syncDirectory(path);\n      return log;',
        replace: 'return log;',
      },
    ],
  },
  {
    name: 'acknowledged before the sync',
    foundBy: 'journal',
    patches: [
      {
        file: LOG,
        find: 'await this.#sync();\n      this.#mark = {',
        replace: 'setImmediate(() => this.#sync());\n      this.#mark = {',
      },
    ],
  },
  {
    name: 'no checksum',
    foundBy: 'crashes',
    patches: [
      {
        file: 'storage/page-header.ts',
        find: 'if (actual !== expected) {',
        replace: 'if (actual < 0) {',
      },
    ],
  },
  {
    name: 'checksum without position',
    foundBy: 'misplaced pages',
    patches: [
      {
        file: 'storage/page-header.ts',
        find: 'if (header.page !== page) return',
        replace: 'if (header.page < 0) return',
      },
    ],
  },
  {
    name: 'wrong slot chosen',
    foundBy: 'crashes',
    patches: [{ file: 'storage/marks.ts', find: '? b : a;', replace: '? a : b;' }],
  },
  {
    name: 'torn tail accepted',
    foundBy: 'crashes',
    patches: [
      {
        file: RECOVERY,
        find: 'return fault === undefined ? run : undefined;',
        replace: 'return run;',
      },
    ],
  },
  {
    name: 'stale tail of an earlier attempt accepted',
    foundBy: 'recoveries',
    patches: [
      { file: RECOVERY, find: '|| header.epoch !== last.epoch', replace: '' },
      // Nothing stale is left where the tail is cut, so that has to go as well.
      { file: LOG, find: 'if (file.size() > end) await file.truncate(end);', replace: '' },
    ],
  },
  {
    name: 'recovered tail shown before it is synced',
    foundBy: 'recoveries',
    patches: [
      {
        file: LOG,
        find: 'await file.truncate(end);\n    await file.sync();',
        replace: 'await file.truncate(end);',
      },
      {
        file: LOG,
        find: 'await this.#writeMark();\n    await file.sync();',
        replace: 'await this.#writeMark();',
      },
    ],
  },
  {
    name: 'page reused under a reader',
    foundBy: 'readers',
    patches: [
      {
        file: 'storage/pages.ts',
        find: 'this.#tableOf(frame).set(this.#pageOf[frame]!, NO_FRAME);',
        replace: '',
      },
    ],
  },
  {
    name: 'failed operation left committable',
    foundBy: 'failed operations',
    patches: [
      {
        file: 'tree/transaction.ts',
        find: "throw new EngineError('POISONED'",
        replace: "void new EngineError('POISONED'",
      },
    ],
  },
];

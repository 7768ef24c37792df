import type { SnapshotToken } from '../engine.ts';
import { EngineError } from '../errors.ts';
import {
  type CommitLog,
  CommitReader,
  generationOf,
  type Lock,
  openSheetNow,
  type Sheet,
  type Storage,
} from '../storage/index.ts';
import { Committer, type Version } from './committer.ts';
import { CopyFile, removeCopy, type SourceState } from './copy-file.ts';
import { type Store, sheetStore } from './store.ts';

/** What an open file stands on: a log and a lock, a reader, or nothing but memory. */
export interface Ends {
  readonly kind: 'writer' | 'reader' | 'memory';
  readonly store: Store;
  readonly storage: Storage;
  readonly sheet: Sheet | undefined;
  readonly log: CommitLog | undefined;
  readonly committer: Committer | undefined;
  /** The first page behind the last commit. */
  end(): number;
  /** The state to begin with; `publish` is told of every durable one after it. */
  open(publish: (version: Version) => void): Version;
  /** @throws EngineError `STALE` when the file does not hold the commit of `token`. */
  at(token: SnapshotToken): Version;
  token(version: Version): SnapshotToken | undefined;
  /** The newest acknowledged state, where somebody else writes the file. */
  refresh(): Version | undefined;
  /** The ends of the file that has taken this one's name, where somebody else writes. */
  follow(): Ends | undefined;
  /** Begins a file that is to take the place of this one. */
  succeed(engine: string): Promise<Successor>;
  /** Leaves a file that has been replaced to itself. */
  retire(): Promise<void>;
  close(): Promise<void>;
}

/** A file that is being made to take the place of another. */
export interface Successor {
  readonly copy: CopyFile;
  /** Puts it there, durably, and returns its ends. */
  replace(): Promise<Ends>;
  /** Removes what there is of it. */
  abandon(): Promise<void>;
}

const EMPTY: Version = { commit: 0, catalog: new Map(), record: 0 };

/** The name under which the file at `path` is compacted. */
export function compactionPath(path: string): string {
  return `${path}.compact`;
}

function foreignToken(): never {
  throw new EngineError('UNSUPPORTED', 'only a read-only handle opens the commit of a token');
}

/** The pages of `store` are all there is; `first` is what they hold. */
export function memoryEnds(store: Store, storage: Storage, first: Version = EMPTY): Ends {
  return {
    kind: 'memory',
    store,
    storage,
    sheet: undefined,
    log: undefined,
    committer: undefined,
    end: () => store.pages.nextPage,
    open: () => first,
    at: foreignToken,
    token: () => undefined,
    refresh: () => undefined,
    follow: () => undefined,
    async succeed() {
      const copy = CopyFile.inMemory(store.cacheBytes);
      return {
        copy,
        replace: async () => memoryEnds(copy.store, storage, copy.version),
        abandon: () => Promise.resolve(),
      };
    },
    retire: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/** A commit that has no record yet cannot be named to another thread. */
function tokenOf(sheet: Sheet, { commit, record }: Version): SnapshotToken | undefined {
  return record === undefined ? undefined : { generation: generationOf(sheet), commit, record };
}

/** A file open for writing under its lock. */
export function writerEnds(store: Store, log: CommitLog, lock: Lock, storage: Storage): Ends {
  const committer = new Committer(store, log);
  const { sheet } = log;
  return {
    kind: 'writer',
    store,
    storage,
    sheet,
    log,
    committer,
    end: () => log.mark.end,
    open(publish) {
      committer.onVersion = publish;
      return committer.latest;
    },
    at: foreignToken,
    token: (version) => tokenOf(sheet, version),
    refresh: () => undefined,
    follow: () => undefined,
    succeed: (engine) => writerSuccessor({ engine, store, sheet, lock, storage }),
    retire: () => sheet.file.close(),
    async close() {
      try {
        await log.close(committer.broken === undefined);
      } finally {
        await lock.release();
      }
    },
  };
}

async function writerSuccessor(from: {
  readonly engine: string;
  readonly store: Store;
  readonly sheet: Sheet;
  readonly lock: Lock;
  readonly storage: Storage;
}): Promise<Successor> {
  const { engine, store, sheet, lock, storage } = from;
  const temporary = compactionPath(sheet.path);
  const { cacheBytes } = store;
  const copy = await CopyFile.create(storage, temporary, { engine, name: sheet.path, cacheBytes });
  const log = copy.log!;
  return {
    copy,
    async replace() {
      await log.settleMarks();
      await storage.rename(temporary, sheet.path);
      const ends = writerEnds(copy.store, log, lock, storage);
      try {
        await storage.syncDirectory(sheet.path);
      } catch (error) {
        // After a power cut the name may lead to either file, so nothing may be added to one.
        ends.committer?.refuse(error);
      }
      return ends;
    },
    async abandon() {
      await log.close(false).catch(() => undefined);
      await removeCopy(storage, temporary).catch(() => undefined);
    },
  };
}

/** A file that somebody else may be writing. Takes over `sheet`. */
export function readerEnds(sheet: Sheet, cacheBytes: number, storage: Storage): Ends {
  const reader = new CommitReader(sheet);
  const store = sheetStore(sheet, reader.mark.end, cacheBytes);
  const { path, header } = sheet;
  const current = (): Version => {
    const { commit, record } = reader.mark;
    return { commit, catalog: reader.catalog, record };
  };
  return {
    kind: 'reader',
    store,
    storage,
    sheet,
    log: undefined,
    committer: undefined,
    end: () => reader.mark.end,
    open: current,
    at(token) {
      if (token.generation !== generationOf(sheet)) {
        throw new EngineError('STALE', `${path} is not generation ${token.generation}`);
      }
      if (token.commit === 0) return EMPTY;
      if (token.commit === reader.mark.commit) return current();
      if (token.commit > reader.mark.commit) reader.refresh();
      store.pages.nextPage = reader.mark.end;
      const { commit, catalog } = reader.recordAt(token);
      return { commit, catalog, record: token.record };
    },
    token: (version) => tokenOf(sheet, version),
    refresh() {
      reader.refresh();
      store.pages.nextPage = reader.mark.end;
      return current();
    },
    follow() {
      if (!storage.exists(path)) return undefined;
      const found = openSheetNow(storage, path, header.engine);
      try {
        if (generationOf(found) !== generationOf(sheet)) {
          return readerEnds(found, cacheBytes, storage);
        }
      } catch (error) {
        void found.file.close();
        throw error;
      }
      void found.file.close();
      return undefined;
    },
    succeed: () => Promise.reject(readOnlyError(path)),
    retire: () => sheet.file.close(),
    close: () => sheet.file.close(),
  };
}

/** The error of every write to a handle that was opened to read. */
export function readOnlyError(path: string | undefined): EngineError {
  return new EngineError('READ_ONLY', `${path} was opened read-only`);
}

/** What a backup or a compaction copies next: the newest state that lasts. */
export async function lastingState(ends: Ends, seal: () => Version): Promise<SourceState> {
  const { committer, store } = ends;
  // Settling seals what is newest and forgets temporary nodes, also those that snapshots see.
  const version = seal();
  if (committer !== undefined) {
    if (committer.broken === undefined) await committer.settle();
    return { version: committer.durable, end: committer.durableEnd };
  }
  // What is written from now on goes to pages of its own.
  if (ends.kind === 'memory') {
    store.sealer.closePage();
    store.payload.closePage();
  }
  return { version, end: ends.end() };
}

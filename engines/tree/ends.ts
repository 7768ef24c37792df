import { randomUUID } from 'node:crypto';
import type { SnapshotToken } from '../engine.ts';
import { EngineError } from '../errors.ts';
import {
  AppendError,
  CommitLog,
  type CommitReader,
  creationPath,
  FIRST_DATA_PAGE,
  type Lock,
  PAGE_BYTES,
  readHeader,
  readRun,
  type Sheet,
  type Storage,
} from '../storage/index.ts';
import { Committer, type Version } from './committer.ts';
import { copyPage, type Store } from './store.ts';

/** What an open file stands on: a log and a lock, a reader, or nothing but memory. */
export interface Ends {
  readonly kind: 'writer' | 'reader' | 'memory';
  readonly path: string | undefined;
  readonly sheet: Sheet | undefined;
  readonly log: CommitLog | undefined;
  readonly committer: Committer | undefined;
  /** The first page behind the last commit. */
  end(): number;
  /** The state to begin with; `publish` is told of every durable one after it. */
  open(publish: (version: Version) => void): Version;
  at(token: SnapshotToken): Version;
  token(version: Version): SnapshotToken | undefined;
  /** The newest acknowledged state, where somebody else writes the file. */
  refresh(): Version | undefined;
  backup(path: string, version: Version): Promise<void>;
  close(): Promise<void>;
}

const EMPTY: Version = { commit: 0, catalog: new Map(), record: 0 };

/** Generation of files that were never compacted. */
const GENERATION = 0;

/** A commit that has no record yet cannot be named to another thread. */
function tokenOf({ commit, record }: Version): SnapshotToken | undefined {
  return record === undefined ? undefined : { generation: GENERATION, commit, record };
}

function foreignToken(): never {
  throw new EngineError('UNSUPPORTED', 'only a read-only handle opens the commit of a token');
}

/** The pages of `store` are all there is. */
export function memoryEnds(engine: string, store: Store, storage: Storage): Ends {
  return {
    kind: 'memory',
    path: undefined,
    sheet: undefined,
    log: undefined,
    committer: undefined,
    end: () => store.pages.nextPage,
    open: () => EMPTY,
    at: foreignToken,
    token: () => undefined,
    refresh: () => undefined,
    backup: (path, version) =>
      writeBackup(storage, path, engine, version, store.pages.nextPage, (page, target) =>
        copyPage(store, page, target),
      ),
    close: () => Promise.resolve(),
  };
}

/** A file open for writing under its lock. */
export function writerEnds(store: Store, log: CommitLog, lock: Lock, storage: Storage): Ends {
  const committer = new Committer(store, log);
  const { sheet } = log;
  return {
    kind: 'writer',
    path: sheet.path,
    sheet,
    log,
    committer,
    end: () => log.mark.end,
    open(publish) {
      committer.onVersion = publish;
      return committer.latest;
    },
    at: foreignToken,
    token: tokenOf,
    refresh: () => undefined,
    backup: (path, version) => backupSheet(storage, sheet, path, version, log.mark.end),
    async close() {
      try {
        await log.close(committer.broken === undefined);
      } finally {
        await lock.release();
      }
    },
  };
}

/** A file that somebody else may be writing. */
export function readerEnds(store: Store, reader: CommitReader, storage: Storage): Ends {
  const { sheet } = reader;
  const current = (): Version => {
    const { commit, record } = reader.mark;
    return { commit, catalog: reader.catalog, record };
  };
  return {
    kind: 'reader',
    path: sheet.path,
    sheet,
    log: undefined,
    committer: undefined,
    end: () => reader.mark.end,
    open: current,
    at(token) {
      if (token.generation !== GENERATION) {
        throw new EngineError('STALE', `the file is not generation ${token.generation} any more`);
      }
      if (token.commit === 0) return EMPTY;
      if (token.commit === reader.mark.commit) return current();
      if (token.commit > reader.mark.commit) reader.refresh();
      store.pages.nextPage = reader.mark.end;
      const { commit, catalog } = reader.recordAt(token);
      return { commit, catalog, record: token.record };
    },
    token: tokenOf,
    refresh() {
      reader.refresh();
      store.pages.nextPage = reader.mark.end;
      return current();
    },
    backup: (path, version) => backupSheet(storage, sheet, path, version, reader.mark.end),
    close: () => sheet.file.close(),
  };
}

function backupSheet(
  storage: Storage,
  sheet: Sheet,
  path: string,
  version: Version,
  end: number,
): Promise<void> {
  const head = new Uint8Array(PAGE_BYTES);
  return writeBackup(storage, path, sheet.header.engine, version, end, (page, target) => {
    sheet.file.read(head, page * PAGE_BYTES);
    const { run } = readHeader(head);
    const bytes = readRun(sheet, page, Math.max(1, run));
    if (run > 1) return bytes;
    target.set(bytes);
    return undefined;
  });
}

/** Writes all pages below `end` and one record to a new file, synced, and renames it to `path`. */
async function writeBackup(
  storage: Storage,
  path: string,
  engine: string,
  version: Version,
  end: number,
  copy: (page: number, target: Uint8Array) => Uint8Array | undefined,
): Promise<void> {
  if (storage.exists(path)) {
    throw new EngineError('EXISTS', `${path} exists; a backup never overwrites`);
  }
  const temporary = `${path}.${randomUUID()}`;
  try {
    await CommitLog.create(storage, temporary, engine);
    const log = await CommitLog.open(storage, temporary, engine);
    let whole = false;
    try {
      if (version.commit > 0) {
        await log.append({ ...version, firstPage: FIRST_DATA_PAGE, endPage: end, copy });
      }
      whole = true;
    } finally {
      await log.close(whole);
    }
    await storage.rename(temporary, path);
    await storage.syncDirectory(path);
  } catch (error) {
    for (const name of [temporary, creationPath(temporary)]) {
      await storage.remove(name).catch(() => undefined);
    }
    const cause = error instanceof AppendError ? error.cause : error;
    if (cause instanceof EngineError) throw cause;
    throw new EngineError('IO', `${path} was not written: ${String(cause)}`, { cause });
  }
}

import { EngineError } from '../errors.ts';
import {
  AppendError,
  type Catalog,
  CommitLog,
  creationPath,
  NODES_PER_PAGE,
  recordPages,
  type Storage,
  type TreeRoot,
} from '../storage/index.ts';
import type { Version } from './committer.ts';
import { Copier, type PageSink } from './copy.ts';
import { PageStream } from './page-stream.ts';
import { memoryStore, type Store, sheetStore } from './store.ts';

/** A state of the source, with every root in a file page, and the page that was next by then. */
export interface SourceState {
  readonly version: Version;
  readonly end: number;
}

/** Nodes between two turns of the event loop: less than 10 ms, where pages are in memory. */
const NODES_PER_TURN: number = 4 * NODES_PER_PAGE;

/** All pages of a copy are written ahead. */
const NONE_LEFT = (): undefined => undefined;

const NOTHING: PageSink = { ready: () => undefined, due: false };

/** A file, or a store in memory, that is made from one state of a source after another. */
export class CopyFile {
  readonly store: Store;
  /** Absent in memory. */
  readonly log: CommitLog | undefined;
  /** What the copy holds. */
  version: Version = { commit: 0, catalog: new Map() };
  /** The page of the source behind what was copied. */
  #end = 0;

  constructor(store: Store, log: CommitLog | undefined) {
    this.store = store;
    this.log = log;
  }

  static inMemory(cacheBytes: number): CopyFile {
    return new CopyFile(memoryStore(cacheBytes), undefined);
  }

  /**
   * A new file at `path`, which messages call `name`; of one that fails nothing is left.
   * @throws EngineError `FULL`, `IO`, `PERMISSION`.
   */
  static async create(
    storage: Storage,
    path: string,
    options: {
      readonly engine: string;
      readonly name: string;
      readonly cacheBytes: number;
    },
  ): Promise<CopyFile> {
    const { engine, name, cacheBytes } = options;
    await removeCopy(storage, path);
    try {
      await CommitLog.create(storage, path, engine);
      const log = await CommitLog.open(storage, path, engine, name);
      return new CopyFile(sheetStore(log.sheet, log.mark.end, cacheBytes), log);
    } catch (error) {
      await removeCopy(storage, path).catch(() => undefined);
      throw copyError(error, name);
    }
  }

  /**
   * Brings the copy to `state`: the whole of it, or what was written since the state before. Gives
   * way to the event loop now and then; `stopped` is asked after that and throws to give up.
   * Cost: O(nodes copied); a sync.
   */
  async advance(source: Store, state: SourceState, stopped: () => void): Promise<void> {
    const { commit, catalog } = state.version;
    if (commit === this.version.commit) return;
    const { log, store } = this;
    const firstPage = store.pages.nextPage;
    const stream = log === undefined ? undefined : new PageStream(store, log, commit);
    const copier = new Copier(source.nodes, store, stream ?? NOTHING);
    const copied = new Map<string, TreeRoot>();
    for (const [name, tree] of catalog) {
      const before = this.version.catalog.get(name);
      const steps = copier.copy({
        root: tree.root,
        entries: tree.entries,
        firstPage: before === undefined ? 0 : this.#end,
        image: before?.root ?? 0,
      });
      const root = await this.#run(steps, copier, stream, stopped);
      copied.set(name, { ...tree, root });
    }
    copier.close();
    await stream?.flush();
    await this.#append(commit, copied, firstPage);
    this.version = { commit, catalog: copied, ...recordOf(log) };
    this.#end = state.end;
  }

  async #run(
    steps: Generator<undefined, number>,
    copier: Copier,
    stream: PageStream | undefined,
    stopped: () => void,
  ): Promise<number> {
    // Where little of a tree is new, a step may be a node or two.
    let next = copier.nodes + NODES_PER_TURN;
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
      if (stream?.due === true) await stream.flush();
      else if (copier.nodes >= next) await new Promise(setImmediate);
      else continue;
      next = copier.nodes + NODES_PER_TURN;
      stopped();
    }
  }

  async #append(commit: number, catalog: Catalog, firstPage: number): Promise<void> {
    const { pages } = this.store;
    const endPage = pages.nextPage;
    if (this.log === undefined) return;
    pages.reserve(recordPages(catalog));
    await this.log.append({
      commit,
      catalog,
      firstPage,
      endPage,
      writtenEnd: endPage,
      copy: NONE_LEFT,
    });
  }
}

function recordOf(log: CommitLog | undefined): { readonly record?: number } {
  return log === undefined ? {} : { record: log.mark.record };
}

/** Removes a copy that was not finished, if there is one. */
export async function removeCopy(storage: Storage, path: string): Promise<void> {
  await storage.remove(path);
  await storage.remove(creationPath(path));
}

/** The engine's error for what went wrong while `path` was written. */
export function copyError(error: unknown, path: string): EngineError {
  const cause = error instanceof AppendError ? error.cause : error;
  if (cause instanceof EngineError) return cause;
  return new EngineError('IO', `${path} was not written: ${String(cause)}`, { cause });
}

import { EngineError } from '../errors.ts';
import { AppendError, type Catalog, type CommitLog, recordPages } from '../storage/index.ts';
import { copyPage, discard, forgetTemporary, type Store, sealCatalog } from './store.ts';

/** State of the trees after some commit. */
export interface Version {
  readonly commit: number;
  readonly catalog: Catalog;
  /** Page of its commit record, where it has one. */
  readonly record?: number;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: EngineError) => void;
}

/**
 * Group commit. Transactions take effect on `latest` at once, one after the other; those that wait
 * for the disk while a sync is under way form the next group, which is sealed and written as one
 * extent with one sync.
 *
 * Invariants
 *  1 `latest` holds every transaction that has not failed; `durable` is what the mark says.
 *  2 At most one append is under way, and transactions that ran since then are not part of it.
 *  3 When an append fails, everything after `durable` is forgotten: it was built on what is lost.
 */
export class Committer {
  latest: Version;
  durable: Version;
  /** The page behind the extent of `durable`. */
  durableEnd: number;
  /** Is told what is durable after every append, whether it succeeded or failed. */
  onVersion: ((version: Version) => void) | undefined;
  readonly #store: Store;
  readonly #log: CommitLog;
  #group: Waiter[] = [];
  #flushing: Promise<void> | undefined;
  #broken: EngineError | undefined;

  constructor(store: Store, log: CommitLog) {
    this.#store = store;
    this.#log = log;
    const { commit, record } = log.mark;
    this.durable = { commit, catalog: log.catalog, record };
    this.latest = this.durable;
    this.durableEnd = log.mark.end;
  }

  /** Refuses writes from now on, because of `cause`. */
  refuse(cause: unknown): void {
    const why = (cause as Error).message;
    this.#broken ??= new EngineError(
      'READ_ONLY',
      `a sync failed, so the file takes no more writes until it is reopened: ${why}`,
      { cause },
    );
  }

  /** Why nothing can be written any more, after a failed sync. */
  get broken(): EngineError | undefined {
    return this.#broken;
  }

  /** Resolves when everything that ran so far is durable. */
  settle(): Promise<void> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    const flushing = this.#flushing !== undefined;
    if (this.latest.commit === this.durable.commit && !flushing) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#group.push({ resolve, reject });
      // A microtask later, so that all writes of one tick share the sync.
      this.#flushing ??= Promise.resolve().then(() => this.#flush());
    });
  }

  /** Resolves when no append is under way, however the last one ended. */
  async idle(): Promise<void> {
    while (this.#flushing !== undefined) await this.#flushing;
  }

  async #flush(): Promise<void> {
    while (this.#group.length > 0 && this.#broken === undefined) {
      const group = this.#group;
      this.#group = [];
      try {
        if (this.latest.commit > this.durable.commit) await this.#append();
        for (const waiter of group) waiter.resolve();
      } catch (error) {
        this.#fail(error, group);
      }
    }
    this.#flushing = undefined;
  }

  async #append(): Promise<void> {
    const store = this.#store;
    const { pages, payload, sealer } = store;
    const version = {
      commit: this.latest.commit,
      catalog: sealCatalog(store, this.latest.catalog),
    };
    forgetTemporary(store);
    this.latest = version;
    sealer.closePage();
    payload.closePage();
    const firstPage = this.#log.mark.end;
    const endPage = pages.nextPage;
    pages.reserve(recordPages(version.catalog));
    await this.#log.append({
      ...version,
      firstPage,
      endPage,
      copy: (page, target) => copyPage(store, page, target),
    });
    pages.unpin(firstPage, endPage);
    payload.forgetRuns(firstPage, endPage);
    this.durable = { ...version, record: this.#log.mark.record };
    this.durableEnd = this.#log.mark.end;
    if (this.latest === version) this.latest = this.durable;
    this.onVersion?.(this.durable);
  }

  #fail(cause: unknown, group: readonly Waiter[]): void {
    const later = this.#group;
    this.#group = [];
    const unknown = cause instanceof AppendError && cause.state === 'unknown';
    const why = (cause as Error).message;
    const full = codeOf(cause instanceof AppendError ? cause.cause : cause) === 'FULL';
    const failed = unknown
      ? new EngineError('UNKNOWN_OUTCOME', `the commit may or may not survive: ${why}`, { cause })
      : new EngineError(full ? 'FULL' : 'IO', `nothing was written: ${why}`, { cause });
    if (unknown) this.refuse(cause);
    this.latest = this.durable;
    discard(this.#store, this.#log.mark.end);
    this.onVersion?.(this.durable);
    for (const waiter of group) waiter.reject(failed);
    for (const waiter of later) waiter.reject(this.#broken ?? failed);
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof EngineError ? error.code : undefined;
}

import { CHUNK_BYTES, type CommitLog, PAGE_BYTES } from '../storage/index.ts';
import type { PageSink } from './copy.ts';
import { copyPage, type Store } from './store.ts';

/**
 * Writes pages of a commit that is still being made, as they become ready, so that it may be larger
 * than memory.
 */
export class PageStream implements PageSink {
  readonly #store: Store;
  readonly #log: CommitLog;
  readonly #commit: number;
  #ready: number[] = [];
  /** Bytes of the pages and runs that are ready. */
  #bytes = 0;

  constructor(store: Store, log: CommitLog, commit: number) {
    this.#store = store;
    this.#log = log;
    this.#commit = commit;
  }

  ready(page: number): void {
    this.#ready.push(page);
    this.#bytes += this.#store.payload.run(page)?.length ?? PAGE_BYTES;
  }

  /** Whether a write of a whole chunk is due. */
  get due(): boolean {
    return this.#bytes >= CHUNK_BYTES;
  }

  /** Writes what is ready, in stretches of neighbouring pages; then it may be evicted. */
  async flush(): Promise<void> {
    const pages = this.#ready.toSorted((a, b) => a - b);
    this.#ready = [];
    this.#bytes = 0;
    const sink = this.#log.sink(this.#commit);
    const chunk = sink.chunk(Math.min(CHUNK_BYTES, pages.length * PAGE_BYTES));
    let start = 0;
    let used = 0;
    const write = async (): Promise<void> => {
      if (used > 0) await sink.write(chunk.subarray(0, used), start);
      used = 0;
    };
    for (const page of pages) {
      const next = start + used / PAGE_BYTES;
      if (page !== next || used === chunk.length) {
        await write();
        start = page;
      }
      const target = chunk.subarray(used, used + PAGE_BYTES);
      const run = copyPage(this.#store, page, target);
      sink.stamp(run ?? target, page);
      if (run === undefined) used += PAGE_BYTES;
      else await sink.write(run, page);
    }
    await write();
    for (const page of pages) {
      this.#store.pages.unpin(page, page + 1);
      this.#store.payload.forgetRuns(page, page + 1);
    }
  }
}

import type { Mutation } from './plan-mutations.ts';

/** Changes that share one commit, at most. */
const BATCH_MAX = 1024;

/** Work that nothing else may run beside. */
export interface Exclusive {
  readonly run: () => Promise<void>;
}

export interface QueueHandlers {
  /** Applies changes of different ids; never rejects. */
  apply(batch: readonly Mutation[]): Promise<void>;
  /** Runs between batches. */
  between(): Promise<void>;
}

/**
 * Every change of a database passes here, one batch after the other: what arrives while a batch is
 * under way forms the next one, and exclusive work has a turn of its own.
 */
export class MutationQueue {
  readonly #handlers: QueueHandlers;
  #waiting: (Mutation | Exclusive)[] = [];
  #running: Promise<void> | undefined;

  constructor(handlers: QueueHandlers) {
    this.#handlers = handlers;
  }

  push(item: Mutation | Exclusive): void {
    this.#waiting.push(item);
    // A microtask later, so that all changes of one tick share a batch.
    this.#running ??= Promise.resolve().then(() => this.#drain());
  }

  /** Runs `work` alone, after all that was pushed before it. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.push({ run: () => work().then(resolve, reject) });
    });
  }

  /** Resolves when nothing waits and nothing runs. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const [first] = this.#waiting;
      if (first !== undefined && 'run' in first) {
        this.#waiting.shift();
        await first.run();
      } else {
        await this.#handlers.apply(this.#takeBatch());
        await this.#handlers.between();
      }
    }
    this.#running = undefined;
  }

  /**
   * The changes at the front, up to exclusive work, a second change of one id, or a second one of
   * one name: what the first comes to is known only when it is done.
   */
  #takeBatch(): readonly Mutation[] {
    const ids = new Set<string>();
    const names = new Set<string>();
    const batch: Mutation[] = [];
    for (const item of this.#waiting) {
      if ('run' in item || ids.has(item.id) || batch.length === BATCH_MAX) break;
      const name = item.writeId?.text;
      if (name !== undefined && names.has(name)) break;
      if (name !== undefined) names.add(name);
      ids.add(item.id);
      batch.push(item);
    }
    this.#waiting.splice(0, batch.length);
    return batch;
  }
}

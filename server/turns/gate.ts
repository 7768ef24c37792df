import { DatabaseError } from '../errors.ts';
import { FairQueue } from './fair-queue.ts';
import { late, type Turn } from './turn.ts';

/** What a gate lets through. */
export interface Passage {
  /** Calls `stop` when the item was given up, at once if it has been. */
  onGivenUp(stop: () => void): void;
}

export interface GateOptions<Item, Result> {
  /** Items that may be in the works when another begins, that one among them; from 1. */
  width(item: Item): number;
  /** Items that may wait beyond those. */
  readonly waitingMax: number;
  perform(item: Item, passage: Passage): Promise<Result>;
  /** Told how many milliseconds each item waited before it began. */
  onBegun?(waitedMs: number): void;
  /** Milliseconds from any origin, never decreasing. */
  now?(): number;
}

/** One item on its way, which settles once. */
class Passing<Item, Result> implements Passage {
  readonly item: Item;
  readonly source: unknown;
  readonly since: number;
  readonly result: Promise<Result>;
  #settled = false;
  #stop: (() => void) | undefined;
  #resolve: (result: Result) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #signal: AbortSignal | undefined;
  readonly #onAbort: () => void;

  constructor(item: Item, turn: Turn, since: number, giveUp: (error: unknown) => void) {
    this.item = item;
    this.source = turn.source;
    this.since = since;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#onAbort = () => giveUp(turn.signal?.reason);
    this.#signal = turn.signal;
    this.#signal?.addEventListener('abort', this.#onAbort);
    if (turn.until === undefined) return;
    this.#timer = setTimeout(() => giveUp(late()), turn.until - performance.now());
  }

  onGivenUp(stop: () => void): void {
    this.#stop = stop;
    if (this.#settled) stop();
  }

  /** Whether this settled it. */
  settle(outcome: { readonly value: Result } | { readonly error: unknown }): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#onAbort);
    if ('error' in outcome) this.#reject(outcome.error);
    else this.#resolve(outcome.value);
    return true;
  }

  /** Settles it with `error`, and stops what is being done for it. */
  giveUp(error: unknown): void {
    if (this.settle({ error })) this.#stop?.();
  }
}

/**
 * Lets items through to a place with room for some of them. What waits is served in turns (see
 * `FairQueue`). An item that is given up, because its time is over or its signal was aborted,
 * rejects at once; one in the works keeps its room until `perform` has settled.
 */
export class Gate<Item, Result> {
  readonly #options: GateOptions<Item, Result>;
  readonly #now: () => number;
  readonly #waiting: FairQueue<Passing<Item, Result>> = new FairQueue();
  #inside = 0;
  #onIdle: (() => void)[] = [];

  constructor(options: GateOptions<Item, Result>) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Items that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Items in the works. */
  get inside(): number {
    return this.#inside;
  }

  /**
   * Resolves to what `perform` makes of `item`.
   * @throws DatabaseError `BUSY` when as many wait as may, `TIMEOUT`; the reason of the signal.
   */
  pass(item: Item, turn: Turn = {}): Promise<Result> {
    const { waitingMax } = this.#options;
    if (turn.signal?.aborted === true) return Promise.reject(turn.signal.reason);
    if (!this.#hasRoom(item) && this.#waiting.length >= waitingMax) {
      const message = `${waitingMax} computations are waiting, the most there may be; ask again later`;
      return Promise.reject(new DatabaseError('BUSY', message));
    }
    const passing: Passing<Item, Result> = new Passing(item, turn, this.#now(), (error) => {
      this.#waiting.remove(passing.source, passing);
      passing.giveUp(error);
    });
    this.#waiting.push(passing.source, passing);
    this.#admit();
    return passing.result;
  }

  /** Resolves when nothing waits and nothing is in the works. */
  idle(): Promise<void> {
    if (this.#inside === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle.push(resolve);
    });
  }

  #admit(): void {
    for (;;) {
      const next = this.#waiting.first();
      if (next === undefined || !this.#hasRoom(next.item)) return;
      this.#waiting.shift();
      this.#inside += 1;
      void this.#perform(next);
    }
  }

  #hasRoom(item: Item): boolean {
    return this.#inside < this.#options.width(item);
  }

  async #perform(passing: Passing<Item, Result>): Promise<void> {
    this.#options.onBegun?.(this.#now() - passing.since);
    try {
      passing.settle({ value: await this.#options.perform(passing.item, passing) });
    } catch (error) {
      passing.settle({ error });
    }
    this.#inside -= 1;
    this.#admit();
    if (this.#inside > 0) return;
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }
}

import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds that a program computes before others have a turn; a slice is at most twice that. */
const SLICE_MS = 1;

export interface SliceOptions {
  /** Resolves when the next slice may begin. Default: in the next turn of the event loop. */
  readonly turn?: (() => Promise<unknown>) | undefined;
  /** Milliseconds, never decreasing. Default the clock of the process. */
  readonly now?: (() => number) | undefined;
}

/** The time that a program has until others have a turn, one slice after another. */
export class Slice {
  /** Milliseconds, never decreasing. */
  readonly now: () => number;
  readonly #turn: () => Promise<unknown>;
  #end: number;

  /** Begins the first slice. */
  constructor({ turn = nextTurn, now = () => performance.now() }: SliceOptions) {
    this.now = now;
    this.#turn = turn;
    this.#end = now() + SLICE_MS;
  }

  /** Whether others are to have a turn before anything else is computed. */
  get isOver(): boolean {
    return this.now() >= this.#end;
  }

  /** What `work` returns, when others have had their turns between its parts. */
  async finish<Result>(work: Generator<undefined, Result, undefined>): Promise<Result> {
    for (;;) {
      const { done, value } = work.next();
      if (done === true) return value;
      if (this.isOver) await this.renew();
    }
  }

  /** Waits for the next slice, and begins it. */
  async renew(): Promise<void> {
    await this.#turn();
    this.#end = this.now() + SLICE_MS;
  }
}

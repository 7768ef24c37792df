/**
 * Gives one slice of the event loop's turn to one of those that wait for it, in the order in which
 * they came: however many programs run, what else arrives waits for one slice of one of them.
 */
export class Slices {
  readonly #waiting: (() => void)[] = [];

  /** Resolves in the turn that is the caller's. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) setImmediate(() => this.#give());
    });
  }

  #give(): void {
    this.#waiting.shift()?.();
    if (this.#waiting.length > 0) setImmediate(() => this.#give());
  }
}

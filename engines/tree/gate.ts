/** Holds calls back while something must not be changed, and then runs them in their order. */
export class Gate {
  readonly #held: (() => void)[] = [];

  /** Runs `work` when the gate opens, and resolves with its result or rejects with its error. */
  hold<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#held.push(() => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  /** Runs everything held, at once. */
  open(): void {
    for (const work of this.#held.splice(0)) work();
  }
}

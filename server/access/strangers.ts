/**
 * Counts, by address, the clients that have yet to show a token, so that one address cannot take
 * the places of all others without having any. Memory: an entry for each address that has some.
 */
export class Strangers {
  readonly #most: number;
  readonly #counts: Map<string, number> = new Map();

  /** @param most clients of one address that may be here at a time, from 1 */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether `address` has as many as it may. */
  isFull(address: string): boolean {
    return (this.#counts.get(address) ?? 0) >= this.#most;
  }

  /** Counts one more client at `address`, until the function that it returns is called. */
  enter(address: string): () => void {
    this.#counts.set(address, (this.#counts.get(address) ?? 0) + 1);
    let here = true;
    return () => {
      if (!here) return;
      here = false;
      const count = (this.#counts.get(address) ?? 0) - 1;
      if (count > 0) this.#counts.set(address, count);
      else this.#counts.delete(address);
    };
  }
}

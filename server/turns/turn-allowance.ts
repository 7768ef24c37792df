/** Bytes of a request, or of a reply, up to which either takes no time to speak of. */
export const LIGHT_BYTES: number = 16 * 1024;

/** Numbers up to which computing with them takes no time to speak of. */
const LIGHT_NUMBERS = 2_048;

/** Whether work takes time to speak of that writes `bytes`, or computes with `numbers`. */
export function isLong({
  bytes,
  numbers,
}: {
  readonly bytes: number;
  readonly numbers: number;
}): boolean {
  return bytes > LIGHT_BYTES || numbers > LIGHT_NUMBERS;
}

/**
 * Time that requests and replies may take in one turn, in microseconds. The system accepts one
 * connection a turn, so short turns are what new clients need; a turn costs some ten of them.
 */
const US_MOST = 2_000;

/**
 * How long this thread may compute in one turn of the event loop, so that many computations together
 * delay nobody by more than a long one would be allowed to.
 */
export class TurnAllowance {
  readonly #usMost: number;
  #usLeft: number;
  #renewing = false;
  /** Those who wait for a turn with time, in their order. */
  readonly #waiting: Set<() => void> = new Set();

  /** @param usMost microseconds in one turn */
  constructor(usMost: number = US_MOST) {
    this.#usMost = usMost;
    this.#usLeft = usMost;
  }

  /** Whether this turn has no time left. */
  get isSpent(): boolean {
    return this.#usLeft <= 0;
  }

  /** Whether somebody waits for a turn with time. */
  get isAwaited(): boolean {
    return this.#waiting.size > 0;
  }

  /** Takes `us` microseconds of this turn, and tells whether there were as many left. */
  take(us: number): boolean {
    if (us > this.#usLeft) return false;
    this.#usLeft -= us;
    this.#renewSoon();
    return true;
  }

  /**
   * Notes that `us` microseconds of this turn are over, whether or not there were as many left. What is
   * left may be for several turns: a renewal in each would cost more than an answer to a ping.
   */
  spend(us: number): void {
    this.#usLeft -= us;
    if (this.isSpent) this.#renewSoon();
  }

  /** Does `work` and spends the time that it took. */
  measure<T>(work: () => T): T {
    const begun = performance.now();
    try {
      return work();
    } finally {
      this.spend(1000 * (performance.now() - begun));
    }
  }

  /**
   * Calls `wake` once, in a later turn that has time left when it is the caller's turn. The function
   * that it returns leaves the line.
   */
  whenRenewed(wake: () => void): () => void {
    this.#waiting.add(wake);
    this.#renewSoon();
    return () => this.#waiting.delete(wake);
  }

  /** Does `work` as `measure` does, in a later turn when this one has no time left. */
  inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        try {
          resolve(this.measure(work));
        } catch (error) {
          reject(error);
        }
      };
      if (this.isSpent) this.whenRenewed(begin);
      else begin();
    });
  }

  #renewSoon(): void {
    if (this.#renewing) return;
    this.#renewing = true;
    // Sockets are looked at before it is called: whoever waits comes first.
    setImmediate(() => {
      this.#renewing = false;
      this.#usLeft = this.#usMost;
      for (const wake of this.#waiting) {
        if (this.isSpent) break;
        this.#waiting.delete(wake);
        wake();
      }
      if (this.#waiting.size > 0) this.#renewSoon();
    });
  }
}

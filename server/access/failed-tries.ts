/** Addresses that are remembered; beyond it those that failed longest ago are forgotten. */
const ADDRESSES_MAX = 10_000;

export interface FailedTriesOptions {
  /** Failed tries of one address within `windowMs` after which it has to wait. */
  readonly triesMax: number;
  readonly windowMs: number;
  /** Milliseconds from any origin, never decreasing. */
  readonly now: () => number;
}

/**
 * Counts failed tries an address, so that one which fails again and again is told to wait.
 *
 * Invariant: `#tries` has, of every address, the times of its last `triesMax` failures, ascending;
 * addresses stand in the order of their last failure.
 */
export class FailedTries {
  readonly #options: FailedTriesOptions;
  readonly #tries: Map<string, number[]> = new Map();

  constructor(options: FailedTriesOptions) {
    this.#options = options;
  }

  /** Whether `address` has failed as often as it may for now. */
  isBarred(address: string): boolean {
    const { triesMax, windowMs, now } = this.#options;
    const times = this.#tries.get(address);
    return times?.length === triesMax && now() - times[0]! < windowMs;
  }

  /** Notes a failure of `address`. Cost: O(triesMax). */
  add(address: string): void {
    const times = this.#tries.get(address) ?? [];
    times.push(this.#options.now());
    if (times.length > this.#options.triesMax) times.shift();
    this.#tries.delete(address);
    this.#tries.set(address, times);
    if (this.#tries.size <= ADDRESSES_MAX) return;
    for (const oldest of this.#tries.keys()) {
      this.#tries.delete(oldest);
      return;
    }
  }
}

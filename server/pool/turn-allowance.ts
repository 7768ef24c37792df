/**
 * How long this thread may compute in one turn of the event loop, so that many short computations
 * together delay nobody by more than a long one would be allowed to.
 */
export class TurnAllowance {
  readonly #usMost: number;
  #usLeft: number;
  #renewing = false;

  /** @param usMost microseconds in one turn */
  constructor(usMost: number) {
    this.#usMost = usMost;
    this.#usLeft = usMost;
  }

  /** Takes `us` microseconds of this turn, and tells whether there were as many left. */
  take(us: number): boolean {
    if (us > this.#usLeft) return false;
    this.#usLeft -= us;
    if (!this.#renewing) {
      this.#renewing = true;
      // Sockets are looked at before it is called: whoever waits comes first.
      setImmediate(() => {
        this.#renewing = false;
        this.#usLeft = this.#usMost;
      });
    }
    return true;
  }
}

/**
 * Whether a cheap step that rules candidates out before a dear one is worth taking. It is given up
 * for a while whenever it leaves too many of those it was tried on.
 */
export class Trial {
  readonly #leftShareMax: number;
  readonly #triedMin: number;
  readonly #rest: number;
  #tried = 0;
  #left = 0;
  #resting = 0;

  /**
   * @param leftShareMax share of candidates beyond which the step costs more than it saves
   * @param triedMin candidates that a share is taken of
   * @param rest how many candidates are spared the step once it is given up
   */
  constructor(leftShareMax: number, triedMin: number, rest: number) {
    this.#leftShareMax = leftShareMax;
    this.#triedMin = triedMin;
    this.#rest = rest;
  }

  /** Whether to take the step with the next `count` candidates; if so, `tell` has to follow. */
  isDue(count: number): boolean {
    if (this.#resting <= 0) return true;
    this.#resting -= count;
    return false;
  }

  /** Says that the step left `left` of `count` candidates. */
  tell(count: number, left: number): void {
    this.#tried += count;
    this.#left += left;
    if (this.#tried < this.#triedMin) return;
    if (this.#left > this.#leftShareMax * this.#tried) this.#resting = this.#rest;
    this.#tried = 0;
    this.#left = 0;
  }

  /** Forgets what happened so far, and spares the next `spared` candidates the step. */
  restart(spared: number): void {
    this.#tried = 0;
    this.#left = 0;
    this.#resting = spared;
  }
}

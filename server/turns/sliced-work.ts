import { checkTurn, type Turn } from './turn.ts';
import type { TurnAllowance } from './turn-allowance.ts';

/** Time that a computation takes before it gives way, in microseconds. */
const SLICE_US = 1_000;

/**
 * One computation on this thread that may be long. It asks now and then whether its slice is over, and
 * then waits for the next one. Those that share an allowance get slices in turn, as many in a turn of
 * the event loop as that has time for.
 */
export class SlicedWork {
  readonly #allowance: TurnAllowance;
  readonly #turn: Turn;
  #begun: number = performance.now();

  constructor(allowance: TurnAllowance, turn: Turn) {
    this.#allowance = allowance;
    this.#turn = turn;
  }

  /** Whether `nextSlice` is to be awaited. Cost: a look at the clock. */
  get isOver(): boolean {
    return this.#usTaken() >= SLICE_US;
  }

  /**
   * Begins the first slice, at once where this turn has time left.
   * @throws as `nextSlice`.
   */
  async begin(): Promise<void> {
    if (this.#allowance.isSpent) await this.#wait();
    else this.#take();
    checkTurn(this.#turn);
  }

  /**
   * Resolves when the next slice begins.
   * @throws DatabaseError `TIMEOUT` when the time of the turn is over; the reason of its signal.
   */
  async nextSlice(): Promise<void> {
    this.end();
    await this.#wait();
    checkTurn(this.#turn);
  }

  /** Leaves to others what is left of the slice. */
  end(): void {
    this.#allowance.spend(this.#usTaken() - SLICE_US);
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#allowance.whenRenewed(() => {
        this.#take();
        resolve();
      });
    });
  }

  /** Takes a whole slice, so that others see that it is taken before it was computed. */
  #take(): void {
    this.#allowance.spend(SLICE_US);
    this.#begun = performance.now();
  }

  #usTaken(): number {
    return 1000 * (performance.now() - this.#begun);
  }
}

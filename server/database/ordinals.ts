/** An ordinal that waits, and the commit that it waits for. */
interface Waiting {
  readonly ordinal: number;
  readonly commit: number;
}

/**
 * The ordinals of a collection: which one the next series gets, and which are given again when
 * theirs is gone.
 *
 * Queries read shared memory without locks, so an ordinal passes two waits before it is given again:
 *
 *  1. until no query is left that began before the series was gone. Nobody may see it any more, and
 *     its birth stamp is taken back;
 *  2. until every query is done that began before that. One of these may have read the birth stamp
 *     before it was taken back and still have to read the death stamp, which a new series changes.
 */
export class Ordinals {
  #next: number;
  readonly #free: number[];
  #gone: Waiting[] = [];
  #vacant: Waiting[] = [];

  /**
   * @param next above all that are in use
   * @param free of those below `next`, in the order in which they are given from the end
   */
  constructor(next: number, free: number[]) {
    this.#next = next;
    this.#free = free;
  }

  /** An ordinal that no series has. */
  take(): number {
    const ordinal = this.#free.pop() ?? this.#next;
    if (ordinal === this.#next) this.#next += 1;
    return ordinal;
  }

  /** Takes back an ordinal that was taken and never used. */
  give(ordinal: number): void {
    this.#free.push(ordinal);
  }

  /** Says that the series at `ordinal` is gone from `commit` on. Commits come in order. */
  retire(ordinal: number, commit: number): void {
    this.#gone.push({ ordinal, commit });
  }

  /**
   * Goes on with those that wait.
   * @param oldest the oldest commit that a query under way reads, or the current one
   * @param current the commit that queries read which begin now
   * @param vacate takes back the birth stamp of an ordinal
   */
  reclaim(oldest: number, current: number, vacate: (ordinal: number) => void): void {
    for (const { ordinal } of passed(this.#vacant, ({ commit }) => commit < oldest)) {
      this.#free.push(ordinal);
    }
    for (const { ordinal } of passed(this.#gone, ({ commit }) => commit <= oldest)) {
      vacate(ordinal);
      this.#vacant.push({ ordinal, commit: current });
    }
  }
}

/** Removes what `isDue`, all at the front of `waiting`, and returns it. */
function passed(waiting: Waiting[], isDue: (one: Waiting) => boolean): readonly Waiting[] {
  const end = waiting.findIndex((one) => !isDue(one));
  return waiting.splice(0, end === -1 ? waiting.length : end);
}

import type { OutputBudget } from './output-budget.ts';

export interface ReplyRoomOptions {
  /** Shared by the connections of one listener. */
  readonly budget: OutputBudget;
  /** Bytes of this connection beyond which nothing is claimed. */
  readonly bytesMax: number;
  /** Called when a claim that the budget refused may be made again. */
  readonly onRoom: () => void;
}

/**
 * The bytes that the replies of one connection take: the bound of each that is under way, and the
 * size of each that is made and not yet written.
 *
 * Invariant: until `close`, `#bytesHeld` of what the budget gave out is ours.
 */
export class ReplyRoom {
  readonly #options: ReplyRoomOptions;
  #bytesHeld = 0;
  /** Whether the budget will call when there is room. */
  #inLine = false;
  #closed = false;

  constructor(options: ReplyRoomOptions) {
    this.#options = options;
  }

  /**
   * Claims `bytes`, and tells whether there was room. Where the connection itself holds too much,
   * its own next `add` makes room; where all together do, `onRoom` is called.
   */
  claim(bytes: number): boolean {
    const { budget, bytesMax } = this.#options;
    if (this.#bytesHeld > 0 && this.#bytesHeld + bytes > bytesMax) return false;
    if (budget.claim(bytes)) {
      this.#bytesHeld += bytes;
      return true;
    }
    if (!this.#inLine) budget.await(bytes, () => this.#nextInLine());
    this.#inLine = true;
    return false;
  }

  /** Takes `bytes` more, room or not; a negative number gives them back. */
  add(bytes: number): void {
    if (this.#closed) return;
    this.#bytesHeld += bytes;
    this.#options.budget.release(-bytes);
  }

  /** Gives everything back, for good. */
  close(): void {
    this.add(-this.#bytesHeld);
    this.#closed = true;
  }

  #nextInLine(): void {
    this.#inLine = false;
    this.#options.onRoom();
  }
}

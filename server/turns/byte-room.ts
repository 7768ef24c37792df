import type { ByteBudget } from './byte-budget.ts';

export interface ByteRoomOptions {
  /** Shared by the connections of one listener. */
  readonly budget: ByteBudget;
  /** Bytes of this connection beyond which nothing is claimed, unless it holds none. */
  readonly bytesMax: number;
  /** Called when a claim that the budget refused may be made again. */
  readonly onRoom: () => void;
}

/**
 * The bytes that one connection takes: of its requests, from when their length is known until they
 * are answered; or of its replies, the bound of each that is under way, and the size of each that
 * is made and not yet written.
 *
 * Invariant: until `close`, `#bytesHeld` of what the budget gave out is ours.
 */
export class ByteRoom {
  readonly #options: ByteRoomOptions;
  #bytesHeld = 0;
  /** Leaves the line of those whom the budget will call; undefined when we are not in it. */
  #leaveLine: (() => void) | undefined;
  #closed = false;

  constructor(options: ByteRoomOptions) {
    this.#options = options;
  }

  /**
   * Claims `bytes`, and tells whether there was room. Where the connection itself holds too much,
   * its own next `add` makes room; where all together do, `onRoom` is called.
   */
  claim(bytes: number): boolean {
    const { budget, bytesMax } = this.#options;
    if (this.#bytesHeld > 0 && this.#bytesHeld + bytes > bytesMax) return false;
    if (budget.claim(bytes, this.#bytesHeld)) {
      this.#bytesHeld += bytes;
      return true;
    }
    this.#leaveLine ??= budget.await(bytes, () => {
      this.#leaveLine = undefined;
      this.#options.onRoom();
    });
    return false;
  }

  /** Takes `bytes` more, room or not; a negative number gives them back. */
  add(bytes: number): void {
    if (this.#closed) return;
    this.#bytesHeld += bytes;
    this.#options.budget.release(-bytes);
  }

  /** Waits for no room any more. */
  stopWaiting(): void {
    this.#leaveLine?.();
    this.#leaveLine = undefined;
  }

  /** Gives everything back, for good. */
  close(): void {
    this.stopWaiting();
    this.add(-this.#bytesHeld);
    this.#closed = true;
  }
}

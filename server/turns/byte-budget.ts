/** With what the runtime takes beside them, 100 clients that read nothing cost some 280 MiB. */
const BYTES_MAX_DEFAULT = 224 * 1024 * 1024;
/** What each client has room for, so that a few of them do not stop everybody. */
const CLIENT_BYTES = 64 * 1024;

interface Waiter {
  readonly bytes: number;
  readonly wake: () => void;
}

/**
 * How many bytes of one kind, of replies for one, all clients of a server hold together.
 *
 * 1. Claims are met in the order in which they were first made: none is met while another waits,
 *    but for that of the waiter whose turn it is, and those of clients that hold next to nothing.
 * 2. So at most `bytesMax` are held and 64 KiB for each client, or one claim that is greater.
 */
export class ByteBudget {
  readonly #bytesMax: number;
  #bytesHeld = 0;
  readonly #waiters: Set<Waiter> = new Set();
  /** Whether a waiter is being woken that has not claimed yet. */
  #isTurn = false;
  #isServing = false;

  constructor(bytesMax: number = BYTES_MAX_DEFAULT) {
    this.#bytesMax = bytesMax;
  }

  get bytesHeld(): number {
    return this.#bytesHeld;
  }

  /**
   * Claims `bytes` if there is room for them, and tells whether there was.
   * @param clientHolds bytes that the client holds already
   */
  claim(bytes: number, clientHolds = 0): boolean {
    if (clientHolds + bytes > CLIENT_BYTES) {
      if (this.#waiters.size > 0 && !this.#isTurn) return false; // 1
      this.#isTurn = false;
      if (!this.#hasRoom(bytes)) return false;
    }
    this.#bytesHeld += bytes;
    return true;
  }

  /** Gives back `bytes`; a negative number claims more, room or not. */
  release(bytes: number): void {
    this.#bytesHeld -= bytes;
    this.#serve();
  }

  /**
   * Calls `wake` once, when there is room for `bytes` and it is the caller's turn to claim them.
   * The function that it returns leaves the line.
   */
  await(bytes: number, wake: () => void): () => void {
    const waiter: Waiter = { bytes, wake };
    this.#waiters.add(waiter);
    return () => {
      if (this.#waiters.delete(waiter)) this.#serve();
    };
  }

  /** Wakes those who wait, as far as there is room; whoever is woken may release in turn. */
  #serve(): void {
    if (this.#isServing) return;
    this.#isServing = true;
    for (const waiter of this.#waiters) {
      if (!this.#hasRoom(waiter.bytes)) break;
      this.#waiters.delete(waiter);
      this.#isTurn = true;
      waiter.wake();
      this.#isTurn = false;
    }
    this.#isServing = false;
  }

  #hasRoom(bytes: number): boolean {
    return this.#bytesHeld === 0 || this.#bytesHeld + bytes <= this.#bytesMax;
  }
}

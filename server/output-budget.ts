const BYTES_MAX_DEFAULT = 256 * 1024 * 1024;
/** Claims up to this size are always met, so that a few slow readers do not stop everybody. */
const SMALL_BYTES = 64 * 1024;

interface Waiter {
  readonly bytes: number;
  readonly wake: () => void;
}

/** How many bytes of replies all connections of a listener hold together. */
export class OutputBudget {
  readonly #bytesMax: number;
  #bytesHeld = 0;
  readonly #waiters: Waiter[] = [];

  constructor(bytesMax: number = BYTES_MAX_DEFAULT) {
    this.#bytesMax = bytesMax;
  }

  get bytesHeld(): number {
    return this.#bytesHeld;
  }

  /** Claims `bytes` if there is room for them, and tells whether there was. */
  claim(bytes: number): boolean {
    if (!this.#hasRoom(bytes)) return false;
    this.#bytesHeld += bytes;
    return true;
  }

  /** Gives back `bytes`; a negative number claims more, room or not. */
  release(bytes: number): void {
    this.#bytesHeld -= bytes;
    for (;;) {
      const first = this.#waiters[0];
      if (first === undefined || !this.#hasRoom(first.bytes)) return;
      this.#waiters.shift();
      first.wake();
    }
  }

  /** Calls `wake` once, when there is room for `bytes`; first come, first called. */
  await(bytes: number, wake: () => void): void {
    this.#waiters.push({ bytes, wake });
  }

  #hasRoom(bytes: number): boolean {
    return (
      bytes <= SMALL_BYTES || this.#bytesHeld === 0 || this.#bytesHeld + bytes <= this.#bytesMax
    );
  }
}

const DUE_MS = 10;

/**
 * Tells how late the timers of this thread are: one of its own is due every 10 ms. A turn of the event
 * loop that takes long is told once, with most of its length.
 */
export class LoopDelay {
  readonly #timer: NodeJS.Timeout;

  /** @param record told milliseconds, up to one of which is that of the clock of timers */
  constructor(record: (lateMs: number) => void) {
    let due = performance.now() + DUE_MS;
    this.#timer = setInterval(() => {
      const now = performance.now();
      record(Math.max(0, now - due));
      due = now + DUE_MS;
    }, DUE_MS);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

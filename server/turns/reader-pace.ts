import { startDeadline } from './deadline.ts';

/** Bytes to hand to a socket at once: what a slow reader must take to be seen moving. */
export const SLICE_BYTES: number = 64 * 1024;

/** How fast a client has to take what it is sent. */
export interface PaceLimits {
  /** How long a client that is behind may take nothing, in milliseconds. */
  readonly stallMsMax: number;
  /** Bytes that a client has to take in `paceMsMax`, as long as it is behind. */
  readonly paceBytesMin: number;
  /** In milliseconds. */
  readonly paceMsMax: number;
}

/**
 * Tells whether one client takes what it is sent, and fast enough: whoever takes a little now and
 * then holds room for replies, which others wait for, as long as one who takes nothing.
 *
 * What is seen is what the operating system takes, in lumps of a megabyte where it buffers much. So
 * the time for `paceBytesMin` is long: a slow line is not to be taken for a slow reader.
 */
export class ReaderPace {
  readonly #limits: PaceLimits;
  readonly #onSlow: (why: string) => void;
  #stopStall: (() => void) | undefined;
  #stopPace: (() => void) | undefined;
  /** Bytes taken since the pace was last kept. */
  #bytesTaken = 0;

  /** @param onSlow called with a sentence, at most once until the client has caught up */
  constructor(limits: PaceLimits, onSlow: (why: string) => void) {
    this.#limits = limits;
    this.#onSlow = onSlow;
  }

  /** There are bytes that the client could take; its time begins, unless it has begun. */
  behind(): void {
    if (this.#stopPace === undefined) this.#startPace();
    this.#stopStall ??= this.#startStall();
  }

  /** The client took `bytes` more. */
  took(bytes: number): void {
    if (this.#stopPace === undefined) return;
    this.#stopStall?.();
    this.#stopStall = this.#startStall();
    this.#bytesTaken += bytes;
    if (this.#bytesTaken < this.#limits.paceBytesMin) return;
    this.#stopPace();
    this.#startPace();
  }

  /** The client has taken all there was. */
  caughtUp(): void {
    this.#stopStall?.();
    this.#stopPace?.();
    this.#stopStall = undefined;
    this.#stopPace = undefined;
  }

  #startStall(): () => void {
    const { stallMsMax } = this.#limits;
    return startDeadline(stallMsMax, () => this.#slow(`nothing in ${stallMsMax} ms`));
  }

  #startPace(): void {
    const { paceBytesMin, paceMsMax } = this.#limits;
    this.#bytesTaken = 0;
    this.#stopPace = startDeadline(paceMsMax, () => {
      this.#slow(`${this.#bytesTaken} bytes in ${paceMsMax} ms, and ${paceBytesMin} are the least`);
    });
  }

  #slow(taken: string): void {
    this.caughtUp();
    this.#onSlow(`the client took ${taken} of the replies that it was sent`);
  }
}

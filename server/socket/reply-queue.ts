import type { Socket } from 'node:net';
import { startDeadline } from '../turns/deadline.ts';
import { type PaceLimits, ReaderPace, SLICE_BYTES } from '../turns/reader-pace.ts';

/**
 * Replies after which a write does not wait for the end of the turn: by then a client that sends
 * many requests at once has something to go on with while the server does the rest.
 */
const REPLIES_A_WRITE = 16;

/** A place in the order of replies, empty until its reply is there. */
export interface Slot {
  /** Bytes of the body that is answered; undefined when nothing was read for it. */
  readonly bodyBytes: number | undefined;
  frame: Uint8Array | undefined;
}

export interface ReplyQueueOptions {
  readonly limits: PaceLimits & {
    /** How long the other side has to close after the last reply, in milliseconds. */
    readonly lingerMsMax: number;
  };
  /** Called, with a sentence, when the reader is too slow: the connection is to end. */
  readonly onSlow: (why: string) => void;
  /** Called when bytes have gone to the operating system, with their number. */
  readonly onWritten: (bytes: number) => void;
}

/**
 * Writes the replies of one connection in the order in which their slots were opened, whatever
 * the order in which they are filled, and no faster than they are read.
 *
 * The socket holds at most its own high-water mark and one slice; the rest waits here. The reader
 * is behind while the socket asks for a pause.
 */
export class ReplyQueue {
  readonly #socket: Socket;
  readonly #pace: ReaderPace;
  readonly #onWritten: (bytes: number) => void;
  readonly #slots: Slot[] = [];
  /** Bytes of the first slot's frame that the socket has. */
  #offset = 0;
  #flushIsDue = false;
  /** Replies filled since the last flush. */
  #filled = 0;
  #end: 'open' | 'wanted' | 'sent' = 'open';
  #stopLingering: (() => void) | undefined;

  constructor(socket: Socket, options: ReplyQueueOptions) {
    this.#socket = socket;
    this.#pace = new ReaderPace(options.limits, options.onSlow);
    this.#onWritten = options.onWritten;
    socket.on('drain', () => this.#flush());
    socket.on('finish', () => {
      this.#pace.caughtUp();
      const { lingerMsMax } = options.limits;
      this.#stopLingering = startDeadline(lingerMsMax, () => socket.destroy());
    });
    socket.on('close', () => {
      this.#pace.caughtUp();
      this.#stopLingering?.();
    });
  }

  /** Replies that are not wholly handed to the socket, the empty slots included. */
  get length(): number {
    return this.#slots.length;
  }

  /** Whether the operating system has every reply. */
  get areWritten(): boolean {
    return this.#slots.length === 0 && this.#socket.writableLength === 0;
  }

  /** Takes the next place in the order. */
  open(bodyBytes?: number): Slot {
    const slot: Slot = { bodyBytes, frame: undefined };
    this.#slots.push(slot);
    return slot;
  }

  /** Puts its reply into `slot`; the queue owns the bytes from here on. */
  fill(slot: Slot, frame: Uint8Array): void {
    slot.frame = frame;
    this.#filled += 1;
    if (this.#filled === REPLIES_A_WRITE) this.#flush();
    else this.#flushSoon();
  }

  /** Ends the stream behind the last reply. No slot may be opened after this. */
  end(): void {
    if (this.#end !== 'open') return;
    this.#end = 'wanted';
    this.#flushSoon();
  }

  /** Replies that become ready in one turn of the event loop go out in few writes. */
  #flushSoon(): void {
    if (this.#flushIsDue) return;
    this.#flushIsDue = true;
    process.nextTick(() => {
      this.#flushIsDue = false;
      this.#flush();
    });
  }

  #flush(): void {
    this.#filled = 0;
    const socket = this.#socket;
    if (socket.destroyed || this.#end === 'sent') return;
    while (!socket.writableNeedDrain) {
      const slice = this.#nextSlice();
      if (slice === undefined) break;
      socket.write(slice, () => {
        this.#pace.took(slice.length);
        this.#onWritten(slice.length);
      });
    }
    if (this.#end === 'wanted' && this.#slots.length === 0) {
      this.#end = 'sent';
      socket.end();
    }
    if (socket.writableNeedDrain || socket.writableEnded) this.#pace.behind();
    else this.#pace.caughtUp();
  }

  /** Takes what may be written next: part of a long frame, or all the short ones that go together. */
  #nextSlice(): Uint8Array | undefined {
    const frame = this.#slots[0]?.frame;
    if (frame === undefined) return undefined;
    if (this.#offset === 0 && frame.length <= SLICE_BYTES) {
      if (this.#slots[1]?.frame !== undefined) return this.#joined();
      this.#slots.shift();
      return frame;
    }
    const slice = frame.subarray(this.#offset, this.#offset + SLICE_BYTES);
    this.#offset += slice.length;
    if (this.#offset === frame.length) {
      this.#slots.shift();
      this.#offset = 0;
    }
    return slice;
  }

  /** One write for many replies: a write costs more than a copy. Requires a whole frame in front. */
  #joined(): Uint8Array {
    const frames: Uint8Array[] = [];
    let bytes = 0;
    for (const { frame } of this.#slots) {
      if (frame === undefined || bytes + frame.length > SLICE_BYTES) break;
      frames.push(frame);
      bytes += frame.length;
    }
    this.#slots.splice(0, frames.length);
    return frames.length === 1 ? frames[0]! : Buffer.concat(frames, bytes);
  }
}

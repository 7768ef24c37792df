import { startDeadline } from './deadline.ts';
import { FrameDecoder, ProtocolError } from './protocol/index.ts';

export interface FrameReaderOptions {
  /** Time from the first byte of a frame to its last, in milliseconds. */
  readonly frameMsMax: number;
  /** Called with the error to answer when a frame was not complete in time. */
  readonly onLate: (error: ProtocolError) => void;
}

/** Cuts what one client sends into frames, and gives each of them a limited time to be sent. */
export class FrameReader {
  readonly #decoder: FrameDecoder;
  readonly #options: FrameReaderOptions;
  #stopTimer: (() => void) | undefined;

  constructor(frameBytesMax: number, options: FrameReaderOptions) {
    this.#decoder = new FrameDecoder(frameBytesMax);
    this.#options = options;
  }

  /** Bytes that the next frame may have. */
  set frameBytesMax(bytes: number) {
    this.#decoder.frameBytesMax = bytes;
  }

  /** Whether a frame has begun that was not given out. */
  get isMidFrame(): boolean {
    return this.#decoder.isMidFrame;
  }

  append(chunk: Uint8Array): void {
    this.#decoder.append(chunk);
  }

  /**
   * The body of the next whole frame; one that was begun in time is in time.
   * @throws ProtocolError `FRAME_LENGTH`, `FRAME_TOO_LARGE`.
   */
  next(): Uint8Array | undefined {
    const body = this.#decoder.next();
    if (body !== undefined) this.stopTimer();
    return body;
  }

  /** Begins the time of the frame that is being sent, unless it has begun. */
  startTimer(): void {
    const { frameMsMax, onLate } = this.#options;
    this.#stopTimer ??= startDeadline(frameMsMax, () => {
      const late = `a frame was not complete ${frameMsMax} ms after its first byte`;
      onLate(new ProtocolError('FRAME_TIMEOUT', late));
    });
  }

  stopTimer(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }
}

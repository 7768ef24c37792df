import { FRAME_HEADER_BYTES, FrameDecoder, ProtocolError } from '../protocol/index.ts';
import type { ByteRoom } from '../turns/byte-room.ts';
import { startDeadline } from '../turns/deadline.ts';

export interface FrameReaderOptions {
  /** Time from the first byte of a frame to its last, in milliseconds. */
  readonly frameMsMax: number;
  /** Called with the error to answer when a frame was not complete in time. */
  readonly onLate: (error: ProtocolError) => void;
  /** Where the requests of the client are counted. */
  readonly room: ByteRoom;
}

/**
 * Cuts what one client sends into frames, and gives each of them a limited time to be sent. A
 * frame takes its bytes of the room as soon as its length is known, so that none that was begun
 * waits for another, and has them until `answered`.
 */
export class FrameReader {
  readonly #decoder: FrameDecoder;
  readonly #options: FrameReaderOptions;
  #stopTimer: (() => void) | undefined;
  /** Bytes claimed for the frame that is arriving, 0 while its length is not known. */
  #bytesClaimed = 0;
  #waitsForRoom = false;

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

  /** Whether the next frame, of which the length is known, has no room. No more should be read then. */
  get waitsForRoom(): boolean {
    return this.#waitsForRoom;
  }

  /**
   * Claims room for the next frame; its bytes once it has that and all of them are there, and 0 until
   * then. One that is there is in time, however long it waits for its turn.
   * @throws ProtocolError `FRAME_LENGTH`, `FRAME_TOO_LARGE`.
   */
  wholeBytes(): number {
    if (this.#bytesClaimed === 0 && !this.#claim()) return 0;
    const bytes = this.#decoder.wholeBytes();
    if (bytes > 0) this.stopTimer();
    return bytes;
  }

  append(chunk: Uint8Array): void {
    this.#decoder.append(chunk);
  }

  /** The body of the next frame. Requires that it is whole, as `wholeBytes` says. */
  next(): Uint8Array {
    this.#bytesClaimed = 0;
    return this.#decoder.next()!;
  }

  #claim(): boolean {
    const bytes = this.#decoder.nextBytes();
    if (bytes === undefined) return false;
    this.#waitsForRoom = !this.#options.room.claim(bytes);
    if (this.#waitsForRoom)
      this.stopTimer(); // Its time is not ours to waste.
    else this.#bytesClaimed = bytes;
    return !this.#waitsForRoom;
  }

  /** Gives back the room of a frame whose body, which had so many bytes, is answered. */
  answered(bodyBytes: number): void {
    this.#options.room.add(-(FRAME_HEADER_BYTES + bodyBytes));
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

  /** Reads no further: gives back the room of what was not given out. */
  end(): void {
    this.stopTimer();
    const { room } = this.#options;
    room.stopWaiting();
    room.add(-this.#bytesClaimed);
    this.#bytesClaimed = 0;
  }
}

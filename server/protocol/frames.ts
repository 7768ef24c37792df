import { ProtocolError } from './errors.ts';
import { WIRE_LIMITS } from './limits.ts';

/** Bytes of the length that begins a frame; the length counts them. */
export const FRAME_HEADER_BYTES = 4;

/** Chunks under this size are gathered, so that a byte that comes alone costs no object. */
const BLOCK_BYTES = 4096;

/**
 * The frame with a text, or its pieces, as its body, in bytes the caller owns. No text is longer than
 * the length of a frame can say.
 */
export function encodeFrame(text: string | readonly string[]): Buffer {
  const pieces = typeof text === 'string' ? [text] : text;
  let bytes = FRAME_HEADER_BYTES;
  for (const piece of pieces) bytes += Buffer.byteLength(piece);
  const frame = Buffer.allocUnsafe(bytes);
  let at = frame.writeUInt32LE(bytes);
  for (const piece of pieces) at += frame.write(piece, at);
  return frame;
}

/**
 * Cuts one stream of bytes, arriving in any pieces, into the bodies of its frames.
 *
 * Memory follows the bytes that arrived, never the length that a frame declares. Invariants:
 *
 * 1. `#chunks` from `#start` in the first of them on are the `#bytesHeld` bytes not yet given out.
 * 2. `#length` is that of the frame at the front once its header is complete, and 5 or more.
 * 3. Two neighbouring chunks behind the first hold `BLOCK_BYTES` or more together: memory is at
 *    most about twice the bytes held.
 */
export class FrameDecoder {
  /** Greatest length that the next frame whose header is read may declare. */
  frameBytesMax: number;
  readonly #chunks: Uint8Array[] = [];
  #start = 0;
  #bytesHeld = 0;
  #length: number | undefined;
  /** The last chunk with the room behind it, when it is one of ours. */
  #block: { readonly bytes: Uint8Array; used: number } | undefined;
  #failure: ProtocolError | undefined;

  /** @param frameBytesMax Greatest length a frame may declare. */
  constructor(frameBytesMax: number = WIRE_LIMITS.frameBytesMax) {
    this.frameBytesMax = frameBytesMax;
  }

  /** Whether a frame has begun that was not given out; after `next` gave undefined, part of one. */
  get isMidFrame(): boolean {
    return this.#bytesHeld > 0 || this.#length !== undefined;
  }

  /** Adds the next bytes of the stream. They belong to the decoder from here on. */
  append(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    if (this.#bytesHeld > 0 && chunk.length < BLOCK_BYTES) this.#gather(chunk);
    else {
      this.#block = undefined;
      this.#chunks.push(chunk);
    }
    this.#bytesHeld += chunk.length;
  }

  /**
   * Bytes of the next frame, its length included, or undefined until its length has arrived.
   * @throws ProtocolError as `next` does.
   */
  nextBytes(): number | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#length === undefined) {
      if (this.#bytesHeld < FRAME_HEADER_BYTES) return undefined;
      this.#length = this.#readLength();
    }
    return this.#length;
  }

  /**
   * As `nextBytes` once the whole frame has arrived, and 0 until then.
   * @throws ProtocolError as `next` does.
   */
  wholeBytes(): number {
    const length = this.nextBytes();
    if (length === undefined || this.#bytesHeld < length - FRAME_HEADER_BYTES) return 0;
    return length;
  }

  /**
   * The body of the next frame, in bytes the caller owns, or undefined until more bytes arrive.
   * Call it until it gives undefined: one chunk may hold many frames.
   * @throws ProtocolError `FRAME_LENGTH` or `FRAME_TOO_LARGE`, and the same from then on.
   * Cost: O(bytes of the frame), and no copy when they came in one chunk.
   */
  next(): Uint8Array | undefined {
    const length = this.nextBytes();
    if (length === undefined) return undefined;
    const bodyBytes = length - FRAME_HEADER_BYTES;
    if (this.#bytesHeld < bodyBytes) return undefined;
    this.#length = undefined;
    return this.#take(bodyBytes);
  }

  #readLength(): number {
    const length = this.#takeLength();
    if (length <= FRAME_HEADER_BYTES) {
      this.#failure = new ProtocolError(
        'FRAME_LENGTH',
        `the frame declares ${length} bytes; a length counts its own 4 bytes, so 5 is the least`,
      );
    } else if (length > this.frameBytesMax) {
      this.#failure = new ProtocolError(
        'FRAME_TOO_LARGE',
        `the frame declares ${length} bytes; at most ${this.frameBytesMax} are accepted`,
      );
    }
    if (this.#failure !== undefined) {
      this.#chunks.length = 0;
      this.#bytesHeld = 0;
      throw this.#failure;
    }
    return length;
  }

  /** Removes the first four bytes, of which no object is made where one chunk has them. */
  #takeLength(): number {
    const first = this.#chunks[0]!; // 1: the bytes are there.
    const at = this.#start;
    if (at + FRAME_HEADER_BYTES >= first.length) return uint32In(this.#take(FRAME_HEADER_BYTES), 0);
    this.#start += FRAME_HEADER_BYTES;
    this.#bytesHeld -= FRAME_HEADER_BYTES;
    return uint32In(first, at);
  }

  /** Copies a small chunk behind the last one (3). */
  #gather(chunk: Uint8Array): void {
    const block = this.#block;
    if (block !== undefined && block.used + chunk.length <= block.bytes.length) {
      block.bytes.set(chunk, block.used);
      block.used += chunk.length;
      this.#chunks[this.#chunks.length - 1] = block.bytes.subarray(0, block.used);
      return;
    }
    const bytes = new Uint8Array(BLOCK_BYTES);
    bytes.set(chunk);
    this.#block = { bytes, used: chunk.length };
    this.#chunks.push(bytes.subarray(0, chunk.length));
  }

  /** Removes the first `count` bytes; requires 0 < `count` <= `#bytesHeld`. */
  #take(count: number): Uint8Array {
    this.#bytesHeld -= count;
    const chunks = this.#chunks;
    let taken = chunks[0]!.subarray(this.#start, this.#start + count); // 1: there is a chunk.
    let filled = taken.length;
    this.#start += filled;
    if (filled < count) {
      const whole = new Uint8Array(count);
      whole.set(taken);
      let index = 0;
      while (filled < count) {
        index += 1;
        const part = chunks[index]!.subarray(0, count - filled); // 1: the bytes are there.
        whole.set(part, filled);
        filled += part.length;
        this.#start = part.length;
      }
      chunks.splice(0, index);
      taken = whole;
    }
    if (this.#start === chunks[0]!.length) {
      chunks.shift();
      this.#start = 0;
      if (chunks.length === 0) this.#block = undefined;
    }
    return taken;
  }
}

/** The number in the four bytes at `at`, little-endian. */
function uint32In(bytes: Uint8Array, at: number): number {
  const low = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
  return low + bytes[at + 3]! * 0x100_0000;
}

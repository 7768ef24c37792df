const HEADER_BYTES = 4;

/**
 * Cuts a stream into the frames of PROTOCOL.md, each with its length in front: whoever stands
 * between two parties that are sound need not check what they send.
 */
export class FrameSplitter {
  #held: Buffer = Buffer.alloc(0);

  /** The frames that `chunk` completes. */
  push(chunk: Buffer): readonly Buffer[] {
    const frames: Buffer[] = [];
    let held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    while (held.length >= HEADER_BYTES) {
      const bytes = held.readUInt32LE(0);
      if (held.length < bytes) break;
      frames.push(Buffer.from(held.subarray(0, bytes)));
      held = held.subarray(bytes);
    }
    this.#held = held;
    return frames;
  }
}

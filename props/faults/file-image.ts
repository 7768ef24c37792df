/*
 * Files as immutable arrays of blocks. A changed file shares every block that did not change, so a
 * state of a disk costs what differs from the disk it came from, and not a copy.
 *
 * Invariants
 *  1 A block that an image holds is never written to again.
 *  2 An absent block is zeros; so is whatever a block holds behind `size`.
 */

/** Bytes of one block: what an operating system writes back as a whole, if nothing tears. */
export const BLOCK_BYTES = 4096;

/** Contents of a file, with zeros understood from the end of `bytes` to `size`. */
export interface FileImage {
  readonly bytes: Uint8Array;
  readonly size: number;
}

type Block = Uint8Array | undefined;

/** A file image that shares blocks with the images it was made from. */
export class BlockImage implements FileImage {
  readonly blocks: readonly Block[];
  readonly size: number;

  constructor(blocks: readonly Block[], size: number) {
    this.blocks = blocks;
    this.size = size;
  }

  /** A copy of the contents, in one piece. */
  get bytes(): Uint8Array {
    const bytes = new Uint8Array(this.size);
    this.read(bytes, 0);
    return bytes;
  }

  /** Reads into `target` from `position` on; returns how many bytes there were. */
  read(target: Uint8Array, position: number): number {
    const count = Math.max(0, Math.min(target.length, this.size - position));
    for (let done = 0; done < count; ) {
      const start = (position + done) % BLOCK_BYTES;
      const length = Math.min(BLOCK_BYTES - start, count - done);
      const block = this.blocks[(position + done - start) / BLOCK_BYTES];
      if (block === undefined) target.fill(0, done, done + length);
      else target.set(block.subarray(start, start + length), done);
      done += length;
    }
    return count;
  }
}

/** A file without bytes. */
export const EMPTY_FILE: BlockImage = new BlockImage([], 0);

/** `image` as blocks. */
export function blockImage(image: FileImage): BlockImage {
  if (image instanceof BlockImage) return image;
  const draft = new FileDraft(EMPTY_FILE);
  draft.write(image.bytes, 0);
  draft.resize(image.size);
  return draft.image();
}

/** Changes to one file that become an image together. */
export class FileDraft {
  readonly #blocks: Block[];
  readonly #owned: Set<number> = new Set();
  #size: number;

  constructor(from: BlockImage) {
    this.#blocks = [...from.blocks];
    this.#size = from.size;
  }

  get size(): number {
    return this.#size;
  }

  /** Puts `bytes` at `position` and leaves the size as it is. */
  write(bytes: Uint8Array, position: number): void {
    for (let done = 0; done < bytes.length; ) {
      const start = (position + done) % BLOCK_BYTES;
      const index = (position + done - start) / BLOCK_BYTES;
      const part = bytes.subarray(done, done + BLOCK_BYTES - start);
      if (this.#blocks[index] !== undefined || !isZero(part)) this.#own(index).set(part, start);
      done += part.length;
    }
  }

  /** Makes the file `size` bytes long, if it is shorter. What was put there already stays. */
  grow(size: number): void {
    this.#size = Math.max(this.#size, size);
  }

  /** Cuts the file, or extends it by zeros. */
  resize(size: number): void {
    this.#zeroFrom(size);
    this.#size = size;
  }

  /** The result; the draft ends here. What was written behind the size is gone. */
  image(): BlockImage {
    this.#zeroFrom(this.#size);
    return new BlockImage(this.#blocks, this.#size);
  }

  #zeroFrom(size: number): void {
    const whole = Math.ceil(size / BLOCK_BYTES);
    if (this.#blocks.length > whole) this.#blocks.length = whole;
    const used = size % BLOCK_BYTES;
    const last = this.#blocks[whole - 1];
    if (used > 0 && last !== undefined && !isZero(last.subarray(used))) {
      this.#own(whole - 1).fill(0, used);
    }
  }

  #own(index: number): Uint8Array {
    const block = this.#blocks[index];
    if (block !== undefined && this.#owned.has(index)) return block;
    const copy = new Uint8Array(BLOCK_BYTES);
    if (block !== undefined) copy.set(block);
    while (this.#blocks.length < index) this.#blocks.push(undefined);
    this.#blocks[index] = copy;
    this.#owned.add(index);
    return copy;
  }
}

const ZEROS: Uint8Array = new Uint8Array(BLOCK_BYTES);

/** Whether `bytes`, at most a block of them, are all 0. */
export function isZero(bytes: Uint8Array): boolean {
  return Buffer.compare(bytes, ZEROS.subarray(0, bytes.length)) === 0;
}

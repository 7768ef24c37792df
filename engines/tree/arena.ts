import { EngineError } from '../errors.ts';

const FIRST_BYTES = 4096;
const BYTES_MAX: number = 2 ** 32 - 1;

/** Bytes in one buffer that only grows at its end, until it is cut back. */
export class Arena {
  #bytes: Uint8Array = new Uint8Array(FIRST_BYTES);
  #used = 0;

  get used(): number {
    return this.#used;
  }

  /** Forgets what was appended since `used` was what it says. */
  cutBack(used: number): void {
    this.#used = used;
  }

  /** Copies `source` behind what is there and returns its offset. @throws EngineError `FULL`. */
  append(source: Uint8Array): number {
    const offset = this.#used;
    const end = offset + source.length;
    if (end > this.#bytes.length) {
      if (end > BYTES_MAX) {
        throw new EngineError('FULL', 'one transaction may write 4 GiB of values; use several');
      }
      const larger = new Uint8Array(Math.min(BYTES_MAX, Math.max(end, offset * 2)));
      larger.set(this.#bytes.subarray(0, offset));
      this.#bytes = larger;
    }
    this.#bytes.set(source, offset);
    this.#used = end;
    return offset;
  }

  /** The `length` bytes at `offset`, until the next `append`. */
  bytes(offset: number, length: number): Uint8Array {
    return this.#bytes.subarray(offset, offset + length);
  }
}

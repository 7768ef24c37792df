import { INLINE_BYTES, PREFIX_BYTES } from '../storage/index.ts';

const ENTRY_BYTES: number = PREFIX_BYTES + INLINE_BYTES;
const ENDS: number = ENTRY_BYTES + 1;

/**
 * One inline entry outside of the slab: its key from byte 0 on, and from byte 8 on, or behind a
 * longer key, its value. Views of it are made once, so that reading an entry allocates nothing.
 */
export class EntryBuffer {
  readonly words: Uint32Array = new Uint32Array(ENTRY_BYTES / 4);
  readonly bytes: Uint8Array = new Uint8Array(this.words.buffer);
  readonly #views: (Uint8Array | undefined)[] = Array.from({ length: ENDS * ENDS });

  /** The bytes [start, end), which the next entry overwrites. */
  view(start: number, end: number): Uint8Array {
    const index = start * ENDS + end;
    return (this.#views[index] ??= this.bytes.subarray(start, end));
  }
}

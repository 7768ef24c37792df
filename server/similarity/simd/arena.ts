import { PAGE_BYTES, type SharedMemory } from '../shared-memory.ts';

/** What is put into an arena begins on a cache line. */
const ALIGNMENT = 64;

/**
 * Hands out parts of the bytes [start, end) of a memory. With no memory it only adds up, which is
 * how much the same calls will need.
 */
export class Arena {
  readonly #buffer: SharedArrayBuffer | undefined;
  readonly #start: number;
  #at: number;

  constructor(buffer: SharedArrayBuffer | undefined, start: number) {
    this.#buffer = buffer;
    this.#start = start;
    this.#at = start;
  }

  /** Bytes handed out. */
  get bytes(): number {
    return this.#at - this.#start;
  }

  /** A part of `bytes` bytes; its address. */
  take(bytes: number): number {
    const at = Math.ceil(this.#at / ALIGNMENT) * ALIGNMENT;
    this.#at = at + bytes;
    return at;
  }

  /** A part with these doubles. */
  doubles(values: ArrayLike<number>): number {
    const at = this.take(8 * values.length);
    if (this.#buffer !== undefined) new Float64Array(this.#buffer, at, values.length).set(values);
    return at;
  }

  /** A part with these numbers rounded to f32. */
  floats(values: ArrayLike<number>): number {
    const at = this.take(4 * values.length);
    if (this.#buffer !== undefined) new Float32Array(this.#buffer, at, values.length).set(values);
    return at;
  }

  /** A part with these whole numbers. */
  words(values: ArrayLike<number>): number {
    const at = this.take(4 * values.length);
    if (this.#buffer !== undefined) new Uint32Array(this.#buffer, at, values.length).set(values);
    return at;
  }
}

/**
 * Gives the calling thread pages of its own at the end of `memory`, and `lay` an arena over them.
 *
 * Why no lock is needed: growing is atomic and returns the size before, so no two callers ever get
 * one page, and nobody but the caller knows of its pages. They are never given back: a memory has
 * room for as many threads as its maximum allows.
 * @throws RangeError when the memory is at its maximum.
 */
export function layInOwnPages<T>(memory: SharedMemory, lay: (arena: Arena) => T): T {
  const trial = new Arena(undefined, 0);
  lay(trial);
  const start = memory.grow(pagesFor(trial.bytes)) * PAGE_BYTES;
  // The buffer from before the growth would not reach this far.
  return lay(new Arena(memory.buffer, start));
}

/** Pages that hold `bytes` bytes. */
export function pagesFor(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES);
}

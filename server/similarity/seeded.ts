/** Bits that a look at one of them answers for most ordinals; a power of two. */
const BITS = 4096;

/** The few ordinals that a search ranked before their turn, made to be asked about all of them. */
export class Seeded {
  readonly #ordinals: Set<number> = new Set();
  readonly #bits: Uint32Array = new Uint32Array(BITS / 32);

  get size(): number {
    return this.#ordinals.size;
  }

  add(ordinal: number): void {
    this.#ordinals.add(ordinal);
    this.#bits[wordOf(ordinal)]! |= 1 << (ordinal & 31);
  }

  has(ordinal: number): boolean {
    const word = this.#bits[wordOf(ordinal)]!;
    return ((word >>> (ordinal & 31)) & 1) === 1 && this.#ordinals.has(ordinal);
  }
}

function wordOf(ordinal: number): number {
  return (ordinal & (BITS - 1)) >>> 5;
}

/**
 * Ordinals with a number each, in parallel arrays that grow; on demand a binary heap with the
 * least key first.
 *
 * Invariants: entry i is `keys[i]` and `ordinals[i]` for i < `length`. After `arrange`, and until
 * the next `add`, keys[i] ≥ keys[⌊(i − 1)/2⌋] for 0 < i < `length`. No key is NaN.
 */
export class OrdinalHeap {
  #keys: Float64Array = new Float64Array(16);
  #ordinals: Uint32Array = new Uint32Array(16);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The key of entry `index`, which is below `length`. */
  key(index: number): number {
    return this.#keys[index]!;
  }

  /** The ordinal of entry `index`, which is below `length`. */
  ordinal(index: number): number {
    return this.#ordinals[index]!;
  }

  /** Adds an entry at the end. Cost: O(1) amortised. */
  add(ordinal: number, key: number): void {
    if (this.#length === this.#keys.length) {
      const keys = new Float64Array(2 * this.#length);
      const ordinals = new Uint32Array(2 * this.#length);
      keys.set(this.#keys);
      ordinals.set(this.#ordinals);
      this.#keys = keys;
      this.#ordinals = ordinals;
    }
    this.#keys[this.#length] = key;
    this.#ordinals[this.#length] = ordinal;
    this.#length += 1;
  }

  /** Removes all entries. */
  clear(): void {
    this.#length = 0;
  }

  /** Makes it a heap. Cost: O(length). */
  arrange(): void {
    for (let index = (this.#length >> 1) - 1; index >= 0; index -= 1) {
      this.#sink(index, this.#ordinals[index]!, this.#keys[index]!);
    }
  }

  /** Puts another entry in the place of the first. Requires a heap that is not empty. */
  replaceFirst(ordinal: number, key: number): void {
    this.#sink(0, ordinal, key);
  }

  /** Removes the first entry. Requires a heap that is not empty. */
  removeFirst(): void {
    this.#length -= 1;
    const last = this.#length;
    if (last > 0) this.#sink(0, this.#ordinals[last]!, this.#keys[last]!);
  }

  /** Sets the entry at `index`, or moves lesser ones up from below and sets it there. */
  #sink(index: number, ordinal: number, key: number): void {
    const keys = this.#keys;
    const ordinals = this.#ordinals;
    let at = index;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#length) break;
      if (child + 1 < this.#length && keys[child + 1]! < keys[child]!) child += 1;
      if (keys[child]! >= key) break;
      keys[at] = keys[child]!;
      ordinals[at] = ordinals[child]!;
      at = child;
    }
    keys[at] = key;
    ordinals[at] = ordinal;
  }
}

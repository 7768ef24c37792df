/**
 * Items of several sources in the order in which they are to be served: every source that has any
 * in turn, and of one source the oldest first. So whoever sends much waits for what it sent, and
 * nobody else does. Sources compare by identity.
 *
 * Invariant: `#lines` has the sources with an item, the one whose turn it is first.
 */
export class FairQueue<Item> {
  readonly #lines: Map<unknown, Set<Item>> = new Map();
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Puts an item, which is in no queue, behind the others of its source. Cost: O(1). */
  push(source: unknown, item: Item): void {
    const line = this.#lines.get(source);
    if (line === undefined) this.#lines.set(source, new Set([item]));
    else line.add(item);
    this.#length += 1;
  }

  /** The item whose turn it is. Cost: O(1). */
  first(): Item | undefined {
    for (const line of this.#lines.values()) for (const item of line) return item;
    return undefined;
  }

  /** Removes the item whose turn it is and returns it; its source goes last. Cost: O(1). */
  shift(): Item | undefined {
    for (const [source, line] of this.#lines) {
      for (const item of line) {
        this.#lines.delete(source);
        line.delete(item);
        if (line.size > 0) this.#lines.set(source, line);
        this.#length -= 1;
        return item;
      }
    }
    return undefined;
  }

  /** Takes out an item of `source`; whether it was there. Cost: O(1). */
  remove(source: unknown, item: Item): boolean {
    const line = this.#lines.get(source);
    if (line?.delete(item) !== true) return false;
    if (line.size === 0) this.#lines.delete(source);
    this.#length -= 1;
    return true;
  }
}

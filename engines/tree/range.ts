import type { Entry, Range } from '../engine.ts';
import { TreeCursor, type Walkable } from './cursor.ts';

/**
 * The entries within a range, lazily, each in bytes of its own. Two descents find the first node
 * and the one behind the last; between them no keys are compared. Once a step has failed, every
 * further one fails the same way, so that an error is never taken for the end.
 */
export class RangeWalk implements IterableIterator<Entry> {
  readonly #tree: Walkable;
  readonly #range: Range;
  readonly #cursor: TreeCursor;
  #begun = false;
  #failure: unknown;
  /** Entries that may still be yielded. */
  #left: number;
  /** Address of the node that ends the walk, 0 when only the tree ends it. */
  #stop = 0;

  constructor(tree: Walkable, range: Range) {
    this.#tree = tree;
    this.#range = range;
    this.#cursor = new TreeCursor(tree);
    this.#left = range.limit ?? Infinity;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<Entry, undefined> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#left <= 0) return { done: true, value: undefined };
    try {
      if (this.#advance()) {
        this.#left -= 1;
        const cursor = this.#cursor;
        const key = new Uint8Array(cursor.key());
        return { done: false, value: { key, value: new Uint8Array(cursor.value()) } };
      }
    } catch (error) {
      this.#failure = error;
      throw error;
    }
    return this.return();
  }

  return(): { readonly done: true; readonly value: undefined } {
    this.#left = 0;
    return { done: true, value: undefined };
  }

  #advance(): boolean {
    const { reverse } = this.#range;
    const cursor = this.#cursor;
    let on: boolean;
    if (this.#begun) on = reverse === true ? cursor.previous() : cursor.next();
    else on = this.#begin();
    return on && cursor.address !== this.#stop;
  }

  #begin(): boolean {
    this.#begun = true;
    const end = new TreeCursor(this.#tree);
    this.#tree.check();
    if (isEmpty(this.#range)) return false;
    if (this.#range.reverse === true) {
      if (seekBefore(end, this.#range)) this.#stop = end.address;
      return seekLast(this.#cursor, this.#range);
    }
    if (seekBehind(end, this.#range)) this.#stop = end.address;
    return seekFirst(this.#cursor, this.#range);
  }
}

/** Whether no key can lie within the bounds. */
export function isEmpty({ gt, gte, lt, lte }: Range): boolean {
  const lower = gt ?? gte;
  const upper = lt ?? lte;
  if (lower === undefined || upper === undefined) return false;
  const order = Buffer.compare(lower, upper);
  return order > 0 || (order === 0 && (gt !== undefined || lt !== undefined));
}

function seekFirst(cursor: TreeCursor, { gt, gte }: Range): boolean {
  if (gt !== undefined) return cursor.seekAbove(gt);
  return gte === undefined ? cursor.first() : cursor.seek(gte);
}

function seekLast(cursor: TreeCursor, { lt, lte }: Range): boolean {
  if (lt !== undefined) return cursor.seekBelow(lt, false);
  return lte === undefined ? cursor.last() : cursor.seekBelow(lte, true);
}

/** The entry above the range; false when there is none. */
function seekBehind(cursor: TreeCursor, { lt, lte }: Range): boolean {
  if (lt !== undefined) return cursor.seek(lt);
  return lte !== undefined && cursor.seekAbove(lte);
}

/** The entry below the range; false when there is none. */
function seekBefore(cursor: TreeCursor, { gt, gte }: Range): boolean {
  if (gt !== undefined) return cursor.seekBelow(gt, true);
  return gte !== undefined && cursor.seekBelow(gte, false);
}

import type { ShellReader, ShellVisitor } from '../../server/similarity/index.ts';

interface Tree {
  readonly distances: Float64Array;
  readonly ordinals: Uint32Array;
}

/** Entries of one tree, in any order. */
export type ShellEntries = readonly { readonly distance: number; readonly ordinal: number }[];

/** Trees as sorted arrays: the plainest `ShellReader`. */
export class SortedShells implements ShellReader {
  readonly #trees: ReadonlyMap<number, Tree>;

  constructor(trees: ReadonlyMap<number, ShellEntries>) {
    this.#trees = new Map(
      Array.from(trees, ([slot, entries]) => {
        const sorted = entries.toSorted((a, b) => a.distance - b.distance || a.ordinal - b.ordinal);
        return [
          slot,
          {
            distances: Float64Array.from(sorted, ({ distance }) => distance),
            ordinals: Uint32Array.from(sorted, ({ ordinal }) => ordinal),
          },
        ];
      }),
    );
  }

  size(slot: number): number {
    return this.#tree(slot).distances.length;
  }

  count(slot: number, low: number, high: number): number {
    const { distances } = this.#tree(slot);
    return Math.max(0, firstAbove(distances, high) - firstFrom(distances, low));
  }

  scan(slot: number, low: number, high: number, visit: ShellVisitor): void {
    const { distances, ordinals } = this.#tree(slot);
    const end = firstAbove(distances, high);
    for (let rank = firstFrom(distances, low); rank < end; rank += 1) {
      visit(ordinals[rank]!, distances[rank]!);
    }
  }

  around(slot: number, distance: number, count: number, visit: ShellVisitor): void {
    const { distances, ordinals } = this.#tree(slot);
    let above = firstFrom(distances, distance);
    let below = above - 1;
    for (let left = Math.min(count, distances.length); left > 0; left -= 1) {
      const up = above < distances.length ? distances[above]! - distance : Infinity;
      const down = below >= 0 ? distance - distances[below]! : Infinity;
      const rank = up <= down ? above++ : below--;
      visit(ordinals[rank]!, distances[rank]!);
    }
  }

  #tree(slot: number): Tree {
    const tree = this.#trees.get(slot);
    if (tree === undefined) throw new RangeError(`no tree for slot ${slot}`);
    return tree;
  }
}

/** How many of the ascending `distances` are below `bound`. */
function firstFrom(distances: Float64Array, bound: number): number {
  let low = 0;
  let high = distances.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (distances[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the ascending `distances` are at most `bound`. */
function firstAbove(distances: Float64Array, bound: number): number {
  let low = 0;
  let high = distances.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (distances[middle]! <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

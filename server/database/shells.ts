import {
  type Cursor,
  type DistanceKey,
  decodeDistanceKey,
  encodeDistanceKey,
  type Range,
  type Snapshot,
  type TreeReader,
} from '../../engines/index.ts';
import type { ShellReader, ShellVisitor } from '../similarity/index.ts';
import { shellTree } from './trees.ts';

const ORDINAL_MAX: number = 2 ** 32 - 1;
/** Below it every distance key lies; distances are not negative. */
const LEAST = 0;

/** The trees of vantage distances in `snapshot`. */
export function shellReader(snapshot: Snapshot): ShellReader {
  const trees = new Map<number, TreeReader>();
  const treeOf = (slot: number): TreeReader => {
    const known = trees.get(slot);
    if (known !== undefined) return known;
    const tree = snapshot.tree(shellTree(slot));
    trees.set(slot, tree);
    return tree;
  };
  return {
    size: (slot) => treeOf(slot).count(),
    count: (slot, low, high) => (high < low ? 0 : treeOf(slot).count(shellRange(low, high))),
    scan(slot, low, high, visit) {
      if (high < low) return;
      const cursor = treeOf(slot).cursor();
      let on = cursor.seek(encodeDistanceKey(Math.max(low, LEAST), 0));
      for (; on; on = cursor.next()) {
        const { distance, ordinal } = decodeDistanceKey(cursor.key());
        if (distance > high) return;
        visit(ordinal, distance);
      }
    },
    around: (slot, distance, count, visit) => around(treeOf(slot), distance, count, visit),
  };
}

function shellRange(low: number, high: number): Range {
  return {
    gte: encodeDistanceKey(Math.max(low, LEAST), 0),
    lte: encodeDistanceKey(Math.min(high, Number.MAX_VALUE), ORDINAL_MAX),
  };
}

/** Two cursors leave the place of `distance`, and the nearer of their entries goes next. */
function around(tree: TreeReader, distance: number, count: number, visit: ShellVisitor): void {
  const start = encodeDistanceKey(distance, 0);
  const above = tree.cursor();
  const below = tree.cursor();
  let upper = entry(above, above.seek(start));
  let lower = entry(below, below.seek(start) ? below.previous() : below.last());
  for (let left = count; left > 0 && (upper ?? lower) !== undefined; left -= 1) {
    const takeUpper =
      lower === undefined ||
      (upper !== undefined && upper.distance - distance <= distance - lower.distance);
    if (takeUpper && upper !== undefined) {
      visit(upper.ordinal, upper.distance);
      upper = entry(above, above.next());
    } else if (lower !== undefined) {
      visit(lower.ordinal, lower.distance);
      lower = entry(below, below.previous());
    }
  }
}

function entry(cursor: Cursor, on: boolean): DistanceKey | undefined {
  return on ? decodeDistanceKey(cursor.key()) : undefined;
}

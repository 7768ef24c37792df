import type { Entry, Range } from '../engine.ts';
import { EngineError } from '../errors.ts';
import { TreeCursor, type Walkable } from './cursor.ts';
import { rank } from './search.ts';

/** Ranks [start, end) of the entries within some bounds. */
export interface Ranks {
  readonly start: number;
  readonly end: number;
}

/** Bounds become ranks once, so that a walk counts steps and compares no keys. */
export function ranksWithin(tree: Walkable, range: Range): Ranks {
  const { nodes } = tree;
  const root = tree.root();
  let start = 0;
  if (range.gt !== undefined) start = rank(nodes, root, range.gt, true);
  else if (range.gte !== undefined) start = rank(nodes, root, range.gte, false);
  let end: number;
  if (range.lt !== undefined) end = rank(nodes, root, range.lt, false);
  else if (range.lte !== undefined) end = rank(nodes, root, range.lte, true);
  else end = nodes.size(root);
  return { start, end: Math.max(start, end) };
}

/** The entries within `range`, lazily, each in bytes of its own. */
export function* walk(tree: Walkable, range: Range): IterableIterator<Entry> {
  const { start, end } = ranksWithin(tree, range);
  const count = Math.min(end - start, range.limit ?? Infinity);
  if (count <= 0) return;
  const cursor = new TreeCursor(tree);
  const reverse = range.reverse === true;
  let on = cursor.seekRank(reverse ? end - 1 : start);
  for (let index = 0; index < count; index += 1) {
    if (index > 0) on = reverse ? cursor.previous() : cursor.next();
    if (!on) throw new EngineError('CORRUPT', `the subtree sizes promise ${count - index} more`);
    yield { key: cursor.key().slice(), value: cursor.value().slice() };
  }
}

import type { Balance } from '../tree/index.ts';
import { inserted } from './inserted.ts';
import { removed } from './removed.ts';

/*
 * Invariants
 *  1 The root is black.
 *  2 A red node has no red child.
 *  3 Every path from a node down to an empty place passes the same number of black nodes: the
 *    node's black height.
 * From 2 and 3 no path is more than twice as long as another, so the height is at most
 * 2 log2(n + 1). Source: Guibas and Sedgewick 1978; Cormen et al., Introduction to Algorithms,
 * chapter 13, with a path where the book has parent links.
 */

/** A red-black tree. */
export const redBlack: Balance = {
  name: 'red-black',
  description: 'red-black tree, copy-on-write',
  coloured: true,
  heightMax: (entries) => Math.floor(2 * Math.log2(entries + 1)),
  inserted,
  removed,
};

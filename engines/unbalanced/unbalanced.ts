import type { Balance } from '../tree/index.ts';

/**
 * An unbalanced binary search tree: a key stays where it was hung. Random insertion gives a height
 * of about 3 log2 n; sorted insertion gives n, which is the point of having it.
 */
export const unbalanced: Balance = {
  name: 'unbalanced',
  description: 'unbalanced binary search tree, copy-on-write',
  coloured: false,
  inserted() {},
  removed() {},
};

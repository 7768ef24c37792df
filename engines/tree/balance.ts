import { addToRest, type Draft, relink, restBelow } from './path.ts';

/** What one kind of tree does beyond the search tree that all share. */
export interface Balance {
  /** Name of the engine, as registered and as written into every file. */
  readonly name: string;
  readonly description: string;
  /** Whether nodes have colours, which a bulk build then sets. */
  readonly coloured: boolean;
  /** Bound on the height of a tree of `entries` entries, where the kind promises one. */
  readonly heightMax?: (entries: number) => number;
  /** Restores the kind's invariants after a new leaf was hung at the end of the path. */
  inserted(draft: Draft): void;
  /**
   * Restores them after a node was unlinked: the path ends at its parent, `child` (or 0) stands in
   * its place on side `left` or right of it, and `red` was its colour.
   */
  removed(draft: Draft, gap: Gap): void;
}

/** Where a node was unlinked. */
export interface Gap {
  readonly child: number;
  readonly left: boolean;
  readonly red: boolean;
}

/*
 * Rotation to the left at x; to the right is its mirror image. Order is unchanged, y gets the size
 * x had, and x loses y's right subtree.
 *
 *        x                y
 *       / \              / \
 *      a   y     →      x   c
 *         / \          / \
 *        b   c        a   b
 */

/**
 * Rotates the owned node `top` down to the left, or else to the right; its owned child on the
 * other side takes its place below the path's node at `parent` (-1 for the root). Returns it.
 */
export function rotate(draft: Draft, top: number, parent: number, toLeft: boolean): number {
  const { nodes } = draft;
  const risen = toLeft ? nodes.right(top) : nodes.left(top);
  const moved = toLeft ? nodes.left(risen) : nodes.right(risen);
  if (toLeft) {
    nodes.setRight(top, moved);
    nodes.setLeft(risen, top);
  } else {
    nodes.setLeft(top, moved);
    nodes.setRight(risen, top);
  }
  if (draft.counted) {
    nodes.setSize(risen, nodes.size(top));
    nodes.setSize(top, 1 + nodes.size(nodes.left(top)) + nodes.size(nodes.right(top)));
  } else if (moved !== 0) {
    const rest = restBelow(draft, moved);
    addToRest(draft, risen, -rest);
    addToRest(draft, top, rest);
  }
  relink(draft, parent, top, risen);
  nodes.rotations += 1;
  return risen;
}

import { type Draft, type Gap, ownChild, rotate } from '../tree/index.ts';

/*
 * A black node was unlinked, so every path through its place is one black node short (invariant
 * 3). x stands in the place, p above it, s beside it. If x is red, blackening it mends all.
 * Otherwise, drawn for x on the left (the other side is the mirror image):
 *
 *  A  s is red: a rotation at p makes a black node the sibling; go on with B, C or D.
 *  B  s and both its children are black: s becomes red, and p's place is what is short. If p is
 *     red, blackening it ends the matter.
 *  C  the far child of s is black, the near one red: a rotation at s makes it D.
 *  D  the far child of s is red: a rotation at p, s takes p's colour, p and the far child black.
 *
 *          p(?)                   s(?)
 *         /    \                 /    \
 *      x(B)    s(B)     →     p(B)    f(B)
 *             /    \         /    \
 *           n(?)   f(R)    x(B)   n(?)
 */

/** Restores the invariants after a node was unlinked at `gap`. */
export function removed(draft: Draft, gap: Gap): void {
  const { nodes, path } = draft;
  if (gap.red) return;
  let x = gap.child;
  let left = gap.left;
  // Loop invariant: paths through the place of x, on side `left` of path[index], are one short.
  let index = path.depth - 1;
  for (;;) {
    if (nodes.red(x)) {
      if (index < 0) draft.root = nodes.own(x, 0);
      nodes.setRed(index < 0 ? draft.root : ownChild(draft, path.at(index), left), false);
      return;
    }
    if (index < 0) return;
    let p = path.at(index);
    let s = ownChild(draft, p, !left);
    if (nodes.red(s)) {
      nodes.setRed(s, false); // A
      nodes.setRed(p, true);
      rotate(draft, p, index - 1, left);
      path.set(index, s);
      index += 1;
      path.depth = index;
      path.push(p);
      s = ownChild(draft, p, !left);
    }
    const near = left ? nodes.left(s) : nodes.right(s);
    const far = left ? nodes.right(s) : nodes.left(s);
    if (!nodes.red(near) && !nodes.red(far)) {
      nodes.setRed(s, true); // B
      x = p;
      index -= 1;
      p = path.at(index);
      left = p !== 0 && nodes.left(p) === x;
      continue;
    }
    if (!nodes.red(far)) {
      nodes.setRed(ownChild(draft, s, left), false); // C
      nodes.setRed(s, true);
      s = rotate(draft, s, index, !left);
    }
    nodes.setRed(s, nodes.red(p)); // D
    nodes.setRed(p, false);
    nodes.setRed(ownChild(draft, s, !left), false);
    rotate(draft, p, index - 1, left);
    return;
  }
}

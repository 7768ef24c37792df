import { type Draft, ownChild, rotate } from '../tree/index.ts';

/*
 * The new leaf x is red. Only invariant 2 can fail, and only between x and its parent p; then the
 * grandparent g exists and is black. u is the uncle of x. (B) black, (R) red.
 *
 *  A  u is red: p and u become black, g red; the same question is then asked of g.
 *
 *          g(B)              g(R) = x
 *         /    \            /    \
 *      p(R)    u(R)   →   p(B)   u(B)
 *      /                  /
 *    x(R)               x(R)
 *
 *  B  u is black and x is an inner grandchild: a rotation at p makes it an outer one.
 *  C  u is black and x is an outer grandchild: a rotation at g, and p and g swap colours.
 *
 *          g(B)              p(B)
 *         /    \            /    \
 *      p(R)    u(B)   →   x(R)   g(R)
 *      /                            \
 *    x(R)                           u(B)
 */

/** Restores the invariants after the red leaf at the end of the path was hung. */
export function inserted(draft: Draft): void {
  const { nodes, path } = draft;
  nodes.setRed(path.last, true);
  // Loop invariant: x = path[index] is red, and invariants 1 to 3 hold but for x and its parent.
  let index = path.depth - 1;
  while (index >= 2 && nodes.red(path.at(index - 1))) {
    const x = path.at(index);
    const p = path.at(index - 1);
    const g = path.at(index - 2);
    const onLeft = nodes.left(g) === p;
    if (nodes.red(onLeft ? nodes.right(g) : nodes.left(g))) {
      const u = ownChild(draft, g, !onLeft); // A
      nodes.setRed(p, false);
      nodes.setRed(u, false);
      nodes.setRed(g, true);
      index -= 2;
      continue;
    }
    const inner = (nodes.left(p) === x) !== onLeft;
    const outer = inner ? rotate(draft, p, index - 2, onLeft) : p; // B
    nodes.setRed(outer, false);
    nodes.setRed(g, true);
    rotate(draft, g, index - 3, !onLeft); // C
    break;
  }
  nodes.setRed(draft.root, false);
}

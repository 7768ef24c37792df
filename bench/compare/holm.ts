/**
 * The chances `p`, each of which a test gave, made to hold together: with those below a level taken
 * for findings, the chance that any of them is none is at most that level. In the order given.
 * Source: Holm 1979, A Simple Sequentially Rejective Multiple Test Procedure.
 */
export function holm(p: readonly number[]): readonly number[] {
  const order = [...p.keys()].toSorted((a, b) => p[a]! - p[b]!);
  const adjusted = p.slice();
  let least = 0;
  for (const [rank, index] of order.entries()) {
    least = Math.max(least, Math.min(1, p[index]! * (p.length - rank)));
    adjusted[index] = least;
  }
  return adjusted;
}

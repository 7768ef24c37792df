/** The greatest number of edits between a name and what may have been meant. */
const EDITS_MAX = 2;

/**
 * The one of `known` that `name` most likely is meant to be: the first with the fewest letters
 * inserted, left out, replaced or swapped with the next, at most two and fewer than half of them.
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.min(EDITS_MAX, Math.ceil(name.length / 2) - 1) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const edits = editsBetween(name, candidate);
    if (edits >= least) continue;
    best = candidate;
    least = edits;
  }
  return best;
}

/** Cost: O(lengths multiplied). */
function editsBetween(a: string, b: string): number {
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = previous[column - 1]! + Number(a[row - 1] !== b[column - 1]);
      let edits = Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1);
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (row > 1 && column > 1 && swapped) edits = Math.min(edits, older[column - 2]! + 1);
      current.push(edits);
    }
    older = previous;
    previous = current;
  }
  return previous[b.length]!;
}

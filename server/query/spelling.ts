/** The greatest number of edits between a name and what may have been meant. */
const EDITS_MAX = 2;
/** Letters of a name that something may be meant by; longer ones are not typed by hand. */
const NAME_LENGTH_MAX = 64;
/** Names about as long that are compared; nobody has so many that are alike. */
const COMPARED_MAX = 1_000;

/**
 * The one of `known` that `name` most likely is meant to be: the first with the fewest letters
 * inserted, left out, replaced or swapped with the next, at most two and fewer than half of them.
 * A name of more than 64 letters is none of them, and of those about as long the first 1,000 count.
 * Cost: O(names known).
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  if (name.length > NAME_LENGTH_MAX) return undefined;
  let best: string | undefined;
  let least = Math.min(EDITS_MAX, Math.ceil(name.length / 2) - 1) + 1;
  let compared = 0;
  for (const candidate of known) {
    if (least === 0 || compared === COMPARED_MAX) break;
    if (Math.abs(candidate.length - name.length) >= least) continue;
    compared += 1;
    const edits = editsBetween(name, candidate, least - 1);
    if (edits >= least) continue;
    best = candidate;
    least = edits;
  }
  return best;
}

/**
 * The edits that make `b` of `a`; any greater number when there are more than `most`. Requires that
 * their lengths differ by no more than that.
 * Cost: O(length of `a` × `most`): a cell further than `most` from the diagonal is more edits away,
 * and so is all that follows two rows of such cells.
 */
function editsBetween(a: string, b: string, most: number): number {
  const beyond = most + 1;
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 2 }, (_, column) => column);
  let current: number[] = previous.slice();
  let fewestBefore = 0;
  for (let row = 1; row <= a.length; row += 1) {
    const first = Math.max(1, row - most);
    const last = Math.min(b.length, row + most);
    current[first - 1] = first === 1 ? row : beyond;
    let fewest = current[first - 1]!;
    for (let column = first; column <= last; column += 1) {
      const replaced = previous[column - 1]! + Number(a[row - 1] !== b[column - 1]);
      let edits = Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1);
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (row > 1 && column > 1 && swapped) edits = Math.min(edits, older[column - 2]! + 1);
      current[column] = edits;
      fewest = Math.min(fewest, edits);
    }
    if (fewest > most && fewestBefore > most) return beyond;
    fewestBefore = fewest;
    current[last + 1] = beyond;
    [older, previous, current] = [previous, current, older];
  }
  return previous[b.length]!;
}

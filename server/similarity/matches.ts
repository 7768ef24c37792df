/**
 * Which series may be in an answer: those of a filter on their metadata. Every one of them is visible
 * at the commit that is searched.
 */
export interface Matches {
  /** A bit an ordinal, the lowest of a word first, in memory that threads share; beyond it, none. */
  readonly bits: Uint32Array;
  /** Bits that are set. */
  readonly count: number;
}

/** Whether `ordinal` is one of `matches`. */
export function isMatch({ bits }: Matches, ordinal: number): boolean {
  const word = ordinal >>> 5;
  return word < bits.length && ((bits[word]! >>> (ordinal & 31)) & 1) === 1;
}

/** Visits every `step`th of the matches in ascending order, beginning with the first. */
export function eachMatch({ bits }: Matches, step: number, visit: (ordinal: number) => void): void {
  let skip = 0;
  for (let word = 0; word < bits.length; word += 1) {
    // Taken as a signed number, what is left loses its lowest bit with each turn.
    for (let left = bits[word]! | 0; left !== 0; left &= left - 1) {
      if (skip === 0) {
        visit(32 * word + 31 - Math.clz32(left & -left));
        skip = step;
      }
      skip -= 1;
    }
  }
}

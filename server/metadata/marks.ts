/** Bits of ordinals, the lowest of a word first: where a filter is true, and where it is false. */
export interface Truth {
  readonly yes: Uint32Array;
  readonly no: Uint32Array;
}

/** What a condition says of a cell, as a bit each for true and false. */
export const YES = 1;
export const NO = 2;
export const UNKNOWN = 0;

/*
 * Each sets the bits of the ordinals [start, end) from their cells, which begin a chunk. None branches
 * on what a cell holds, since no processor could foretell it.
 */

/** Of cells that are all alike. */
export function markAll(
  { yes, no }: Truth,
  [start, end]: readonly [number, number],
  outcome: number,
): void {
  const words = [start / 32, Math.ceil(end / 32)] as const;
  yes.fill(outcome === YES ? 0xffff_ffff : 0, ...words);
  no.fill(outcome === NO ? 0xffff_ffff : 0, ...words);
}

/** Of cells that are numbers of a table of outcomes. */
export function markCodes(
  { yes, no }: Truth,
  [start, end]: readonly [number, number],
  chunk: Uint32Array | Uint8Array,
  table: Uint8Array,
): void {
  for (let base = start; base < end; base += 32) {
    const size = Math.min(32, end - base);
    let yesBits = 0;
    let noBits = 0;
    for (let bit = 0; bit < size; bit += 1) {
      const outcome = table[chunk[base - start + bit]!]!;
      yesBits |= (outcome & YES) << bit;
      noBits |= (outcome >>> 1) << bit;
    }
    yes[base / 32] = yesBits;
    no[base / 32] = noBits;
  }
}

/** Of doubles, true from `low` to `high`, unknown of NaN. */
export function markRange(
  { yes, no }: Truth,
  [start, end]: readonly [number, number],
  chunk: Float64Array,
  { low, high }: { readonly low: number; readonly high: number },
): void {
  for (let base = start; base < end; base += 32) {
    const size = Math.min(32, end - base);
    let yesBits = 0;
    let noBits = 0;
    for (let bit = 0; bit < size; bit += 1) {
      const cell = chunk[base - start + bit]!;
      yesBits |= (Number(cell >= low) & Number(cell <= high)) << bit;
      noBits |= (Number(cell < low) | Number(cell > high)) << bit;
    }
    yes[base / 32] = yesBits;
    no[base / 32] = noBits;
  }
}

/** Of cells that `outcomeAt` judges by their place in the chunk. */
export function markEach(
  { yes, no }: Truth,
  [start, end]: readonly [number, number],
  outcomeAt: (at: number) => number,
): void {
  for (let base = start; base < end; base += 32) {
    const size = Math.min(32, end - base);
    let yesBits = 0;
    let noBits = 0;
    for (let bit = 0; bit < size; bit += 1) {
      const outcome = outcomeAt(base - start + bit);
      yesBits |= (outcome & YES) << bit;
      noBits |= (outcome >>> 1) << bit;
    }
    yes[base / 32] = yesBits;
    no[base / 32] = noBits;
  }
}

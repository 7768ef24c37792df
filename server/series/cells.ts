import { badFile } from './bad-file.ts';
import { decimalFault, parseDecimal } from './decimal.ts';

/** Where a row of cells stands. */
export interface RowPlace {
  readonly path: string;
  /** Line number, from 1. */
  readonly line: number;
}

/**
 * The numbers in `cells` from index `start` on; column 1 is index 0.
 * @throws DatabaseError `BAD_FILE` naming line and column of the first cell that is missing,
 * infinite, too large for a double, or no number.
 */
export function parseCells(cells: readonly string[], start: number, place: RowPlace): number[] {
  const numbers: number[] = [];
  for (let index = start; index < cells.length; index++) {
    numbers.push(parseCell(cells[index]!, index, place));
  }
  return numbers;
}

/**
 * The number in `cell`, which has index `index` in its line.
 * @throws DatabaseError `BAD_FILE`, as `parseCells`.
 */
export function parseCell(cell: string, index: number, place: RowPlace): number {
  const number = parseDecimal(cell);
  if (Number.isFinite(number)) return number;
  throw badFile({ ...place, column: index + 1 }, decimalFault(cell));
}

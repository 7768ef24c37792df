import { badFile } from './bad-file.ts';
import type { RowPlace } from './cells.ts';
import { excerpt } from './excerpt.ts';

/**
 * The cells of one line of CSV, unquoted. Spaces are kept. A cell in quotes may hold commas and
 * doubled quotes; it must end on its line, since neither ids nor labels may hold line ends.
 * @throws DatabaseError `BAD_FILE` naming the column of the first cell that is quoted wrongly.
 * Cost: O(length of the line).
 * Source: RFC 4180, "Common Format and MIME Type for Comma-Separated Values (CSV) Files".
 */
export function splitCsvLine(text: string, place: RowPlace): string[] {
  if (!text.includes('"')) return text.split(',');
  const cells: string[] = [];
  // Each turn takes one cell and its comma; a comma at the very end leaves one empty cell.
  for (let start = 0; start <= text.length; ) {
    const end = text[start] === '"' ? quotedCellEnd(text, start) : plainCellEnd(text, start);
    if (end === undefined) {
      throw badFile(
        { ...place, column: cells.length + 1 },
        `${excerpt(text.slice(start))} is not quoted properly; put quotes around the whole cell, ` +
          'double those inside, and end it on the same line',
      );
    }
    const cell = text.slice(start, end);
    cells.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    start = end + 1;
  }
  return cells;
}

/** Where the cell whose opening quote is at `start` ends, or undefined if it does not end well. */
function quotedCellEnd(text: string, start: number): number | undefined {
  let quote = text.indexOf('"', start + 1);
  while (quote !== -1 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  const end = quote + 1;
  return quote !== -1 && (end === text.length || text[end] === ',') ? end : undefined;
}

/** Where the cell that begins at `start` ends, or undefined if there is a quote in it. */
function plainCellEnd(text: string, start: number): number | undefined {
  const comma = text.indexOf(',', start);
  const end = comma === -1 ? text.length : comma;
  return text.slice(start, end).includes('"') ? undefined : end;
}

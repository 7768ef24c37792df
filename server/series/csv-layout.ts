import { badFile } from './bad-file.ts';
import type { RowPlace } from './cells.ts';
import { decimalFault, isDecimal, isMissing } from './decimal.ts';
import { excerpt } from './excerpt.ts';

/** How the lines of a CSV file are read. */
export type CsvLayout =
  /** No header: every line is a row, and all of its cells are values. */
  | { readonly kind: 'values' }
  /** A header of `cellCount` names: a line is a row, and cells that are neither named nor metadata are values. */
  | {
      readonly kind: 'named';
      readonly cellCount: number;
      /** Index of the column of ids, or undefined. */
      readonly id: number | undefined;
      /** Index of the column of labels, or undefined. */
      readonly label: number | undefined;
      /** Names of the columns of metadata by their index. */
      readonly metadata: ReadonlyMap<number, string>;
    }
  /** The header `time,value` or `t,v`: the file is one series, a point on each line. */
  | { readonly kind: 'points' };

const ID_NAMES: readonly string[] = ['id'];
const LABEL_NAMES: readonly string[] = ['label', 'class'];

/** Headers of a file that is one series read downwards. */
const POINT_HEADERS: ReadonlySet<string> = new Set(['time,value', 't,v']);

/**
 * The layout of a CSV file whose first line has `cells`. The line is a row when all of its cells
 * are numbers. It is a header when one of them is `id`, `label` or `class` (in any case, spaces
 * around ignored) or begins with `@`, or none is a number or a mark for a missing value. Any other line is refused,
 * since taking a damaged row for a header would lose it silently.
 * @throws DatabaseError `BAD_FILE` for such a line, and for a header that names a column twice or
 * leaves one without a name.
 */
export function csvLayout(cells: readonly string[], place: RowPlace): CsvLayout {
  if (cells.every(isDecimal)) return { kind: 'values' };
  const names = cells.map((cell) => cell.trim().toLowerCase());
  if (POINT_HEADERS.has(names.join(','))) return { kind: 'points' };

  const id = findColumn(names, ID_NAMES, place);
  const label = findColumn(names, LABEL_NAMES, place);
  const metadata = metadataColumns(cells, place);
  const named = id !== undefined || label !== undefined || metadata.size > 0;
  const wrong = cells.findIndex((cell) => !isDecimal(cell));
  if (!named && cells.some((cell) => isDecimal(cell) || isMissing(cell))) {
    throw badFile(
      { ...place, column: wrong + 1 },
      `${decimalFault(cells[wrong]!)}; the line is neither a row of numbers nor a header: name ` +
        'columns of text id and label',
    );
  }
  const nameless = names.indexOf('');
  if (nameless !== -1) {
    throw badFile(
      { ...place, column: nameless + 1 },
      'the column has no name; name it, or remove it if it only counts rows',
    );
  }
  return { kind: 'named', cellCount: cells.length, id, label, metadata };
}

/** The columns whose names begin with `@`, without it. */
function metadataColumns(cells: readonly string[], place: RowPlace): ReadonlyMap<number, string> {
  const columns = new Map<number, string>();
  for (const [index, cell] of cells.entries()) {
    const name = cell.trim();
    if (!name.startsWith('@')) continue;
    if ([...columns.values()].includes(name.slice(1))) {
      throw badFile({ ...place, column: index + 1 }, `the header names ${excerpt(name)} twice`);
    }
    columns.set(index, name.slice(1));
  }
  return columns;
}

function findColumn(
  names: readonly string[],
  wanted: readonly string[],
  place: RowPlace,
): number | undefined {
  const first = names.findIndex((name) => wanted.includes(name));
  if (first === -1) return undefined;
  const second = names.findIndex((name, index) => index > first && wanted.includes(name));
  if (second === -1) return first;
  throw badFile(
    { ...place, column: second + 1 },
    `the header names ${excerpt(names[second]!)} although column ${first + 1} is ` +
      `${excerpt(names[first]!)}; keep one of them`,
  );
}

import { badFile } from './bad-file.ts';
import { parseCell, parseCells, type RowPlace } from './cells.ts';
import { splitCsvLine } from './csv-cells.ts';
import { type CsvLayout, csvLayout } from './csv-layout.ts';
import type { RawRow, ReadListener, RowMetadata, SeriesFormat } from './format.ts';
import { SERIES_LIMITS } from './series.ts';
import { readRowLines } from './text-lines.ts';

/**
 * Values separated by commas, one series a line. An optional header names the columns: `id` and
 * `label` (or `class`) are what they say, `@level` is the column `level` of metadata, all others are
 * values in order. Under the header
 * `time,value` or `t,v` the file is one series instead, a point on each line. Without a header
 * all cells are values, and rows may differ in length.
 */
export const csvFormat: SeriesFormat = {
  description:
    'values separated by commas, optional header with id, label and @column; or time,value lines',
  rows: readCsv,
};

/** The points of a file that is one series, gathered line by line. */
interface Points {
  readonly times: number[];
  readonly values: number[];
}

async function* readCsv(path: string, onRead?: ReadListener): AsyncGenerator<RawRow> {
  const points: Points = { times: [], values: [] };
  let layout: CsvLayout | undefined;
  let line = 0;
  for await (const { number, text } of readRowLines(path, onRead)) {
    line = number;
    const place = { path, line };
    const cells = splitCsvLine(text, place);
    if (layout === undefined) {
      layout = csvLayout(cells, place);
      if (layout.kind !== 'values') continue;
    }
    if (layout.kind === 'points') addPoint(points, cells, place);
    else yield parseRow(cells, layout, place);
  }
  const pointCount = points.values.length;
  if (pointCount > 0) {
    const first = line - pointCount + 1;
    yield { line: first, linesPerPoint: 1, id: undefined, label: undefined, ...points };
  }
}

function parseRow(
  cells: readonly string[],
  layout: Exclude<CsvLayout, { readonly kind: 'points' }>,
  place: RowPlace,
): RawRow {
  const row = { line: place.line, linesPerPoint: 0, times: undefined } as const;
  if (layout.kind === 'values') {
    return { ...row, id: undefined, label: undefined, values: parseCells(cells, 0, place) };
  }
  checkCellCount(cells, layout.cellCount, place);
  const values: number[] = [];
  for (const [index, cell] of cells.entries()) {
    const named = index === layout.id || index === layout.label || layout.metadata.has(index);
    if (!named) values.push(parseCell(cell, index, place));
  }
  const id = layout.id === undefined ? undefined : cells[layout.id];
  const label = layout.label === undefined ? undefined : cells[layout.label];
  // An empty cell is how CSV writes that a row has no label.
  return {
    ...row,
    id,
    label: label === '' ? undefined : label,
    metadata: metadataOf(cells, layout.metadata),
    values,
  };
}

function metadataOf(
  cells: readonly string[],
  columns: ReadonlyMap<number, string>,
): RowMetadata | undefined {
  if (columns.size === 0) return undefined;
  const values = [...columns].map(([index, name]) => [name, cells[index] || null] as const);
  return { values: Object.fromEntries(values), typed: false };
}

function addPoint(points: Points, cells: readonly string[], place: RowPlace): void {
  checkCellCount(cells, 2, place);
  if (points.values.length === SERIES_LIMITS.pointsMax) {
    const problem = `the series goes on after ${SERIES_LIMITS.pointsMax} points`;
    throw badFile(place, `${problem}; thin it out, or cut it into several files`);
  }
  points.times.push(parseCell(cells[0]!, 0, place));
  points.values.push(parseCell(cells[1]!, 1, place));
}

function checkCellCount(cells: readonly string[], cellCount: number, place: RowPlace): void {
  if (cells.length === cellCount) return;
  const problem = `the line has ${cells.length} cells where the header has ${cellCount}`;
  throw badFile(place, `${problem}; give each line as many`);
}

import { type AeonHeader, EMPTY_AEON_HEADER, readAeonHeader } from './aeon-header.ts';
import { badFile } from './bad-file.ts';
import { parseCells, type RowPlace } from './cells.ts';
import { excerpt } from './excerpt.ts';
import type { RawRow, ReadListener, SeriesFormat } from './format.ts';
import { readLines, refuseBlankBefore } from './text-lines.ts';

/**
 * The `.ts` format of aeon, sktime and the UCR archive: `#` comments, `@` headers, `@data`, then
 * one series a line, `value,value,value:label`, the label only where the header announces one.
 * Univariate series without time stamps; a missing value (`?`) is refused.
 * Source: ".ts File Format", documentation of the aeon toolkit.
 */
export const aeonFormat: SeriesFormat = {
  description: 'aeon, sktime and UCR archive: @headers, @data, then value,value,…:label',
  rows: readAeon,
};

async function* readAeon(path: string, onRead?: ReadListener): AsyncGenerator<RawRow> {
  let header = EMPTY_AEON_HEADER;
  let inData = false;
  let rowCount = 0;
  for await (const line of readLines(path, onRead)) {
    const place = { path, line: line.number };
    if (line.text.startsWith('#')) continue;
    if (!inData) {
      const next = readAeonHeader(header, line.text, place);
      inData = next === 'data';
      if (next !== 'data') header = next;
      continue;
    }
    if (rowCount > 0) refuseBlankBefore(path, line);
    rowCount++;
    const row = parseRow(line.text, header, place);
    checkPointCount(row.values.length, header, place);
    // Without @seriesLength the first row decides how long equally long rows are.
    if (header.equalLength) header = { ...header, pointCount: row.values.length };
    yield row;
  }
  if (!inData) throw badFile({ path }, 'there is no line @data; the rows follow after it');
}

function parseRow(text: string, header: AeonHeader, place: RowPlace): RawRow {
  if (text.startsWith('@')) {
    throw badFile(place, `${excerpt(text)} is a header after @data; move it before @data`);
  }
  const parts = text.split(':');
  const partCount = header.labelled ? 2 : 1;
  if (parts.length > partCount) {
    throw badFile(
      place,
      `the row has ${parts.length} parts separated by ':' where the headers announce ` +
        `${partCount}; several dimensions are not supported, and labels need @classLabel true`,
    );
  }
  if (parts.length < partCount) {
    throw badFile(place, "the row ends without ':label', which the headers announce; add it");
  }
  const label = header.labelled ? parseLabel(parts[1]!, header, place) : undefined;
  const values = parseCells(parts[0]!.split(','), 0, place);
  return { line: place.line, linesPerPoint: 0, id: undefined, label, times: undefined, values };
}

function parseLabel(text: string, header: AeonHeader, place: RowPlace): string {
  const label = text.trim();
  if (label === '') throw badFile(place, "the label after ':' is empty; write it");
  if (header.labels.length > 0 && !header.labels.includes(label)) {
    const known = excerpt(header.labels.join(' '));
    const problem = `the label ${excerpt(label)} is not one that @classLabel lists (${known})`;
    throw badFile(place, `${problem}; add it there or mend the row`);
  }
  return label;
}

function checkPointCount(pointCount: number, header: AeonHeader, place: RowPlace): void {
  if (header.pointCount === undefined || pointCount === header.pointCount) return;
  throw badFile(
    place,
    `the row has ${pointCount} values where @seriesLength or the first row has ` +
      `${header.pointCount}; mend the row, or set @equalLength false and drop @seriesLength`,
  );
}

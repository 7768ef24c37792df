import { badFile } from './bad-file.ts';
import { parseCells } from './cells.ts';
import type { RawRow, ReadListener, SeriesFormat } from './format.ts';
import { readRowLines } from './text-lines.ts';

/**
 * The UCR archive's `.tsv`: one series a line, its label first, then its values, separated by
 * tabs. There is no header and no quoting. Rows may differ in length.
 */
export const tsvFormat: SeriesFormat = {
  description: 'UCR archive: label, then values, separated by tabs',
  rows: readTsv,
};

async function* readTsv(path: string, onRead?: ReadListener): AsyncGenerator<RawRow> {
  for await (const { number: line, text } of readRowLines(path, onRead)) {
    const cells = text.split('\t');
    const label = cells[0]!.trim();
    if (cells.length === 1) {
      throw badFile({ path, line }, 'the line has no tab; write a label, then values, with tabs');
    }
    if (label === '') {
      throw badFile({ path, line, column: 1 }, 'the label is empty; write any text, such as 0');
    }
    const values = parseCells(cells, 1, { path, line });
    yield { line, linesPerPoint: 0, id: undefined, label, times: undefined, values };
  }
}

import type { Column, SeriesRow, Values } from '../../server/index.ts';
import type { Source } from './source.ts';

/** The column that holds the labels of files. */
const LABEL: Column = { name: 'label', type: 'text' };

/**
 * Adds the columns that the rows of `file` need and the collection lacks. Gives what a row of the
 * file has as values for them.
 * @throws DatabaseError or RemoteError for what is no name of a column; `BAD_FILE`.
 * Cost: a file with metadata is read once more.
 * @param onRead told of bytes that were read for it
 */
export async function rowMetadata(
  source: Source,
  file: string,
  onRead: (bytes: number) => void,
): Promise<(row: SeriesRow) => Values | undefined> {
  const { ColumnGuess, readSeriesFile, valuesFor } = await import('../../server/index.ts');
  const guess = new ColumnGuess();
  const isObjects = file.toLowerCase().endsWith('.ndjson');
  let labelled = false;
  for await (const { label, metadata } of readSeriesFile(file, { spacing: 'any', onRead })) {
    labelled ||= label !== undefined;
    if (metadata !== undefined) guess.note(metadata);
    // Objects differ in what they have; of other files the first row tells.
    else if (!isObjects) break;
  }
  const known = await source.columns();
  const names = new Set(known.map(({ name }) => name));
  const wanted = [...(labelled ? [LABEL] : []), ...guess.columns];
  const missing = wanted.filter(({ name }) => !names.has(name));
  if (missing.length > 0) await source.addColumns(missing);
  const columns = [...known, ...missing];
  return ({ label, metadata }) => {
    if (label === undefined && metadata === undefined) return undefined;
    const own = metadata === undefined ? {} : valuesFor(columns, metadata);
    return label === undefined ? own : { ...own, [LABEL.name]: label };
  };
}

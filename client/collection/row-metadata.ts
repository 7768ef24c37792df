import { stat } from 'node:fs/promises';
import type { Column, SeriesRow, Values } from '../../server/index.ts';
import type { Source } from './source.ts';

/** The column that holds the labels of files. */
const LABEL: Column = { name: 'label', type: 'text' };

/**
 * Gives what a row of `file` has as values for the columns of the collection, to which it adds those
 * that the rows need: as a row declares them, or else as all values take them. A pipe can be read only
 * once, so there a column that no row declared before is `label`, or has to be there.
 * @throws DatabaseError or RemoteError for what is no name of a column; `BAD_FILE`.
 * Cost: a file with metadata is read once more.
 * @param onRead told of bytes that were read for it
 */
export async function rowMetadata(
  source: Source,
  file: string,
  onRead: (bytes: number) => void,
): Promise<(row: SeriesRow) => Promise<Values | undefined>> {
  const { valuesFor } = await import('../../server/index.ts');
  const columns = [...(await source.columns())];
  const add = async (wanted: readonly Column[]): Promise<void> => {
    const missing = wanted.filter((one) => columns.every(({ name }) => name !== one.name));
    if (missing.length === 0) return;
    await source.addColumns(missing);
    columns.push(...missing);
  };
  if ((await stat(file)).isFile()) await add(await columnsIn(file, onRead));
  return async ({ label, metadata, columns: declared = [] }) => {
    await add(declared);
    if (label === undefined && metadata === undefined) return undefined;
    const own = metadata === undefined ? {} : valuesFor(columns, metadata);
    if (label === undefined) return own;
    await add([LABEL]);
    return { ...own, [LABEL.name]: label };
  };
}

/** The columns that take the metadata of all rows of `file`, and its labels. */
async function columnsIn(
  file: string,
  onRead: (bytes: number) => void,
): Promise<readonly Column[]> {
  const { ColumnGuess, readSeriesFile } = await import('../../server/index.ts');
  const guess = new ColumnGuess();
  // By type and name, so that two types of one name get to whoever refuses them.
  const declared = new Map<string, Column>();
  let isLabelled = false;
  const isObjects = file.toLowerCase().endsWith('.ndjson');
  for await (const row of readSeriesFile(file, { spacing: 'any', onRead })) {
    const { label, metadata, columns = [] } = row;
    for (const column of columns) declared.set(`${column.type} ${column.name}`, column);
    isLabelled ||= label !== undefined;
    if (metadata !== undefined) guess.note(metadata);
    // Objects differ in what they have; of other files the first row tells.
    else if (!isObjects) break;
  }
  const known = [...declared.values()];
  for (const column of isLabelled ? [LABEL, ...guess.columns] : guess.columns) {
    if (known.every(({ name }) => name !== column.name)) known.push(column);
  }
  return known;
}

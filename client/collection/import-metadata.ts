import type { Column, Values } from '../../server/index.ts';
import { applyRows, type Placed, partialError } from './apply-rows.ts';
import type { Source } from './source.ts';

/** Rows under way at a time, so that a group of them shares a commit. */
const IN_FLIGHT_MAX = 256;

/** What became of the rows. */
export interface MetadataTally {
  readonly updated: number;
  /** Those that had the values already. */
  readonly same: number;
}

interface Row extends Placed {
  readonly id: string;
  readonly values: Values;
}

/**
 * Sets the metadata that files have, and adds the columns that are missing, each of the narrowest
 * type that takes all values of its file.
 * @throws DatabaseError `BAD_FILE`, before anything is set of a file that cannot be read; PartialError
 * with the place of the first row that is refused: rows before it are done.
 * Cost: each file is read twice.
 */
export async function importMetadata(
  source: Source,
  files: readonly string[],
): Promise<MetadataTally> {
  const done = { updated: 0, same: 0 };
  for (const file of files) {
    const columns = await columnsFor(source, file);
    const applied = await applyRows(rowsOf(file, columns), {
      apply: ({ id, values }) => source.upsertMetadata(id, values),
      inFlightMax: IN_FLIGHT_MAX,
    });
    done.updated += applied.changed;
    done.same += applied.same;
    if (applied.fault === undefined) continue;
    throw partialError(applied.fault, applied, {
      changed: `${done.updated} updated`,
      same: `${done.same} had these values`,
      progress: done,
    });
  }
  return done;
}

/** The columns of the collection, among them all that `file` has values for. */
async function columnsFor(source: Source, file: string): Promise<readonly Column[]> {
  const { ColumnGuess, readMetadataFile } = await import('../../server/index.ts');
  const guess = new ColumnGuess();
  for await (const { metadata } of readMetadataFile(file)) guess.note(metadata);
  const known = await source.columns();
  const names = new Set(known.map(({ name }) => name));
  const missing = guess.columns.filter(({ name }) => !names.has(name));
  if (missing.length > 0) await source.addColumns(missing);
  return [...known, ...missing];
}

async function* rowsOf(file: string, columns: readonly Column[]): AsyncGenerator<Row> {
  const { readMetadataFile, valuesFor } = await import('../../server/index.ts');
  for await (const { id, metadata, line } of readMetadataFile(file)) {
    yield { id, values: valuesFor(columns, metadata), place: `${file}:${line}` };
  }
}

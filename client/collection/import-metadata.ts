import { PartialError } from '../command-line/failure.ts';
import type { Source } from './source.ts';

/** Rows under way at a time, so that a group of them shares a commit. */
const IN_FLIGHT_MAX = 256;

/** What became of the rows. */
export interface MetadataTally {
  readonly updated: number;
  /** Those that had the values already. */
  readonly same: number;
}

/**
 * Sets the metadata that files have, and adds the columns that are missing, each of the narrowest
 * type that takes all values of its file.
 * @throws DatabaseError `BAD_FILE`; PartialError with the place of the first row that is refused:
 * rows before it are done.
 * Cost: each file is read twice.
 */
export async function importMetadata(
  source: Source,
  files: readonly string[],
): Promise<MetadataTally> {
  const { ColumnGuess, readMetadataFile, valuesFor } = await import('../../server/index.ts');
  const tally = { updated: 0, same: 0 };
  for (const file of files) {
    const guess = new ColumnGuess();
    for await (const { metadata } of readMetadataFile(file)) guess.note(metadata);
    const known = await source.columns();
    const names = new Set(known.map(({ name }) => name));
    const missing = guess.columns.filter(({ name }) => !names.has(name));
    if (missing.length > 0) await source.addColumns(missing);
    const columns = [...known, ...missing];
    let underWay: Promise<unknown>[] = [];
    for await (const { id, metadata, line } of readMetadataFile(file)) {
      const values = valuesFor(columns, metadata);
      underWay.push(counted(tally, settled(source.upsertMetadata(id, values), `${file}:${line}`)));
      if (underWay.length < IN_FLIGHT_MAX) continue;
      await allOf(underWay);
      underWay = [];
    }
    await allOf(underWay);
  }
  return tally;
}

/** Waits for all, then throws the first error. */
async function allOf(promises: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(promises)) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}

async function counted(
  tally: Record<keyof MetadataTally, number>,
  changing: Promise<boolean>,
): Promise<void> {
  tally[(await changing) ? 'updated' : 'same'] += 1;
}

async function settled(changing: Promise<boolean>, place: string): Promise<boolean> {
  try {
    return await changing;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new PartialError(`${place}: ${message}`, { cause, progress: {} });
  }
}

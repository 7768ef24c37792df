import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError, type EngineFile, engineOf, loadEngine } from '../../engines/index.ts';
import { DatabaseError } from '../errors.ts';
import { type Column, valueOf } from '../metadata/index.ts';
import type { Settings, StoredRow } from './contract.ts';
import { readRow, readSchema } from './metadata-trees.ts';
import { decodeSeries } from './records.ts';
import { readSettings } from './settings.ts';
import { decodeId, decodeOrdinal, encodeId, TREES } from './trees.ts';

/** The engine file of a data directory. */
export const COLLECTION_FILE = 'collection.vantage';

/** The ids of the newest commit in order of their bytes, all or those behind `after`. */
export function* idsIn(file: EngineFile, after: string | undefined): Iterable<string> {
  const snapshot = file.snapshot();
  try {
    for (const { key } of snapshot.tree(TREES.ids).range(behind(after))) yield decodeId(key);
  } finally {
    snapshot.release();
  }
}

/** As `idsIn`, with all there is of each. @throws EngineError `CORRUPT` when an id has no series. */
export function* storedIn(file: EngineFile, after: string | undefined): Iterable<StoredRow> {
  const snapshot = file.snapshot();
  try {
    const series = snapshot.tree(TREES.series);
    const schema = readSchema(snapshot);
    for (const { value } of snapshot.tree(TREES.ids).range(behind(after))) {
      const record = series.get(value);
      const ordinal = decodeOrdinal(value);
      if (record === undefined) throw withoutSeries(ordinal);
      const row = readRow(snapshot, schema, ordinal);
      const cells = schema.stored.flatMap(({ name, type, number }) => {
        const cell = row.get(number) ?? null;
        return cell === null ? [] : [[name, valueOf(type, cell)] as const];
      });
      yield { ...decodeSeries(record), metadata: Object.fromEntries(cells) };
    }
  } finally {
    snapshot.release();
  }
}

/** The series of a data directory, for whoever does not search it. */
export interface StoredCollection {
  readonly settings: Settings;
  /** Series stored at the newest commit. */
  readonly size: number;
  /** Columns of metadata at the newest commit, without those that are computed. */
  readonly columns: readonly Column[];
  /** The series of the newest commit, in order of the bytes of their ids. */
  series(): Iterable<StoredRow>;
  close(): Promise<void>;
}

/**
 * Opens the data directory at `path` for reading its series, beside a writer if need be. Unlike a
 * database it holds none of them in memory.
 * @throws DatabaseError `NOT_A_DATABASE`, `NEWER_FORMAT`; EngineError `CORRUPT`.
 */
export async function openStored(path: string): Promise<StoredCollection> {
  const filePath = engineFileIn(path);
  const engine = await loadEngine(await engineOf(filePath));
  const file = await engine.open(filePath, { readOnly: true, create: false });
  try {
    const settings = readSettings(file, path);
    const snapshot = file.snapshot();
    const size = snapshot.tree(TREES.ids).count();
    const columns = readSchema(snapshot).stored.map(({ name, type }) => ({ name, type }));
    snapshot.release();
    const series = (): Iterable<StoredRow> => storedIn(file, undefined);
    return { settings, size, columns, series, close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * The path of the engine file in the data directory at `path`.
 * @throws DatabaseError `NOT_A_DATABASE`.
 */
export function engineFileIn(path: string): string {
  const filePath = join(path, COLLECTION_FILE);
  if (existsSync(filePath)) return filePath;
  const problem = `${path} is not a data directory`;
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory()) {
    const advice = 'name a folder that "vantage create" made';
    throw new DatabaseError('NOT_A_DATABASE', `${problem} (it is a file); ${advice}`);
  }
  const reason = found === undefined ? 'it does not exist' : `it has no ${COLLECTION_FILE}`;
  const advice = `make one with: vantage create ${path} --length N`;
  throw new DatabaseError('NOT_A_DATABASE', `${problem} (${reason}); ${advice}`);
}

/** The range of ids that come behind `after`, or of all. */
function behind(after: string | undefined): { readonly gt?: Uint8Array } {
  return after === undefined ? {} : { gt: encodeId(after) };
}

function withoutSeries(ordinal: number): EngineError {
  return new EngineError('CORRUPT', `an id has ordinal ${ordinal}, and no series has it`);
}

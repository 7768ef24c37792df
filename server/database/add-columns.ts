import type { EngineFile } from '../../engines/index.ts';
import { type Column, type Columns, Schema } from '../metadata/index.ts';
import { checkWritable } from './checks.ts';
import { putColumns } from './metadata-trees.ts';
import type { Views } from './views.ts';
import type { WriteId } from './write-ids.ts';
import { nameWrite, noteWrites, recallWrite } from './write-memory.ts';

export interface AddColumnsTarget {
  readonly file: EngineFile;
  readonly columns: Columns;
  readonly views: Views;
  /** Milliseconds of the Unix epoch. */
  readonly now: () => number;
}

/**
 * Adds columns, and shows them to queries when that is done. No other change of the database may run
 * meanwhile. Resolves to the names of those that were not there.
 * @throws as `Database.addColumns`.
 */
export async function addColumns(
  { file, columns, views, now }: AddColumnsTarget,
  asked: readonly Column[],
  writeId: WriteId | undefined,
): Promise<readonly string[]> {
  const { snapshot } = views.current;
  const body = JSON.stringify(asked.map(({ name, type }) => [name, type]));
  const write = writeId && nameWrite(writeId, 'add_columns', body);
  const answer = write && recallWrite(snapshot, write, now());
  if (answer !== undefined) return typeof answer === 'boolean' ? [] : answer;
  checkWritable(file);
  const { schema } = columns;
  const added = schema.additions(asked);
  const names = added.map(({ name }) => name);
  if (added.length === 0 && write === undefined) return names;
  await file.write((tx) => {
    noteWrites(tx, write ? [{ write, answer: names }] : [], now());
    putColumns(tx, added);
  });
  columns.extend(new Schema([...schema.stored, ...added]));
  views.publish();
  return names;
}

import { parse } from 'node:path';
import { badFile } from './bad-file.ts';
import { splitCsvLine } from './csv-cells.ts';
import { excerpt } from './excerpt.ts';
import type { RowMetadata } from './format.ts';
import { parseJson } from './json.ts';
import { idFault } from './series-id.ts';
import { readRowLines } from './text-lines.ts';

/** The metadata of one series in a file. */
export interface MetadataRow {
  readonly id: string;
  /** Line on which the row stands, from 1. */
  readonly line: number;
  readonly metadata: RowMetadata;
}

/**
 * The rows of metadata in the file at `path`, in file order: a `.csv` whose header names the columns,
 * one of them `id`, or an `.ndjson` with an object a line, one of its fields `id`.
 * @throws DatabaseError `BAD_FILE`, from the iteration.
 */
export async function* readMetadataFile(
  path: string,
): AsyncGenerator<MetadataRow, void, undefined> {
  const extension = parse(path).ext.toLowerCase();
  if (extension === '.csv') yield* csvRows(path);
  else if (extension === '.ndjson') yield* ndjsonRows(path);
  else {
    const problem = `the extension ${excerpt(extension)} is unknown`;
    throw badFile({ path }, `${problem}; metadata comes in .csv or .ndjson`);
  }
}

async function* csvRows(path: string): AsyncGenerator<MetadataRow> {
  let names: readonly string[] | undefined;
  for await (const { number: line, text } of readRowLines(path)) {
    const cells = splitCsvLine(text, { path, line });
    if (names === undefined) {
      names = cells.map((cell) => cell.trim().replace(/^@/, ''));
      checkHeader(names, path, line);
      continue;
    }
    if (cells.length !== names.length) {
      const problem = `the line has ${cells.length} cells where the header has ${names.length}`;
      throw badFile({ path, line }, `${problem}; give each line as many`);
    }
    const values = new Map(names.map((name, index) => [name, cells[index] || null]));
    yield rowOf(values, { path, line, typed: false });
  }
}

function checkHeader(names: readonly string[], path: string, line: number): void {
  if (!names.includes('id')) throw badFile({ path, line }, 'the header has no column id; add it');
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw badFile({ path, line }, `the header names ${excerpt(twice)} twice; keep one of them`);
  }
}

async function* ndjsonRows(path: string): AsyncGenerator<MetadataRow> {
  for await (const { number: line, text } of readRowLines(path)) {
    const document = parseJson(text, { path, line });
    if (typeof document !== 'object' || document === null || Array.isArray(document)) {
      throw badFile({ path, line }, 'the line is no object; write {"id": "…", "column": value, …}');
    }
    const values = new Map<string, string | number | boolean | null>();
    for (const [name, value] of Object.entries(document) as [string, unknown][]) {
      if (value !== null && !['string', 'number', 'boolean'].includes(typeof value)) {
        const problem = `the field ${excerpt(name)} is a list or an object`;
        throw badFile({ path, line }, `${problem}; write text, a number, true, false or null`);
      }
      values.set(name, value as string | number | boolean | null);
    }
    yield rowOf(values, { path, line, typed: true });
  }
}

function rowOf(
  values: Map<string, string | number | boolean | null>,
  { path, line, typed }: { readonly path: string; readonly line: number; readonly typed: boolean },
): MetadataRow {
  const id = values.get('id');
  if (typeof id !== 'string') throw badFile({ path, line }, 'the row has no id; give it one');
  const fault = idFault(id);
  if (fault !== undefined) throw badFile({ path, line }, `${fault}; change it`);
  values.delete('id');
  return { id, line, metadata: { values: Object.fromEntries(values), typed } };
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseError } from '../../../server/errors.ts';
import {
  type ReadSeriesOptions,
  readSeriesFile,
  type SeriesRow,
} from '../../../server/series/index.ts';

/** What `use` returns, called with the path of a directory that exists only until it returns. */
export async function withDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'series-'));
  try {
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The rows of a file called `name` with `content`. */
export async function readContent(
  name: string,
  content: string | Uint8Array,
  options?: ReadSeriesOptions,
): Promise<SeriesRow[]> {
  return withDirectory(async (directory) => {
    const path = join(directory, name);
    writeFileSync(path, content);
    return collect(readSeriesFile(path, options));
  });
}

/** The values of each row of a file called `name` with `content`. */
export async function readValues(name: string, content: string | Uint8Array): Promise<number[][]> {
  return (await readContent(name, content)).map((row) => Array.from(row.series.values));
}

/** The message with which such a file is refused, its path cut down to `name`. */
export async function refusalOf(
  name: string,
  content: string | Uint8Array,
  options?: ReadSeriesOptions,
): Promise<string> {
  return withDirectory(async (directory) => {
    const path = join(directory, name);
    writeFileSync(path, content);
    const message = await refusal(collect(readSeriesFile(path, options)));
    return message.replace(path, name);
  });
}

/** The message of the `BAD_FILE` that `reading` rejects with; anything else is thrown. */
export async function refusal(reading: Promise<unknown>): Promise<string> {
  try {
    await reading;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === 'BAD_FILE') return error.message;
    throw error;
  }
  throw new Error('the file was read without an error');
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

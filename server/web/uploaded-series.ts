import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { clip } from '../clip.ts';
import { DatabaseError } from '../errors.ts';
import { ProtocolError } from '../protocol/index.ts';
import { formatOf, readSeriesFile, resample, type Series } from '../series/index.ts';
import type { UploadedSeries } from './messages.ts';

/** Bytes of a file with a series to look for: one of 65,536 long numbers fits. */
export const UPLOAD_BYTES_MAX: number = 4 * 2 ** 20;

const NAME_CHARACTERS_MAX = 120;

/**
 * The first series of a file that was sent, with as many points as the collection's have. The file
 * stands in a folder of its own while it is read, for the readers of all formats read files.
 * @param name the file's, which decides the format by its extension
 * @throws ProtocolError `INVALID_VALUE` whose message says where in the file what is wrong.
 */
export async function readUploaded(
  name: string,
  bytes: Uint8Array,
  length: number,
): Promise<UploadedSeries> {
  const folder = await mkdtemp(join(tmpdir(), 'vantage-upload-'));
  const path = join(folder, `series${extname(name)}`);
  try {
    formatOf(name); // One of few extensions goes into the path.
    await writeFile(path, bytes, { mode: 0o600 });
    const { series, isOnly } = await readFirst(path);
    const fitted = resample(series, length);
    return { values: [...fitted.values], points: series.values.length, isOnly };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    // As a function: in a text `$&` would be the path.
    const message = error.message.replaceAll(path, () => clip(name, NAME_CHARACTERS_MAX));
    throw new ProtocolError('INVALID_VALUE', message, { cause: error, field: 'file' });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readFirst(path: string): Promise<{ series: Series; isOnly: boolean }> {
  const rows = readSeriesFile(path, { spacing: 'any' });
  try {
    const first = await rows.next();
    // Without any row it throws.
    const { series } = first.value!;
    const second = await rows.next();
    return { series, isOnly: second.done === true };
  } finally {
    await rows.return();
  }
}

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ProtocolError } from '../protocol/index.ts';
import type { ReportName } from './messages.ts';

/** Reports that are listed, the newest of more. */
const LISTED_MAX = 200;
const BYTES_MAX: number = 8 * 2 ** 20;

const NAME = /\.json(?:\.gz)?$/;

/**
 * The reports of benchmarks in `folder`, JSON or that packed with gzip, the newest first; none without a folder.
 * @throws ProtocolError `INVALID_VALUE` where the folder cannot be read.
 */
export async function listReports(folder: string | undefined): Promise<readonly ReportName[]> {
  if (folder === undefined) return [];
  const names = (await namesIn(folder)).filter((name) => NAME.test(name));
  const reports = await Promise.all(
    names.map(async (name) => {
      const { mtime, size } = await stat(join(folder, name));
      return { name, written: mtime.toISOString(), bytes: size };
    }),
  );
  return reports
    .filter(({ bytes }) => bytes <= BYTES_MAX)
    .toSorted((a, b) => b.written.localeCompare(a.written))
    .slice(0, LISTED_MAX);
}

/**
 * One of the listed reports, unpacked.
 * @throws ProtocolError `INVALID_VALUE` for a name that is not listed.
 */
export async function readReport(
  folder: string | undefined,
  name: string | null,
): Promise<unknown> {
  const listed = (await listReports(folder)).some((report) => report.name === name);
  if (folder === undefined || name === null || !listed) {
    throw new ProtocolError('INVALID_VALUE', 'there is no such report', { field: 'name' });
  }
  try {
    const bytes = await readFile(join(folder, name));
    const text = name.endsWith('.gz') ? await unpacked(bytes) : bytes;
    return JSON.parse(text.toString());
  } catch (cause) {
    throw new ProtocolError('INVALID_VALUE', `${name} is no JSON`, { cause, field: 'name' });
  }
}

/** @throws RangeError where `bytes` hold too much. */
function unpacked(bytes: Uint8Array): Promise<Buffer> {
  return promisify<Uint8Array, object, Buffer>(gunzip)(bytes, { maxOutputLength: BYTES_MAX });
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    const message = 'the folder of reports cannot be read; start the server with another';
    throw new ProtocolError('INVALID_VALUE', message, { cause, field: 'reports' });
  }
}

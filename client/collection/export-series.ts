import { once } from 'node:events';
import { open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import type { SeriesEncoding } from '../../server/index.ts';
import { type Destination, printableLines } from '../output/index.ts';
import { writeNew } from './new-path.ts';
import type { StoredSource } from './stored-source.ts';

/** Bytes that are written at a time, about. */
const CHUNK_BYTES = 256 * 1024;

const ADVICE = 'an export never overwrites, so remove it or name another file';

/** Told of every series that was written. */
type RowListener = (rows: number) => void;

/** Writes some bytes; resolves when more may come. */
type Write = (chunk: Buffer) => Promise<void>;

export interface ExportOptions {
  readonly encoding: SeriesEncoding;
  readonly onRow: RowListener;
}

/**
 * Writes every series of `source` to `out`, no faster than that takes it; resolves to their count.
 * A terminal is shown ids with escapes.
 */
export async function exportToStream(
  source: StoredSource,
  out: Writable,
  { encoding, onRow }: ExportOptions,
): Promise<number> {
  const shown = (out as Destination).isTTY === true ? forTerminal(encoding) : encoding;
  return writeAll(source, shown, onRow, async (chunk) => {
    if (!out.write(chunk)) await once(out, 'drain');
  });
}

/**
 * Writes every series of `source` to a new file at `path`, which is there only once it is whole and
 * on disk; resolves to their count.
 * @throws CommandError `EXISTS`. Nothing is left then, nor after a signal.
 */
export async function exportToFile(
  source: StoredSource,
  path: string,
  { encoding, onRow }: ExportOptions,
): Promise<number> {
  return writeNew({ path, advice: ADVICE }, async (staging) => {
    const file = await open(staging, 'wx');
    try {
      const rows = await writeAll(source, encoding, onRow, async (chunk) => {
        await file.writeFile(chunk);
      });
      if (encoding.countsRows) {
        const head = Buffer.from(encoding.head({ points: source.points, rows }));
        await file.write(head, 0, head.length, 0);
      }
      await file.sync();
      return rows;
    } finally {
      await file.close();
    }
  });
}

/**
 * As `encoding`, with what a terminal would act on written as escapes. Where there are no ids there
 * are numbers alone.
 */
function forTerminal(encoding: SeriesEncoding): SeriesEncoding {
  if (!encoding.holds.includes('ids')) return encoding;
  const row: SeriesEncoding['row'] = (named) => {
    return printableLines(Buffer.from(encoding.row(named)).toString());
  };
  return { ...encoding, row };
}

async function writeAll(
  source: StoredSource,
  { head, row }: SeriesEncoding,
  onRow: RowListener,
  write: Write,
): Promise<number> {
  let chunk: Buffer[] = [Buffer.from(head({ points: source.points, rows: source.size }))];
  let bytes = 0;
  let rows = 0;
  for await (const named of source.series()) {
    const encoded = Buffer.from(row(rows === 0 ? { ...named, columns: source.columns } : named));
    chunk.push(encoded);
    bytes += encoded.length;
    rows += 1;
    onRow(rows);
    if (bytes < CHUNK_BYTES) continue;
    await write(Buffer.concat(chunk));
    chunk = [];
    bytes = 0;
  }
  await write(Buffer.concat(chunk));
  return rows;
}

import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { badFile, unreadableFile } from './bad-file.ts';
import type { ReadListener } from './format.ts';

/** Greatest length of a line, in bytes without its end. 65,536 long numbers take a tenth of it. */
const LINE_BYTES_MAX = 16 * 1024 * 1024;

const CHUNK_BYTES = 64 * 1024;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** One line of a text file that is not blank. */
export interface TextLine {
  /** Line number, from 1; blank lines are counted. */
  readonly number: number;
  /** The line without its end, LF or CR LF, and on line 1 without a byte order mark. */
  readonly text: string;
  /** Number of the last blank line, when it comes right before this one; else undefined. */
  readonly blankBefore: number | undefined;
}

/**
 * The lines of the UTF-8 file at `path`, read as they are asked for; blank lines (empty, or spaces
 * only) are left out. Ending the iteration early closes the file.
 * @throws DatabaseError `BAD_FILE` when the file cannot be read, is not UTF-8, or has a line over
 * 16 MiB.
 * Cost: one line and one chunk in memory at a time.
 */
export async function* readLines(path: string, onRead?: ReadListener): AsyncGenerator<TextLine> {
  let number = 0;
  let blankBefore: number | undefined;
  for await (const bytes of splitLines(path, onRead)) {
    number++;
    const text = decode(bytes, { path, line: number });
    if (isBlank(text)) {
      blankBefore = number;
      continue;
    }
    yield { number, text, blankBefore };
    blankBefore = undefined;
  }
}

/**
 * The lines of a file in which every line is a row: as `readLines`, but blank lines may only come
 * after the last row.
 * @throws DatabaseError `BAD_FILE` as `readLines`, and at a blank line before a row.
 */
export async function* readRowLines(path: string, onRead?: ReadListener): AsyncGenerator<TextLine> {
  for await (const line of readLines(path, onRead)) {
    refuseBlankBefore(path, line);
    yield line;
  }
}

/** @throws DatabaseError `BAD_FILE` when a blank line comes before `line`. */
export function refuseBlankBefore(path: string, line: TextLine): void {
  if (line.blankBefore === undefined) return;
  throw badFile({ path, line: line.blankBefore }, 'the line is blank, and rows follow; remove it');
}

/** The bytes of each line without its LF. A last line without LF is a line if it has bytes. */
async function* splitLines(path: string, onRead: ReadListener | undefined): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let partsBytes = 0;
  let line = 1;
  for await (const chunk of readChunks(path)) {
    onRead?.(chunk.length);
    let start = 0;
    while (start < chunk.length) {
      const newline = chunk.indexOf(NEWLINE, start);
      const end = newline === -1 ? chunk.length : newline;
      partsBytes += end - start;
      if (partsBytes > LINE_BYTES_MAX) {
        throw badFile(
          { path, line },
          `the line is longer than ${LINE_BYTES_MAX} bytes; put one series on a line`,
        );
      }
      parts.push(chunk.subarray(start, end));
      start = end + 1;
      if (newline === -1) continue;
      yield parts.length === 1 ? parts[0]! : Buffer.concat(parts);
      parts = [];
      partsBytes = 0;
      line++;
    }
  }
  if (partsBytes > 0) yield Buffer.concat(parts);
}

/** The bytes of the file, each chunk in a buffer of its own. */
async function* readChunks(path: string): AsyncGenerator<Buffer> {
  try {
    const stream: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: CHUNK_BYTES });
    yield* stream;
  } catch (error) {
    throw unreadableFile(path, error);
  }
}

function decode(bytes: Buffer, place: { readonly path: string; readonly line: number }): string {
  if (!isUtf8(bytes)) {
    throw badFile(
      place,
      `byte ${badByteNumber(bytes)} of the line is not UTF-8; save the file as UTF-8`,
    );
  }
  const start = place.line === 1 && startsWithByteOrderMark(bytes) ? BYTE_ORDER_MARK.length : 0;
  const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
  return bytes.toString('utf8', start, end);
}

function startsWithByteOrderMark(bytes: Buffer): boolean {
  return bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
}

/** Number from 1 of the first byte that does not come back from decoding and encoding. */
function badByteNumber(bytes: Buffer): number {
  const again = Buffer.from(bytes.toString('utf8'));
  let index = 0;
  while (index < bytes.length && bytes[index] === again[index]) index++;
  return index + 1;
}

function isBlank(text: string): boolean {
  return /^ *$/.test(text);
}

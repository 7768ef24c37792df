import { type FileHandle, open } from 'node:fs/promises';
import { endianness } from 'node:os';
import { badFile, unreadableFile } from './bad-file.ts';
import type { RawRow, ReadListener, SeriesFormat } from './format.ts';
import { HEADER_BYTES_MAX, type NpyHeader, readNpyHeader } from './npy-header.ts';
import { pointCountFault } from './series.ts';

/** Bytes that are read at a time, about; a row has half a MiB at most. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * An array of NumPy in two dimensions, a series a row: format versions 1 to 3, floating-point of 4
 * and 8 bytes, and integers of 1 to 8, in either order of bytes. Rows are read as they stand, so
 * Fortran order is refused; so are 8-byte integers that a double does not hold.
 */
export const npyFormat: SeriesFormat = {
  description: 'a NumPy array of numbers in two dimensions, a series a row',
  rows: readNpy,
};

type Elements = (bytes: ArrayBuffer, count: number) => ArrayLike<number> | ArrayLike<bigint>;

const ELEMENTS: Readonly<Record<string, Elements>> = {
  f4: (bytes, count) => new Float32Array(bytes, 0, count),
  f8: (bytes, count) => new Float64Array(bytes, 0, count),
  i1: (bytes, count) => new Int8Array(bytes, 0, count),
  i2: (bytes, count) => new Int16Array(bytes, 0, count),
  i4: (bytes, count) => new Int32Array(bytes, 0, count),
  i8: (bytes, count) => new BigInt64Array(bytes, 0, count),
  u1: (bytes, count) => new Uint8Array(bytes, 0, count),
  u2: (bytes, count) => new Uint16Array(bytes, 0, count),
  u4: (bytes, count) => new Uint32Array(bytes, 0, count),
  u8: (bytes, count) => new BigUint64Array(bytes, 0, count),
};

async function* readNpy(path: string, onRead?: ReadListener): AsyncGenerator<RawRow> {
  const file = await reading(path, () => open(path));
  try {
    const header = await readHeader(file, path);
    yield* readRows(file, header, { path, onRead });
  } finally {
    await file.close();
  }
}

/** Reads the header, and checks that the file has the bytes that it announces. */
async function readHeader(file: FileHandle, path: string): Promise<NpyHeader> {
  const start = Buffer.alloc(HEADER_BYTES_MAX);
  const bytes = await readFully(file, start, 0, path);
  const header = readNpyHeader(start.subarray(0, bytes), path);
  const { rows, columns, dataStart } = header;
  if (rows === 0) return header;
  const fault = pointCountFault('values', columns);
  if (fault !== undefined) throw badFile({ path }, `a row of ${fault.message}`);
  const due = dataStart + rows * rowBytesOf(header);
  const { size } = await reading(path, () => file.stat());
  if (size !== due) {
    const counts = `it has ${size} bytes where ${rows} rows of ${columns} take ${due}`;
    throw badFile({ path }, `${counts}; copy it again, or save it again`);
  }
  return header;
}

function* rowsIn(
  elements: ArrayLike<number> | ArrayLike<bigint>,
  { columns, first, path }: { columns: number; first: number; path: string },
): Generator<RawRow> {
  for (let start = 0; start < elements.length; start += columns) {
    const line = first + start / columns;
    const values = new Float64Array(columns);
    for (let column = 0; column < columns; column += 1) {
      const element = elements[start + column]!;
      const value = Number(element);
      if (typeof element === 'bigint' && !Number.isSafeInteger(value)) {
        const problem = `${element} is not a whole number that a double holds exactly`;
        throw badFile({ path, line, column: column + 1 }, `${problem}; save array.astype("f8")`);
      }
      if (!Number.isFinite(value)) {
        throw badFile(
          { path, line, column: column + 1 },
          `${value} is not a finite number; remove it`,
        );
      }
      values[column] = value;
    }
    yield { line, linesPerPoint: 0, id: undefined, label: undefined, times: undefined, values };
  }
}

async function* readRows(
  file: FileHandle,
  header: NpyHeader,
  { path, onRead }: { readonly path: string; readonly onRead: ReadListener | undefined },
): AsyncGenerator<RawRow> {
  const { rows, columns, dataStart, element, bigEndian } = header;
  const rowBytes = rowBytesOf(header);
  const rowsAtOnce = Math.max(1, Math.floor(CHUNK_BYTES / rowBytes));
  const chunk = Buffer.from(new ArrayBuffer(rowsAtOnce * rowBytes));
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const wanted = chunk.subarray(0, Math.min(rowsAtOnce, rows - row) * rowBytes);
    const bytes = await readFully(file, wanted, dataStart + row * rowBytes, path);
    onRead?.(bytes);
    if (bytes < wanted.length) {
      throw badFile({ path, line: row + 1 }, 'the file became shorter while it was read');
    }
    if (bigEndian !== (endianness() === 'BE')) swap(wanted, elementBytesOf(element));
    const elements = ELEMENTS[element]!(chunk.buffer, wanted.length / elementBytesOf(element));
    yield* rowsIn(elements, { columns, first: row + 1, path });
  }
}

function swap(bytes: Buffer, elementBytes: number): void {
  if (elementBytes === 2) bytes.swap16();
  else if (elementBytes === 4) bytes.swap32();
  else if (elementBytes === 8) bytes.swap64();
}

function elementBytesOf(element: string): number {
  return Number(element.slice(1));
}

function rowBytesOf({ columns, element }: NpyHeader): number {
  return columns * elementBytesOf(element);
}

/** Fills `target` from `position` of the file on; the bytes there were, fewer at its end only. */
async function readFully(
  file: FileHandle,
  target: Buffer,
  position: number,
  path: string,
): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    const left = target.length - filled;
    const { bytesRead } = await reading(path, () =>
      file.read(target, filled, left, position + filled),
    );
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw unreadableFile(path, error);
  }
}

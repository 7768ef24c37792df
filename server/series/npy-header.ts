import { badFile } from './bad-file.ts';
import { excerpt } from './excerpt.ts';

/*
 * The header of a .npy file: the magic bytes, two bytes of version, the length of a text (two bytes,
 * little-endian, in version 1 and four in 2 and 3), and the text, a Python dict of three entries:
 *
 *     {'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 128), }
 *
 * Source: NumPy Enhancement Proposal 1, and the documentation of numpy.lib.format.
 */

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
/** Magic and version. */
const PREAMBLE_BYTES: number = MAGIC.length + 2;
/** NumPy itself reads no longer text without being told to. */
const TEXT_BYTES_MAX = 10_000;
/** Bytes that hold every header that is read. */
export const HEADER_BYTES_MAX: number = PREAMBLE_BYTES + 4 + TEXT_BYTES_MAX;

/** What a .npy file holds. */
export interface NpyHeader {
  /** Kind and bytes of an element, `f8` for one. */
  readonly element: string;
  readonly bigEndian: boolean;
  /** Rows and columns. */
  readonly rows: number;
  readonly columns: number;
  /** Offset of the first element, in bytes. */
  readonly dataStart: number;
}

/** Bytes of the headers that are written: digits for any number of rows, and a multiple of 64. */
const WRITTEN_BYTES = 128;

/** The header of an array of `rows` × `columns` little-endian doubles, of version 1. */
export function encodeNpyHeader(rows: number, columns: number): Uint8Array {
  const shape = `'shape': (${rows}, ${columns}), `;
  const text = `{'descr': '<f8', 'fortran_order': False, ${shape}}`;
  const bytes = Buffer.alloc(WRITTEN_BYTES, ' ');
  MAGIC.copy(bytes);
  bytes.writeUInt8(1, MAGIC.length);
  bytes.writeUInt8(0, MAGIC.length + 1);
  bytes.writeUInt16LE(WRITTEN_BYTES - PREAMBLE_BYTES - 2, PREAMBLE_BYTES);
  bytes.write(text, PREAMBLE_BYTES + 2, 'latin1');
  bytes.write('\n', WRITTEN_BYTES - 1, 'latin1');
  return bytes;
}

const PAIR =
  /^\s*(?:'(\w+)'|"(\w+)")\s*:\s*(True|False|'[^'\\]*'|"[^"\\]*"|\([\d\sL,]*\)|\[.*\])\s*(?:,|$)/s;

/**
 * Reads the header in `start`, the first bytes of the file at `path`.
 * @throws DatabaseError `BAD_FILE` when it is none, or of an array whose rows are no series as they
 * stand in the file.
 */
export function readNpyHeader(start: Buffer, path: string): NpyHeader {
  if (!start.subarray(0, MAGIC.length).equals(MAGIC) || start.length < PREAMBLE_BYTES) {
    throw badFile({ path }, 'this is no .npy file; write one with numpy.save(path, array)');
  }
  const version = start[MAGIC.length]!;
  if (version < 1 || version > 3) {
    throw badFile(
      { path },
      `its version is ${version} and 1 to 3 are known; save it with version=3`,
    );
  }
  const lengthBytes = version === 1 ? 2 : 4;
  const textStart = PREAMBLE_BYTES + lengthBytes;
  if (start.length < textStart) throw cutOff(path);
  const textBytes = start.readUIntLE(PREAMBLE_BYTES, lengthBytes);
  if (textBytes > TEXT_BYTES_MAX) {
    throw badFile(
      { path },
      `its header has ${textBytes} bytes; at most ${TEXT_BYTES_MAX} are read`,
    );
  }
  const dataStart = textStart + textBytes;
  if (start.length < dataStart) throw cutOff(path);
  const text = start.toString(version === 3 ? 'utf8' : 'latin1', textStart, dataStart);
  return { ...readDescription(text, path), dataStart };
}

function readDescription(text: string, path: string): Omit<NpyHeader, 'dataStart'> {
  const fields = readDict(text, path);
  const { bigEndian, element } = readType(fields.get('descr')!, path);
  if (fields.get('fortran_order') !== 'False') {
    const advice = 'save it with numpy.save(path, numpy.ascontiguousarray(array))';
    throw badFile({ path }, `its columns stand one after the other (Fortran order); ${advice}`);
  }
  const [rows, columns] = readShape(fields.get('shape')!, path);
  return { element, bigEndian, rows, columns };
}

/** The values of the dict as they are written, by their keys, which are the three there must be. */
function readDict(text: string, path: string): ReadonlyMap<string, string> {
  const body = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1];
  const fields = new Map<string, string>();
  let rest = body ?? '';
  while (rest.trim() !== '') {
    const pair = PAIR.exec(rest);
    if (pair === null) break;
    fields.set(pair[1] ?? pair[2]!, pair[3]!);
    rest = rest.slice(pair[0].length);
  }
  const sound = ['descr', 'fortran_order', 'shape'].every((key) => fields.has(key));
  if (body === undefined || rest.trim() !== '' || fields.size !== 3 || !sound) {
    const problem = `its header is ${excerpt(text.trim())}`;
    throw badFile({ path }, `${problem}, not descr, fortran_order and shape; write it anew`);
  }
  return fields;
}

/** `'<f8'` as little-endian `f8`. */
function readType(
  written: string,
  path: string,
): { readonly bigEndian: boolean; readonly element: string } {
  const [, order, element] = /^['"]([<>|])([fiu]\d)['"]$/.exec(written) ?? [];
  const known = element !== undefined && /^(?:f[48]|[iu][1248])$/.test(element);
  if (!known || (order === '|') !== element.endsWith('1')) {
    const advice = 'save array.astype("f8")';
    throw badFile({ path }, `its elements are ${excerpt(written)}, not plain numbers; ${advice}`);
  }
  return { bigEndian: order === '>', element };
}

function readShape(written: string, path: string): readonly [number, number] {
  const sizes = written
    .replace(/[()]/g, '')
    .split(',')
    .map((size) => size.trim().replace(/L$/, ''))
    .filter((size) => size !== '');
  const [rows, columns] = sizes.map(Number);
  const sound = sizes.every((size) => /^\d+$/.test(size) && Number.isSafeInteger(Number(size)));
  if (!sound || rows === undefined || columns === undefined || sizes.length !== 2) {
    const advice = 'save one with a series a row, such as array.reshape(1, -1) for a single one';
    throw badFile({ path }, `its shape is ${excerpt(written)}, not rows and columns; ${advice}`);
  }
  return [rows, columns];
}

function cutOff(path: string): Error {
  return badFile({ path }, 'it ends inside of its header; copy it again');
}

import { describe, expect, it } from 'vitest';
import { HEADER, MARK, PAGE_BYTES, TEMPORARY_ADDRESS } from '../../engines/storage/layout.ts';
import {
  decodeHeader,
  decodeMark,
  encodeHeader,
  encodeMark,
  type Mark,
  newerMark,
  newHeader,
} from '../../engines/storage/marks.ts';
import { decodeRecord, encodeRecord } from '../../engines/storage/record.ts';
import { asEngineError } from '../../engines/storage/system-error.ts';

const tree = { root: 641, entries: 3, payloadBytes: 2 ** 33, loaded: true, counted: true };
const record = {
  commit: 7,
  previousCommit: 5,
  previousRecord: 9,
  firstPage: 10,
  catalog: new Map([
    ['a', tree],
    ['räume', { ...tree, root: 0, loaded: false }],
  ]),
};
const unreadable = { name: 'EngineError', code: 'CORRUPT' };

describe('a commit record', () => {
  it('reads as it was written', () => {
    expect(decodeRecord(encodeRecord(record), 1)).toEqual(record);
  });

  it('is not read when it is cut, at any byte, or longer than it says', () => {
    const bytes = encodeRecord(record);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => decodeRecord(bytes.subarray(0, length), 4)).toThrow(/page 4: .* cannot be read/);
    }
    const longer = Buffer.concat([bytes, Buffer.alloc(1)]);
    expect(() => decodeRecord(longer, 4)).toThrow(expect.objectContaining(unreadable) as Error);
  });

  it('is not read when it names a tree twice, or a root outside of the file', () => {
    const twice = encodeRecord({
      ...record,
      catalog: new Map([
        ['a', tree],
        ['b', tree],
      ]),
    });
    twice[Buffer.from(twice).lastIndexOf('b')] = 'a'.charCodeAt(0);
    expect(() => decodeRecord(twice, 4)).toThrow(expect.objectContaining(unreadable) as Error);

    const outside = new Map([['a', { ...tree, root: TEMPORARY_ADDRESS }]]);
    const bytes = encodeRecord({ ...record, catalog: outside });
    expect(() => decodeRecord(bytes, 4)).toThrow(expect.objectContaining(unreadable) as Error);
  });
});

describe('a mark', () => {
  const { fileId } = newHeader('red-black');
  const mark: Mark = { commit: 2 ** 40, record: 12, recordChecksum: 99, end: 13, epoch: 4 };
  const bytes = encodeMark(mark, 1, fileId);

  it('reads as it was written', () => {
    expect(decodeMark(bytes, 1, fileId)).toEqual(mark);
  });

  it('does not count when it is cut, flipped, in the other place or of another file', () => {
    expect(decodeMark(bytes.subarray(0, MARK.bytes - 1), 1, fileId)).toBeUndefined();
    for (let bit = 0; bit < MARK.bytes * 8; bit += 1) {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >>> 3]! ^= 1 << (bit & 7);
      expect(decodeMark(flipped, 1, fileId)).toBeUndefined();
    }
    expect(decodeMark(bytes, 2, fileId)).toBeUndefined();
    expect(decodeMark(bytes, 1, newHeader('red-black').fileId)).toBeUndefined();
  });

  it('is newer by its commit, and of two equal commits by its epoch', () => {
    const later = { ...mark, commit: mark.commit + 1, epoch: 0 };
    const reopened = { ...mark, epoch: mark.epoch + 1 };

    expect([newerMark(mark, later), newerMark(later, mark)]).toEqual([later, later]);
    expect([newerMark(mark, reopened), newerMark(reopened, mark)]).toEqual([reopened, reopened]);
  });
});

describe('a file header', () => {
  it('holds an engine name that fits, and no other', () => {
    const longest = newHeader('x'.repeat(HEADER.engineBytesMax));
    const decoded = decodeHeader(encodeHeader(longest), 'file');

    expect(decoded.engine).toBe(longest.engine);
    expect(Buffer.compare(decoded.fileId, longest.fileId)).toBe(0);
    expect(() => encodeHeader(newHeader('x'.repeat(HEADER.engineBytesMax + 1)))).toThrow(
      RangeError,
    );
  });

  it('is damaged by any flip behind its magic', () => {
    const page = encodeHeader(newHeader('red-black'));
    for (let byte = HEADER.checksum; byte < PAGE_BYTES; byte += 61) {
      const flipped = Uint8Array.from(page);
      flipped[byte]! ^= 0x10;
      expect(() => decodeHeader(flipped, 'file')).toThrow(
        expect.objectContaining(unreadable) as Error,
      );
    }
  });
});

describe('an error of the operating system', () => {
  it.each([
    ['ENOENT', 'NOT_FOUND'],
    ['EEXIST', 'EXISTS'],
    ['EACCES', 'PERMISSION'],
    ['EPERM', 'PERMISSION'],
    ['EROFS', 'PERMISSION'],
    ['ENOSPC', 'FULL'],
    ['EDQUOT', 'FULL'],
    ['EFBIG', 'FULL'],
    ['EIO', 'IO'],
    ['EMFILE', 'IO'],
    [undefined, 'IO'],
  ])('%s is %s, with its cause and the path', (code, expected) => {
    const cause = Object.assign(new Error('as it says'), { code });
    const error = asEngineError(cause, '/some/path');

    expect(error).toMatchObject({ name: 'EngineError', code: expected, cause });
    expect(error.message).toBe('/some/path: as it says');
    expect(asEngineError(error, '/another')).toBe(error);
  });
});

import { spawnSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSeriesFile } from '../../../server/series/index.ts';
import { collect, readContent, readValues, refusal, refusalOf, withDirectory } from './files.ts';

interface Written {
  readonly version?: number;
  readonly text: string;
  readonly data?: Uint8Array;
}

/** A .npy file as NumPy writes it: the text is padded so that data begin at a multiple of 64. */
function npy({ version = 1, text, data = new Uint8Array(0) }: Written): Buffer {
  const lengthBytes = version === 1 ? 2 : 4;
  const used = 8 + lengthBytes + Buffer.byteLength(text) + 1;
  const padded = `${text}${' '.repeat((64 - (used % 64)) % 64)}\n`;
  const head = Buffer.alloc(8 + lengthBytes);
  head.write('\x93NUMPY', 'latin1');
  head.writeUInt8(version, 6);
  head.writeUIntLE(Buffer.byteLength(padded), 8, lengthBytes);
  return Buffer.concat([head, Buffer.from(padded), data]);
}

function dict(descr: string, shape: string, fortran = 'False'): string {
  return `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
}

type Writer = (view: DataView, at: number, value: number, little: boolean) => void;

const WRITERS: Readonly<Record<string, Writer>> = {
  f4: (view, at, value, little) => view.setFloat32(at, value, little),
  f8: (view, at, value, little) => view.setFloat64(at, value, little),
  i1: (view, at, value) => view.setInt8(at, value),
  i2: (view, at, value, little) => view.setInt16(at, value, little),
  i4: (view, at, value, little) => view.setInt32(at, value, little),
  i8: (view, at, value, little) => view.setBigInt64(at, BigInt(value), little),
  u1: (view, at, value) => view.setUint8(at, value),
  u2: (view, at, value, little) => view.setUint16(at, value, little),
  u4: (view, at, value, little) => view.setUint32(at, value, little),
  u8: (view, at, value, little) => view.setBigUint64(at, BigInt(value), little),
};

function elements(element: string, values: readonly number[], little: boolean): Uint8Array {
  const size = Number(element.slice(1));
  const view = new DataView(new ArrayBuffer(size * values.length));
  for (const [index, value] of values.entries()) {
    WRITERS[element]!(view, index * size, value, little);
  }
  return new Uint8Array(view.buffer);
}

const small = elements('f8', [1, 2, 3, 4.5, -0, 5e-324], true);

describe('a .npy file', () => {
  it.each(Object.keys(WRITERS))(
    'of %s is read in either order of bytes and every version',
    async (element) => {
      const values = element.startsWith('u') ? [0, 1, 255, 7, 100, 3] : [0, -1, 127, -128, 100, 3];
      for (const little of [true, false]) {
        const order = element.endsWith('1') ? '|' : little ? '<' : '>';
        for (const version of [1, 2, 3]) {
          const text = dict(`${order}${element}`, '(2, 3)');
          const content = npy({ version, text, data: elements(element, values, little) });
          expect(await readValues('a.npy', content)).toEqual([values.slice(0, 3), values.slice(3)]);
        }
      }
    },
  );

  it('names its rows after the file, from 0, at the times 0, 1, 2', async () => {
    const rows = await readContent('walks.npy', npy({ text: dict('<f8', '(2, 3)'), data: small }));
    expect(rows.map(({ id, line, label }) => ({ id, line, label }))).toEqual([
      { id: 'walks-0', line: 1, label: undefined },
      { id: 'walks-1', line: 2, label: undefined },
    ]);
    expect(rows[1]!.series).toEqual({
      times: Float64Array.of(0, 1, 2),
      values: Float64Array.of(4.5, -0, 5e-324),
    });
  });

  it('may have its entries in any order and quotes, and sizes as Python 2 wrote them', async () => {
    const text = `{"shape":(2L,3L),"descr":"<f8","fortran_order":False}`;
    expect(await readValues('a.npy', npy({ text, data: small }))).toEqual([
      [1, 2, 3],
      [4.5, -0, 5e-324],
    ]);
  });

  it('is read to the bit whatever its size, by rows that end anywhere in what is read', async () => {
    const shape = fc.record({
      columns: fc.integer({ min: 2, max: 70_000 }).map((columns) => Math.min(columns, 65_536)),
      rows: fc.integer({ min: 1, max: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ rows, columns }) => {
        const values = Float64Array.from({ length: rows * columns }, (_, at) => Math.sin(at));
        const data = new Uint8Array(values.buffer);
        const content = npy({ text: dict('<f8', `(${rows}, ${columns})`), data });
        const read = await readContent('a.npy', content);
        expect(read.length).toBe(rows);
        for (const [row, { series }] of read.entries()) {
          const bytes = data.subarray(8 * row * columns, 8 * (row + 1) * columns);
          const { buffer, byteOffset, byteLength } = series.values;
          expect(Buffer.compare(new Uint8Array(buffer, byteOffset, byteLength), bytes)).toBe(0);
        }
      }),
      { numRuns: 15 },
    );
  });

  it.each([
    ['no magic', Buffer.from('PK\x03\x04 whatever'), /no \.npy file; write one with numpy\.save/],
    ['nothing', Buffer.alloc(0), /no \.npy file/],
    ['half the magic', Buffer.from('\x93NUM', 'latin1'), /no \.npy file/],
    ['a later version', npy({ version: 4, text: '' }), /version is 4 and 1 to 3 are known/],
    ['no length', npy({ text: dict('<f8', '(2, 3)') }).subarray(0, 9), /inside of its header/],
    ['a cut header', npy({ text: dict('<f8', '(2, 3)') }).subarray(0, 70), /inside of its header/],
    ['a giant header', npy({ version: 2, text: ' '.repeat(20_000) }), /header has 20\d+ bytes/],
    ['no dict', npy({ text: 'hello' }), /header is 'hello', not descr/],
    ['a dict cut off', npy({ text: "{'descr': '<f8'" }), /not descr, fortran_order and shape/],
    ['a key too few', npy({ text: "{'descr': '<f8', 'shape': (2, 3)}" }), /not descr/],
    [
      'a key too many',
      npy({ text: dict('<f8', '(2, 3)').replace('}', "'x': True}") }),
      /not descr/,
    ],
    [
      'Fortran order',
      npy({ text: dict('<f8', '(2, 3)', 'True'), data: small }),
      /ascontiguousarray/,
    ],
    [
      'half floats',
      npy({ text: dict('<f2', '(2, 3)') }),
      /elements are .*<f2.*; save array\.astype/,
    ],
    ['complex numbers', npy({ text: dict('<c16', '(2, 3)') }), /not plain numbers/],
    ['booleans', npy({ text: dict('|b1', '(2, 3)') }), /not plain numbers/],
    ['objects', npy({ text: dict('|O', '(2, 3)') }), /not plain numbers/],
    ['texts', npy({ text: dict('<U3', '(2, 3)') }), /not plain numbers/],
    ['no order of bytes', npy({ text: dict('|f8', '(2, 3)') }), /not plain numbers/],
    [
      'fields',
      npy({ text: "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2,)}" }),
      /not plain numbers/,
    ],
    ['one dimension', npy({ text: dict('<f8', '(6,)'), data: small }), /reshape\(1, -1\)/],
    ['no dimension', npy({ text: dict('<f8', '()'), data: small }), /not rows and columns/],
    ['three dimensions', npy({ text: dict('<f8', '(1, 2, 3)'), data: small }), /not rows and/],
    ['a size that is none', npy({ text: dict('<f8', `(2, ${'9'.repeat(20)})`) }), /not rows and/],
    ['one column', npy({ text: dict('<f8', '(6, 1)'), data: small }), /has 1 point; .* 2 to 65536/],
    ['too many columns', npy({ text: dict('<f8', '(1, 65537)') }), /65537 points/],
    [
      'too few bytes',
      npy({ text: dict('<f8', '(3, 3)'), data: small }),
      /176 bytes where 3 rows of 3/,
    ],
    [
      'too many bytes',
      npy({ text: dict('<f8', '(1, 3)'), data: small }),
      /176 bytes where 1 rows of/,
    ],
    ['no rows', npy({ text: dict('<f8', '(0, 3)') }), /holds no series/],
  ])('with %s is refused, with what to do', async (_name, content, message) => {
    expect(await refusalOf('a.npy', content)).toMatch(message);
  });

  it('with a value that is no number is refused at its row and column, after the rows before', async () => {
    for (const [value, shown] of [
      [Number.NaN, 'NaN'],
      [Number.NEGATIVE_INFINITY, '-Infinity'],
    ] as const) {
      const data = elements('f8', [1, 2, 3, 4, value, 5], true);
      const content = npy({ text: dict('<f8', '(2, 3)'), data });
      const message = await refusalOf('a.npy', content);
      expect(message).toBe(`a.npy:2: column 2: ${shown} is not a finite number; remove it`);
    }
    const wide = new Uint8Array(new BigInt64Array([1n, 2n ** 53n + 1n]).buffer);
    const message = await refusalOf('a.npy', npy({ text: dict('<i8', '(1, 2)'), data: wide }));
    expect(message).toMatch(/^a\.npy:1: column 2: 9007199254740993 is not a whole number that/);
  });

  it('of a gigabyte is read in less than half of that', async () => {
    await withDirectory(async (directory) => {
      const path = join(directory, 'long.npy');
      const head = npy({ text: dict('<f8', '(2048, 65536)') });
      writeFileSync(path, head);
      // The rest is a hole, which reads as zeros and takes no disk.
      truncateSync(path, head.length + 2 ** 30);
      const before = process.memoryUsage.rss();
      let most = before;
      let count = 0;
      for await (const { series } of readSeriesFile(path)) {
        count += series.values.length;
        most = Math.max(most, process.memoryUsage.rss());
      }
      expect(count).toBe(2 ** 27);
      expect(most - before).toBeLessThan(2 ** 29);
    });
  });
});

const numpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;
const title = numpy ? 'what NumPy writes' : 'SKIP (python3 has no numpy here): what NumPy writes';
describe.skipIf(!numpy)(title, () => {
  it('is read as NumPy reads it, in every type and order of bytes', async () => {
    await withDirectory(async (directory) => {
      const program = `
import json, sys, numpy
written = {}
for order in '<>':
    for kind in ['f4', 'f8', 'i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8']:
        array = (numpy.arange(15).reshape(3, 5) * 7 % 100).astype(order + kind)
        name = ('little' if order == '<' else 'big') + '-' + kind + '.npy'
        numpy.save(sys.argv[1] + '/' + name, array)
        written[name] = array.astype('f8').tolist()
for version in [(1, 0), (2, 0), (3, 0)]:
    name = 'version-' + str(version[0]) + '.npy'
    with open(sys.argv[1] + '/' + name, 'wb') as file:
        numpy.lib.format.write_array(file, numpy.eye(4), version=version)
    written[name] = numpy.eye(4).tolist()
numpy.save(sys.argv[1] + '/fortran.npy', numpy.asfortranarray(numpy.ones((3, 5))))
print(json.dumps(written))
`;
      const child = spawnSync('python3', ['-c', program, directory], { encoding: 'utf8' });
      expect(child.stderr).toBe('');
      const written = JSON.parse(child.stdout) as Readonly<Record<string, readonly number[][]>>;
      expect(Object.keys(written).length).toBe(23);
      for (const [name, due] of Object.entries(written)) {
        const rows = await collect(readSeriesFile(join(directory, name)));
        expect(rows.map(({ series }) => Array.from(series.values))).toEqual(due);
      }
      expect(await refusal(collect(readSeriesFile(join(directory, 'fortran.npy'))))).toMatch(
        /Fortran order/,
      );
    });
  });
});

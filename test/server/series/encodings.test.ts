import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NamedSeries } from '../../../server/series/encoding.ts';
import {
  createSeries,
  readSeriesFile,
  SERIES_ENCODINGS,
  SERIES_FORMATS,
  type SeriesRow,
  uniformSeries,
} from '../../../server/series/index.ts';
import { idFault } from '../../../server/series/series-id.ts';
import { collect, withDirectory } from './files.ts';

const POINTS = 3;

/** What is read back of `rows`, written under `extension`. */
async function writtenAndRead(
  extension: string,
  rows: readonly NamedSeries[],
  countFirst = rows.length,
): Promise<SeriesRow[]> {
  const encoding = SERIES_ENCODINGS.get(extension)!;
  const head = Buffer.from(encoding.head({ points: POINTS, rows: countFirst }));
  const body = rows.map((row) => Buffer.from(encoding.row(row)));
  return withDirectory(async (directory) => {
    const path = join(directory, `out${extension}`);
    writeFileSync(path, Buffer.concat([head, ...body]));
    return collect(readSeriesFile(path));
  });
}

const double = fc.double({ noNaN: true, noDefaultInfinity: true });
const values = fc
  .array(double, { minLength: POINTS, maxLength: POINTS })
  .map((numbers) => uniformSeries(numbers));
const id = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }),
    fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom(',', '"', ' ', ':', '#', '@') }),
  )
  .filter((text) => idFault(text) === undefined);
const rows = fc.uniqueArray(fc.record({ id, series: values }), {
  selector: (row) => row.id,
  minLength: 1,
  maxLength: 5,
});

describe('a file of series', () => {
  it('can be written in every format that can be read', () => {
    expect([...SERIES_ENCODINGS.keys()].toSorted()).toEqual([...SERIES_FORMATS.keys()].toSorted());
  });

  it('has escapes in .ndjson where a terminal would act on a character', () => {
    const row = SERIES_ENCODINGS.get('.ndjson')!.row({
      id: 'a\u202eb\u{e0001}',
      series: uniformSeries([1, 2, 3]),
      metadata: { 'n\u009b': '\u009b31m\u007f', size: -0 },
    });
    expect(row).toBe(
      String.raw`{"id":"a\u202eb\udb40\udc01","metadata":{"n\u009b":"\u009b31m\u007f","size":-0},"values":[1,2,3]}` +
        '\n',
    );
  });

  it.each([...SERIES_ENCODINGS])('%s comes back as it was, to the bit', async (extension, of) => {
    await fc.assert(
      fc.asyncProperty(rows, async (written) => {
        const read = await writtenAndRead(extension, written);
        const ids = of.holds.includes('ids')
          ? written.map((row) => row.id)
          : written.map((_, index) => `out-${index}`);
        // Vitest tells −0 from 0 as Object.is does.
        expect(read.map((row) => ({ id: row.id, series: row.series }))).toEqual(
          written.map(({ series }, index) => ({ id: ids[index], series })),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('keeps times of its own in .ndjson, and refuses them elsewhere', async () => {
    const regular = createSeries([-0, 0.1, 0.2], [1, -0, 5e-324]);
    const late = createSeries([1, 2, 3], [1, 2, 1.7e308]);
    const written = [
      { id: 'a', series: regular },
      { id: 'b', series: late },
    ];
    const read = await writtenAndRead('.ndjson', written);
    expect(read.map(({ series }) => series)).toEqual([regular, late]);
    for (const [extension, { row, holds }] of SERIES_ENCODINGS) {
      if (holds.includes('times')) continue;
      expect(() => row(written[1]!)).toThrow(/'b' has times of its own.*export to \.ndjson/);
      expect(extension).not.toBe('.ndjson');
    }
  });

  it('has a head as long for any number of rows, where the head tells it', async () => {
    for (const { countsRows, head } of SERIES_ENCODINGS.values()) {
      const least = head({ points: POINTS, rows: 0 });
      const most = head({ points: POINTS, rows: Number.MAX_SAFE_INTEGER });
      expect(most.length).toBe(least.length);
      expect(Buffer.compare(Buffer.from(least), Buffer.from(most)) !== 0).toBe(countsRows);
    }
    const one = [{ id: 'a', series: uniformSeries([1, 2, 3]) }];
    await expect(writtenAndRead('.npy', one, 2)).rejects.toThrow('2 rows');
  });
});

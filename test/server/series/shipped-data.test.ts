import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readSeriesFile, type SeriesRow, standardise } from '../../../server/series/index.ts';
import { collect } from './files.ts';

const root = new URL('../../../', import.meta.url);
const published = new URL('../shared/data/gunpoint/', root);
const publishedItaly = new URL('../shared/data/italy-power-demand/', root);

async function rowsOf(directory: URL, name: string): Promise<SeriesRow[]> {
  return collect(readSeriesFile(fileURLToPath(new URL(name, directory))));
}

const shipped = new URL('bench/data/', root);

function withoutLines(rows: readonly SeriesRow[]): unknown[] {
  return rows.map(({ id, label, series }) => ({ id, label, series }));
}

describe('the GunPoint data shipped in bench/data', () => {
  it.each<[string, number, { readonly [label: string]: number }]>([
    ['GunPoint_TRAIN', 50, { 1: 24, 2: 26 }],
    ['GunPoint_TEST', 150, { 1: 76, 2: 74 }],
  ])('%s has %d different series of 150 points', async (name, count, labels) => {
    const rows = await rowsOf(shipped, `${name}.tsv`);
    expect(rows.map(({ id }) => id)).toEqual(
      Array.from({ length: count }, (_, row) => `${name}-${row}`),
    );
    for (const [label, labelCount] of Object.entries(labels)) {
      expect(rows.filter((row) => row.label === label).length).toBe(labelCount);
    }
    expect(new Set(rows.map(({ series }) => series.values.join())).size).toBe(count);
    for (const { series } of rows) {
      expect(series.values.length).toBe(150);
      standardise(series.values, new Float64Array(150), 0);
    }
  });
});

const gunPointPresent = existsSync(published);
const why = gunPointPresent ? '' : ' (SKIP: ../shared/data/gunpoint is not there)';
describe.skipIf(!gunPointPresent)(`the GunPoint data as published${why}`, () => {
  it.each(['GunPoint_TRAIN', 'GunPoint_TEST'])(
    'is what %s.tsv in bench/data holds, row for row and bit for bit',
    async (name) => {
      const asRead = await rowsOf(published, `${name}.ts`);
      const asShipped = await rowsOf(shipped, `${name}.tsv`);
      expect(asRead.length).toBeGreaterThan(0);
      expect(withoutLines(asShipped)).toEqual(withoutLines(asRead));
    },
  );
});

const italyPresent = existsSync(publishedItaly);
const whyItaly = italyPresent ? '' : ' (SKIP: ../shared/data/italy-power-demand is not there)';
describe.skipIf(!italyPresent)(`the ItalyPowerDemand data as published${whyItaly}`, () => {
  it('reads as 67 and 1,029 series of 24 points', async () => {
    const train = await rowsOf(publishedItaly, 'ItalyPowerDemand_TRAIN.ts');
    const test = await rowsOf(publishedItaly, 'ItalyPowerDemand_TEST.ts');
    expect([train.length, test.length]).toEqual([67, 1029]);
    expect([...train, ...test].every(({ series }) => series.values.length === 24)).toBe(true);
  });
});

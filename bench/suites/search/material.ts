import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readSeriesFile, type Series, type Values } from '../../../server/index.ts';
import { GENERATED_LENGTH, type GeneratedName, generatedSeries } from '../../workloads/index.ts';

/** Series under an id. */
export interface Row {
  readonly id: string;
  readonly series: Series;
  readonly metadata?: Values | undefined;
}

export type CollectionName = GeneratedName | 'GunPoint' | 'ItalyPowerDemand';

/** The series that a collection is made of, and others like them to search it with. */
export interface Material {
  readonly name: CollectionName;
  /** Points of a series. */
  readonly length: number;
  /** The most series that there are. */
  readonly seriesMax: number;
  /** The first `count` series, the same at every call; at most `seriesMax`. */
  rows(count: number): Iterable<Row>;
  /** `count` series that are none of those, or all there are. */
  others(count: number): readonly Series[];
}

const ROOT: URL = new URL(
  import.meta.url.endsWith('.js') ? '../../../../' : '../../../',
  import.meta.url,
);

/** Where the files of each real collection may be: its test part is stored, its training part asks. */
const FOLDERS: Readonly<Record<Exclude<CollectionName, GeneratedName>, readonly string[]>> = {
  GunPoint: ['bench/data/', '../shared/data/gunpoint/'],
  ItalyPowerDemand: ['../shared/data/italy-power-demand/'],
};

/** The material of a collection, or why there is none. */
export async function materialOf(name: CollectionName, seed: number): Promise<Material | string> {
  if (name !== 'GunPoint' && name !== 'ItalyPowerDemand') return generated(name, seed);
  const folders = FOLDERS[name];
  for (const folder of folders) {
    for (const extension of ['tsv', 'ts']) {
      const [stored, asked] = ['TEST', 'TRAIN'].map((part) =>
        fileURLToPath(new URL(`${folder}${name}_${part}.${extension}`, ROOT)),
      );
      if (stored === undefined || asked === undefined) continue;
      if (existsSync(stored) && existsSync(asked)) return read(name, stored, asked);
    }
  }
  return `SKIP: its files are not in ${folders.join(' or ')} beside this package`;
}

function generated(name: GeneratedName, seed: number): Material {
  return {
    name,
    length: GENERATED_LENGTH,
    seriesMax: Number.POSITIVE_INFINITY,
    *rows(count) {
      let number = 0;
      for (const series of generatedSeries(name, { label: 'stored', seed, count })) {
        yield { id: `${name}-${number}`, series };
        number += 1;
      }
    },
    others: (count) => [...generatedSeries(name, { label: 'asked', seed, count })],
  };
}

async function read(
  name: CollectionName,
  storedPath: string,
  askedPath: string,
): Promise<Material> {
  const stored = await rowsOf(storedPath);
  const asked = await rowsOf(askedPath);
  return {
    name,
    length: stored[0]!.series.values.length,
    seriesMax: stored.length,
    rows: (count) => stored.slice(0, count),
    others: (count) => asked.slice(0, count).map(({ series }) => series),
  };
}

async function rowsOf(path: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const { id, series } of readSeriesFile(path)) rows.push({ id, series });
  return rows;
}

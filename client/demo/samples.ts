import { join } from 'node:path';
import type { Series } from '../../server/index.ts';
import { packageRoot } from '../command-line/package-files.ts';

/** A series under its name. */
export interface NamedSeries {
  readonly id: string;
  readonly series: Series;
}

/** What one collection of the demonstration is made of. */
export interface Sample {
  readonly name: string;
  /** Points of every series. */
  readonly length: number;
  readonly stored: readonly NamedSeries[];
  /** One of the same kind that is kept out, to be searched with as a stranger. */
  readonly stranger: NamedSeries;
  /** A stored one to search with by its id. */
  readonly member: string;
}

const DEMO_COUNT = 1_000;
const SEED = 1;
const GUNPOINT_FILES = ['GunPoint_TRAIN.tsv', 'GunPoint_TEST.tsv'] as const;
const STRANGER = 'GunPoint_TEST-0';

/** The generated series and the shipped real ones. */
export async function readSamples(): Promise<readonly Sample[]> {
  return [await generated(), await gunPoint()];
}

async function generated(): Promise<Sample> {
  const { demoSeries } = await import('../../server/index.ts');
  const all = [...demoSeries(DEMO_COUNT + 1, SEED)];
  const stranger = all.pop()!; // There is at least this one.
  const { length } = stranger.series.values;
  return { name: 'generated bumps', length, stored: all, stranger, member: 'ts-5' };
}

async function gunPoint(): Promise<Sample> {
  const { readSeriesFile } = await import('../../server/index.ts');
  const stored: NamedSeries[] = [];
  let stranger: NamedSeries | undefined;
  for (const file of GUNPOINT_FILES) {
    for await (const { id, series } of readSeriesFile(join(packageRoot(), 'bench/data', file))) {
      if (id === STRANGER) stranger = { id, series };
      else stored.push({ id, series });
    }
  }
  if (stranger === undefined) throw new TypeError(`the shipped data has no ${STRANGER}`);
  const { length } = stranger.series.values;
  return { name: 'GunPoint, gestures', length, stored, stranger, member: 'GunPoint_TEST-17' };
}

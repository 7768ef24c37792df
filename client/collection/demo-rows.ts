import type { Database } from '../../server/index.ts';
import { countProgress, type Progress } from '../output/index.ts';
import { insertRows, type Row } from './insert-rows.ts';

/** Points of a demo series. */
export const DEMO_LENGTH = 100;

/** Most demo series that are made in one go. */
export const DEMO_COUNT_MAX = 10_000_000;

/** Rows under way at a time: a group of commits shares one sync. */
const IN_FLIGHT_MAX = 256;

/** Stores the first `count` demo series of a seed, and chooses vantage points. */
export async function storeDemo(
  database: Database,
  demo: { readonly count: number; readonly seed: number },
  progress: Progress,
): Promise<void> {
  const { demoSeries } = await import('../../server/index.ts');
  const series = demoSeries(demo.count, demo.seed);
  const onStored = countProgress(progress, 'series');
  try {
    await database.importing(
      () =>
        insertRows(placed(series), {
          insert: (id, points) => database.insert(id, points),
          inFlightMax: IN_FLIGHT_MAX,
          onRow: ({ stored }) => onStored(stored, demo.count),
        }),
      countProgress(progress, 'vantage points'),
    );
  } finally {
    progress.clear();
  }
}

function* placed(series: Iterable<Omit<Row, 'place'>>): Generator<Row> {
  for (const { id, series: points } of series) yield { id, series: points, place: id };
}

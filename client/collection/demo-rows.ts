import type { Column, Database, DemoSeries } from '../../server/index.ts';
import { countProgress, type Progress } from '../output/index.ts';
import { insertRows, type Row } from './insert-rows.ts';

/** Points of a demo series. */
export const DEMO_LENGTH = 100;

/** Most demo series that are made in one go. */
export const DEMO_COUNT_MAX = 10_000_000;

/** Columns of the demo series beside those of every collection. */
const DEMO_COLUMNS: readonly Column[] = [
  { name: 'blarg', type: 'number' },
  { name: 'level', type: 'text' },
];

/** Rows under way at a time: a group of commits shares one sync. */
const IN_FLIGHT_MAX = 256;

/** Stores the first `count` demo series of a seed with their metadata, and chooses vantage points. */
export async function storeDemo(
  database: Database,
  demo: { readonly count: number; readonly seed: number },
  progress: Progress,
): Promise<void> {
  const { demoSeries } = await import('../../server/index.ts');
  const series = demoSeries(demo.count, demo.seed);
  await database.addColumns(DEMO_COLUMNS);
  const onStored = countProgress(progress, 'series');
  try {
    await database.importing(
      () =>
        insertRows(placed(series), {
          insert: (row) => database.insert(row.id, row.series, { metadata: row.metadata }),
          inFlightMax: IN_FLIGHT_MAX,
          onRow: ({ stored }) => onStored(stored, demo.count),
        }),
      countProgress(progress, 'vantage points'),
    );
  } finally {
    progress.clear();
  }
}

function* placed(series: Iterable<DemoSeries>): Generator<Row> {
  for (const { id, series: points, metadata } of series) {
    yield { id, series: points, metadata: { ...metadata }, place: id };
  }
}

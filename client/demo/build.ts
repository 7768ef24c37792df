import { insertRows, type Row } from '../collection/insert-rows.ts';
import type { Sample } from './samples.ts';

/** Rows under way at a time: a group of commits shares one sync. */
const IN_FLIGHT_MAX = 256;

/** Creates a data directory at `path` with the stored series of a sample. */
export async function buildCollection(path: string, engine: string, sample: Sample): Promise<void> {
  const { createDatabase } = await import('../../server/index.ts');
  const database = await createDatabase(path, { engine, length: sample.length });
  try {
    const rows = sample.stored.map(({ id, series }): Row => ({ id, series, place: id }));
    await insertRows(rows, {
      insert: ({ id, series }) => database.insert(id, series),
      inFlightMax: IN_FLIGHT_MAX,
    });
    await database.chooseVantagePoints();
  } finally {
    await database.close();
  }
}

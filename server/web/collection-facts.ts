import type { Database } from '../database/index.ts';
import type { CollectionFacts } from './messages.ts';

/** What is to be known of the collection to ask it. */
export function collectionFacts(database: Database): CollectionFacts {
  const { settings, series, compute, vantagePoints } = database.stats();
  return {
    series,
    length: settings.length,
    engine: settings.engine,
    measure: settings.measure,
    compute,
    vantagePoints: vantagePoints.length,
    columns: database.columns().map(({ name, type }) => ({ name, type })),
  };
}

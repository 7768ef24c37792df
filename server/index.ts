export type {
  Answer,
  CreateOptions,
  Database,
  DatabaseStats,
  DatabaseVerification,
  NearestOptions,
  Neighbour,
  OpenDatabaseOptions,
  Query,
  Settings,
  StoredSeries,
  WithinOptions,
} from './database/index.ts';
export { COLLECTION_FILE } from './database/index.ts';
export { DatabaseError, type DatabaseErrorCode } from './errors.ts';
export { ListenError, type ListenErrorCode } from './listener.ts';
export { createDatabase, openDatabase } from './open.ts';
export {
  createRandom,
  createSeries,
  type DemoSeries,
  demoSeries,
  type Random,
  readOneSeries,
  readSeriesFile,
  resample,
  type Series,
  type SeriesRow,
  uniformSeries,
} from './series/index.ts';
export { type RunningServer, type ServeOptions, serve } from './serve.ts';
export {
  createMeasure,
  type Guarantee,
  type Measure,
  type MeasureSettings,
  type Strategy,
} from './similarity/index.ts';

export { createToken, type Role, TokenFileError } from './access/index.ts';
export type {
  Answer,
  CreateOptions,
  Database,
  DatabaseStats,
  DatabaseVerification,
  InsertOptions,
  MeasureListener,
  NearestOptions,
  Neighbour,
  OpenDatabaseOptions,
  Query,
  SelectOptions,
  Settings,
  SortBy,
  StoredSeries,
  VantagePick,
  WithinOptions,
  WriteOptions,
} from './database/index.ts';
export { COLLECTION_FILE, openStored, type StoredCollection } from './database/index.ts';
export { DatabaseError, type DatabaseErrorCode } from './errors.ts';
export {
  type Datum,
  datumOf,
  excerptOf,
  FORM_LIMITS,
  type Form,
  FormError,
  type FormErrorCode,
  type FormLimits,
  isName,
  type Name,
  type Place,
  placeOf,
  print,
  readForm,
  readForms,
  type Span,
} from './forms/index.ts';
export { ListenError, type ListenErrorCode } from './listen-error.ts';
export { createLog, type Log, type LogLevel, logEvents } from './log.ts';
export type { Column, ColumnType, Selected, Value, Values } from './metadata/index.ts';
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
  SERIES_ENCODINGS,
  type Series,
  type SeriesEncoding,
  type SeriesRow,
  uniformSeries,
} from './series/index.ts';
export { type RunningServer, type ServeOptions, serve, type TokenFile } from './serve.ts';
export {
  BLOCK_PLACES,
  createMeasure,
  createSharedMemory,
  drawSample,
  type Guarantee,
  type Measure,
  type MeasureSettings,
  type Strategy,
  type TunedMeasure,
  type TuneReport,
  type TuneSeries,
  tune,
} from './similarity/index.ts';

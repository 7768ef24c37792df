export type { SeriesEncoding } from './encoding.ts';
export { SERIES_ENCODINGS } from './encodings.ts';
export { SERIES_FORMATS } from './formats.ts';
export { type DemoSeries, demoSeries } from './generate.ts';
export { readMetadataFile } from './metadata-file.ts';
export { createRandom, type Random } from './random.ts';
export {
  formatOf,
  type ReadSeriesOptions,
  readOneSeries,
  readSeriesFile,
  type SeriesRow,
} from './read-series.ts';
export { resample } from './resample.ts';
export {
  createSeries,
  SERIES_LIMITS,
  type Series,
  uniformSeries,
} from './series.ts';
export { idFault } from './series-id.ts';
export { moments, standardise } from './standardise.ts';

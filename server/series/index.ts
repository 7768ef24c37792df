export { SERIES_FORMATS } from './formats.ts';
export { type DemoSeries, demoSeries } from './generate.ts';
export { createRandom, type Random } from './random.ts';
export {
  readOneSeries,
  type ReadSeriesOptions,
  readSeriesFile,
  type SeriesRow,
} from './read-series.ts';
export { resample } from './resample.ts';
export {
  type CreateSeriesOptions,
  createSeries,
  type Series,
  SERIES_LIMITS,
  uniformSeries,
} from './series.ts';
export { idFault } from './series-id.ts';
export { standardise } from './standardise.ts';

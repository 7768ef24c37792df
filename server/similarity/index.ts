export {
  createHilbertBound,
  createSpectralBound,
  frequenciesByEnergy,
  type HilbertBound,
  type RowBound,
  ringAtLeast,
  ringReach,
  type SpectralBound,
} from './bounds/index.ts';
export {
  Collection,
  type CollectionHandles,
  CollectionWriter,
  chooseVantage,
  createLayout,
  createVantageSet,
  NO_VANTAGE,
  type VantageSet,
} from './collection/index.ts';
export { GAMMA_MAX } from './kernel.ts';
export type { Guarantee, Measure, MeasureSettings } from './measure.ts';
export { createMeasure } from './measures.ts';
export type {
  Explain,
  SearchRequest,
  SearchResult,
  SearchView,
  Strategy,
  Want,
} from './request.ts';
export { search } from './search.ts';
export type { ShellReader, ShellVisitor } from './shells.ts';
export {
  drawSample,
  surveyMeasure,
  type TunedMeasure,
  type TuneReport,
  type TuneSeries,
  tune,
} from './tuning/index.ts';

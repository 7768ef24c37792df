export { bestShift } from './best-shift.ts';
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
  createLayout,
} from './collection/index.ts';
export { GAMMA_MAX } from './correlation.ts';
export { searchUsMost } from './cost.ts';
export { rowsFor } from './embedding/index.ts';
export { isMatch, type Matches } from './matches.ts';
export type { Guarantee, Measure, MeasureSettings } from './measure.ts';
export { createMeasure, MEASURES } from './measures.ts';
export type {
  Explain,
  SearchRequest,
  SearchResult,
  SearchView,
  Strategy,
  Want,
} from './request.ts';
export { search } from './search.ts';
export { createSharedMemory } from './shared-memory.ts';
export type { ShellReader, ShellVisitor } from './shells.ts';
export { BLOCK_PLACES } from './simd/index.ts';
export { sweep } from './sweep.ts';
export {
  drawSample,
  surveyMeasure,
  type TunedMeasure,
  type TuneReport,
  type TuneSeries,
  tune,
} from './tuning/index.ts';
export { chooseVantage, createVantageSet, NO_VANTAGE, type VantageSet } from './vantage.ts';

export { ringReach } from './bounds.ts';
export {
  Collection,
  type CollectionHandles,
  type CollectionLayout,
  CollectionWriter,
  chooseVantage,
  createLayout,
  createVantageSet,
  type LayoutOptions,
  NO_VANTAGE,
  type VantageChoice,
  type VantagePoint,
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
  StepTimes,
  Strategy,
  Want,
} from './request.ts';
export type { Clock } from './run.ts';
export { search } from './search.ts';
export type { ShellReader, ShellVisitor } from './shells.ts';

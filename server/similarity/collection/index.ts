export {
  Collection,
  type CollectionHandles,
  isVisible,
  type Segment,
} from './collection.ts';
export { type CollectionLayout, createLayout, type LayoutOptions } from './layout.ts';
export {
  chooseVantage,
  createVantageSet,
  NO_VANTAGE,
  type VantageChoice,
  type VantagePoint,
  type VantageSet,
} from './vantage.ts';
export { CollectionWriter } from './writer.ts';

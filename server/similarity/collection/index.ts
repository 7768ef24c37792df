export {
  Collection,
  type CollectionHandles,
  isVisible,
  type Segment,
} from './collection.ts';
export { createLayout } from './layout.ts';
export {
  chooseVantage,
  createVantageSet,
  NO_VANTAGE,
  type VantagePoint,
  type VantageSet,
} from './vantage.ts';
export { CollectionWriter } from './writer.ts';

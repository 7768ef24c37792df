export {
  Collection,
  type CollectionHandles,
  isVisible,
  type Segment,
} from './collection.ts';
export { createLayout } from './layout.ts';
export { CollectionWriter } from './writer.ts';

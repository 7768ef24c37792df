export {
  type Compute,
  type ComputeFactory,
  type ComputeSource,
  inlineCompute,
  type Projection,
  projectBlock,
  type Survey,
  surveyBlock,
  type View,
} from './compute.ts';
export type * from './contract.ts';
export { createCollection, type OpenParts, openCollection } from './open.ts';
export type { OnView, Selects, SelectsFactory } from './selects.ts';
export { shellReader } from './shells.ts';
export { COLLECTION_FILE, openStored, type StoredCollection } from './stored.ts';
export { printTreeKey, readTreeKey } from './tree-keys.ts';
export { readWriteId } from './write-ids.ts';
export { WRITE_LIMITS } from './write-memory.ts';

export type * from './engine.ts';
export { EngineError, type EngineErrorCode } from './errors.ts';
export {
  type DistanceKey,
  decodeDistanceKey,
  decodeFloat64,
  decodeUint32,
  encodeDistanceKey,
  encodeFloat64,
  encodeUint32,
  writeFloat64,
  writeUint32,
} from './keys.ts';
export { LIMITS } from './limits.ts';
export { engineOf, loadEngine, registeredEngines, salvageFile, traceEngine } from './registry.ts';
export { type LockHolder, lockHolder, lockPathOf } from './storage/index.ts';
export type {
  LookupPath,
  Outline,
  OutlineNode,
  SalvagedTree,
  SalvageReport,
  Trace,
  TracedTree,
  TraceEvent,
  TraceWrite,
} from './tree/index.ts';
export { lookupPath, measureDepths, outlineOf } from './tree/index.ts';

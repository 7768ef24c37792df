export type * from './engine.ts';
export { EngineError, type EngineErrorCode } from './errors.ts';
export {
  decodeDistanceKey,
  decodeFloat64,
  decodeUint32,
  type DistanceKey,
  encodeDistanceKey,
  encodeFloat64,
  encodeUint32,
  writeFloat64,
  writeUint32,
} from './keys.ts';
export { LIMITS } from './limits.ts';
export { engineOf, loadEngine, registeredEngines } from './registry.ts';

export { createHilbertBound, type HilbertBound } from './hilbert.ts';
export { ringAtLeast, ringReach } from './ring.ts';
export { type RowBound, singleReach } from './row-bound.ts';
export {
  createSpectralBound,
  frequenciesByEnergy,
  type SpectralBound,
} from './spectral.ts';

export { createHilbertBound, type HilbertBound } from './hilbert.ts';
export { ringAtLeast, ringReach } from './ring.ts';
export { type RowBound, SINGLE_SUM_LOSS, singleAbove } from './row-bound.ts';
export {
  createSpectralBound,
  frequenciesByEnergy,
  type SpectralBound,
} from './spectral.ts';

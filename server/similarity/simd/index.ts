export { BLOCK_PLACES, type BlockSettings, DistanceBlock, FORMS } from './block.ts';
export { exponentOf, kernelUnit } from './exponent.ts';
export { radicesOf } from './radices.ts';
export { StandingBlock } from './standing-block.ts';

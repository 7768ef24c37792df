export { BLOCK_PLACES, type BlockSettings, DistanceBlock } from './block.ts';
export { exponentOf } from './exponent.ts';
export { StandingBlock } from './standing-block.ts';

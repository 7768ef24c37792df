export { layInOwnPages } from './arena.ts';
export { BLOCK_PLACES, type BlockSettings, DistanceBlock } from './block.ts';
export { exponentOf } from './exponent.ts';
export { instantiate, type KernelModule } from './module.ts';
export { StandingBlock } from './standing-block.ts';

export { layInOwnPages } from './arena.ts';
export { DistanceBlock } from './block.ts';
export { exponentOf } from './exponent.ts';
export { instantiate, type KernelModule } from './module.ts';
export { BLOCK_PLACES, type BlockSettings } from './plan.ts';
export { StandingBlock } from './standing-block.ts';

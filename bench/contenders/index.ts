export type { Contender, Place, Reads, Store } from './contender.ts';
export { contenderOf } from './of-engine.ts';

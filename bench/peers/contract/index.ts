export type { Backing, Source, Span, Target } from './backing.ts';
export { peerEngine } from './engine.ts';

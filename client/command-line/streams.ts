import type { BaseContext } from 'clipanion';

/** The streams and the environment of one run; commands reach them as their context. */
export type Streams = Pick<BaseContext, 'stdin' | 'stdout' | 'stderr' | 'env'>;

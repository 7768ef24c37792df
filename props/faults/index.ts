export { tryCrashes } from './crashes.ts';
export { FAILING_OPERATIONS, tryFailure } from './failures.ts';
export { WORKLOADS } from './workloads.ts';

export { tryCrashes } from './crashes.ts';
export { WORKLOADS } from './workloads.ts';

export { type CrashSummary, tryCrashes, type Workload } from './crashes.ts';
export { WORKLOADS } from './workloads.ts';

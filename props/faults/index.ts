export { tryCrashes } from './crashes.ts';
export { FAILING_OPERATIONS, tryFailure } from './failures.ts';
export { type DiskImage, EMPTY_DISK } from './journal.ts';
export { recordingStorage } from './recording-storage.ts';
export { WORKLOADS } from './workloads.ts';

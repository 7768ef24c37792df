export { type Contents, contentsNow, contentsOf } from './contents.ts';
export { tryCrashes } from './crashes.ts';
export { ERRNOS, FAILING_OPERATIONS, type Failure, plannedError } from './failing-storage.ts';
export { tryFailure } from './failures.ts';
export { fullDisk } from './full-disk.ts';
export { memoryStorage } from './memory-storage.ts';
export { POISONED_WORKS, poisonImage, tryPoison } from './poison.ts';
export { WORKLOADS } from './workloads.ts';

export { tryBackups } from './backups.ts';
export { BLOCK_DAMAGES, blockTries, damagedBy, noBlocks, tryBlock } from './blocks.ts';
export { contentsNow } from './contents.ts';
export { type Corpus, DAMAGED_PATH, makeCorpus } from './corpus.ts';
export { cutLengths, tryCuts, tryUnacknowledgedCuts } from './cuts.ts';
export {
  ERRNOS,
  FAILING_OPERATIONS,
  type Failure,
  hidingFailures,
  plannedError,
} from './failing-storage.ts';
export { tryFailure } from './failures.ts';
export { formatFlips, tryFlips, tryMarkFlips } from './flips.ts';
export { fullDisk } from './full-disk.ts';
export { hostileFile } from './hostile.ts';
export { useHostile } from './hostile-use.ts';
export { judgeReader } from './judge.ts';
export { LIES, tryLie } from './lies.ts';
export { trySyncLie } from './lying-syncs.ts';
export { memoryStorage } from './memory-storage.ts';
export { POISONED_WORKS, poisonImage, tryPoison } from './poison.ts';
export { type Needs, needsOf, noSalvages, trySalvage } from './salvages.ts';
export { scanImage, tryScan, WALKS } from './scans.ts';

import { statSync } from 'node:fs';
import type { Engine, EngineFile, Entry, TreeReader } from '../../engines/index.ts';
import { CHECKSUM_START, mixEntry } from '../checksum.ts';
import { BenchError } from '../errors.ts';
import { seededBytes } from '../workloads/index.ts';

const TREE = 'memory';
const KEY_BYTES = 16;

/** How large, and how long. */
export interface MemoryOptions {
  readonly engine: Engine;
  /** Least size of the file. */
  readonly fileBytes: number;
  /** The budget: memory for pages, at least 64 KiB. */
  readonly cacheBytes: number;
  /** Bytes of each value; larger ones make a large file of fewer entries. */
  readonly valueBytes: number;
  /** Lookups of random keys. */
  readonly lookups: number;
  readonly seed: number;
  /** Told what is going on, one line each. */
  readonly onProgress: (line: string) => void;
}

export interface MemoryFound {
  readonly entries: number;
  /** Over all entries, as the scan found them. */
  readonly checksum: number;
  readonly fileBytes: number;
  /** Resident memory of the process before the file was opened. */
  readonly baselineBytes: number;
  /** The most that it grew by since, over all samples. */
  readonly growthBytes: number;
  /** `growthBytes` over the budget. */
  readonly growthPerCacheByte: number;
  readonly samples: number;
  readonly pagesLoaded: number;
  readonly pagesEvicted: number;
}

/** Entries put in one transaction while the file is written. */
const ENTRIES_PER_COMMIT = 20_000;
/** Lookups or steps of a scan between two samples of the resident memory. */
const STEPS_PER_SAMPLE = 10_000;

/**
 * Opens the file that `writeLarge` left at `path`, reads it at random and from end to end, and
 * resolves with how far the resident memory of the process grew meanwhile. Every value that is read
 * is compared with what was written.
 *
 * To be run in a process that has done nothing before, with `--expose-gc`: what others leave on the
 * heap would hide in the baseline, or count as growth.
 * @throws BenchError `DISAGREEMENT`.
 */
export async function measureMemory(
  path: string,
  entries: number,
  options: MemoryOptions,
): Promise<MemoryFound> {
  const { engine, cacheBytes, onProgress } = options;
  const fileBytes = statSync(path).size;
  globalThis.gc?.();
  const baselineBytes = process.memoryUsage.rss();
  onProgress(`memory: ${entries} entries, ${fileBytes} bytes; reading`);
  const file = await engine.open(path, { cacheBytes });
  try {
    const sampler = sampleMemory();
    const snapshot = file.snapshot();
    const tree = snapshot.tree(TREE);
    readAtRandom(tree, entries, options, sampler.sample);
    onProgress('memory: scanning');
    const checksum = scan(tree, entries, options, sampler.sample);
    snapshot.release();
    const growthBytes = sampler.most() - baselineBytes;
    const { pagesLoaded, pagesEvicted } = file.stats();
    return {
      entries,
      checksum,
      fileBytes,
      baselineBytes,
      growthBytes,
      growthPerCacheByte: growthBytes / cacheBytes,
      samples: sampler.count(),
      pagesLoaded,
      pagesEvicted,
    };
  } finally {
    await file.close();
  }
}

/**
 * Writes a new file at `path` until it is as large as it is to be, and resolves with the number of
 * its entries.
 */
export async function writeLarge(path: string, options: MemoryOptions): Promise<number> {
  const { engine, fileBytes, cacheBytes, onProgress } = options;
  const file: EngineFile = await engine.open(path, { cacheBytes });
  let entries = 0;
  try {
    while (file.stats().bytesTotal < fileBytes) {
      const first = entries;
      await file.write((transaction) => {
        const tree = transaction.tree(TREE);
        for (let index = first; index < first + ENTRIES_PER_COMMIT; index++) {
          const { key, value } = entryAt(index, options);
          tree.put(key, value);
        }
      });
      entries += ENTRIES_PER_COMMIT;
      onProgress(`memory: ${file.stats().bytesTotal} of ${fileBytes} bytes written`);
    }
  } finally {
    await file.close();
  }
  return entries;
}

/**
 * The entry of one number: a key that is scattered over all keys, the same for one number only, and
 * a value that repeats it. Source of the scattering: multiplication by an odd constant is one to
 * one modulo 2⁶⁴ (Knuth, volume 3, section 6.4).
 */
function entryAt(
  index: number,
  { seed, valueBytes }: Pick<MemoryOptions, 'seed' | 'valueBytes'>,
): Entry {
  const key = Buffer.alloc(KEY_BYTES);
  const scattered = BigInt.asUintN(64, BigInt(index + 1) * 0x9e3779b97f4a7c15n);
  key.writeBigUInt64BE(scattered);
  key.writeUInt32BE(seed, 8);
  key.writeUInt32BE(index, 12);
  return { key, value: Buffer.alloc(valueBytes, key) };
}

function readAtRandom(
  tree: TreeReader,
  entries: number,
  options: MemoryOptions,
  sample: () => void,
): void {
  const { lookups, seed } = options;
  const words = new Uint32Array(seededBytes('memory lookups', seed, lookups * 4).slice().buffer);
  for (const [step, word] of words.entries()) {
    const { key, value } = entryAt(word % entries, options);
    const found = tree.view(key);
    if (found === undefined || Buffer.compare(found, value) !== 0) {
      throw new BenchError('DISAGREEMENT', `entry ${word % entries} is not what was written`);
    }
    if (step % STEPS_PER_SAMPLE === 0) sample();
  }
  sample();
}

function scan(
  tree: TreeReader,
  entries: number,
  { valueBytes }: MemoryOptions,
  sample: () => void,
): number {
  let checksum = CHECKSUM_START;
  let steps = 0;
  const cursor = tree.cursor();
  for (let on = cursor.first(); on; on = cursor.next()) {
    const key = cursor.key().slice();
    const value = cursor.value();
    checksum = mixEntry(checksum, key, value);
    if (value.length !== valueBytes || value[0] !== key[0]) {
      throw new BenchError('DISAGREEMENT', `entry ${steps} of the scan is not what was written`);
    }
    if (steps++ % STEPS_PER_SAMPLE === 0) sample();
  }
  sample();
  if (steps !== entries) {
    throw new BenchError('DISAGREEMENT', `the scan found ${steps} of ${entries} entries`);
  }
  return checksum;
}

interface Sampler {
  readonly sample: () => void;
  readonly most: () => number;
  readonly count: () => number;
}

function sampleMemory(): Sampler {
  let most = 0;
  let count = 0;
  return {
    sample() {
      most = Math.max(most, process.memoryUsage.rss());
      count++;
    },
    most: () => most,
    count: () => count,
  };
}

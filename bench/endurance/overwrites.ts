import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Engine, EngineFile, Entry } from '../../engines/index.ts';
import { CHECKSUM_START, mixWords } from '../checksum.ts';
import { BenchError } from '../errors.ts';
import { randomEntries, seededBytes } from '../workloads/index.ts';
import { FileSize } from './file-size.ts';

const TREE = 'overwrites';

/** Overwrites of one durable commit. */
const PUTS_PER_COMMIT = 100;
/** Random numbers drawn at once. */
const WORDS = 2 ** 16;

export interface OverwriteOptions {
  readonly engine: Engine;
  /** A path that does not exist. */
  readonly path: string;
  /** How long, in milliseconds. */
  readonly durationMs: number;
  /** Entries that there are all the time. */
  readonly entries: number;
  readonly cacheBytes?: number | undefined;
  readonly seed: number;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** Told what is going on, one line each. */
  readonly onProgress: (line: string) => void;
}

export interface OverwritesFound {
  /** Over the keys, which the seed decides; how often each is overwritten, time decides. */
  readonly checksum: number;
  readonly commits: number;
  /** Bytes that the last commit reached, and the most that the file had, over all samples. */
  readonly liveBytes: number;
  readonly fileBytesMost: number;
  /** How often the file became smaller. */
  readonly compactions: number;
  /** The longest time for which the event loop did not turn, in milliseconds. */
  readonly stallMsMost: number;
  /** Milliseconds of a commit and of a view, one sample each, over the whole time. */
  readonly commitMs: readonly number[];
  readonly viewMs: readonly number[];
  /** The same while a compaction was under way. */
  readonly commitMsCompacting: readonly number[];
  readonly viewMsCompacting: readonly number[];
}

/**
 * Overwrites random entries of a new file in durable commits, reads one between any two, and
 * resolves with what it cost and how large the file grew. At the end every entry is compared with
 * the last that was put for it.
 * @throws BenchError `DISAGREEMENT`.
 */
export async function measureOverwrites(options: OverwriteOptions): Promise<OverwritesFound> {
  const { engine, path, cacheBytes, seed, entries: count } = options;
  const entries = new FlatEntries(randomEntries('overwrites', seed, count));
  const file = await engine.open(path, cacheBytes === undefined ? {} : { cacheBytes });
  try {
    await file.write((transaction) => {
      const tree = transaction.tree(TREE);
      for (let index = 0; index < count; index++) {
        const { key, value } = entries.at(index);
        tree.put(key, value);
      }
    });
    const found = await overwrite(file, entries, options);
    compareAll(file, entries);
    return found;
  } finally {
    await file.close();
  }
}

/**
 * Entries of one size in two blocks of bytes. A million objects would have the garbage collector stop
 * the event loop, for which the store would be blamed.
 */
class FlatEntries {
  readonly count: number;
  readonly #keys: Uint8Array;
  readonly #values: Uint8Array;
  readonly #keyBytes: number;
  readonly #valueBytes: number;

  constructor(entries: readonly Entry[]) {
    this.count = entries.length;
    this.#keyBytes = entries[0]?.key.length ?? 0;
    this.#valueBytes = entries[0]?.value.length ?? 0;
    this.#keys = new Uint8Array(this.count * this.#keyBytes);
    this.#values = new Uint8Array(this.count * this.#valueBytes);
    for (const [index, { key, value }] of entries.entries()) {
      this.#keys.set(key, index * this.#keyBytes);
      this.#values.set(value, index * this.#valueBytes);
    }
  }

  /** Views of the entry, whose value may be changed. */
  at(index: number): Entry {
    const key = index * this.#keyBytes;
    const value = index * this.#valueBytes;
    return {
      key: this.#keys.subarray(key, key + this.#keyBytes),
      value: this.#values.subarray(value, value + this.#valueBytes),
    };
  }

  keysSum(): number {
    let sum = CHECKSUM_START;
    for (let index = 0; index < this.count; index++) sum = mixWords(sum, this.at(index).key);
    return sum;
  }
}

/** Overwrites until the time is over; `entries` follow what was put. */
async function overwrite(
  file: EngineFile,
  entries: FlatEntries,
  { path, durationMs, seed, now, onProgress }: OverwriteOptions,
): Promise<OverwritesFound> {
  const next = numbersBelow(entries.count, seed);
  const lists = {
    commitMs: [],
    viewMs: [],
    commitMsCompacting: [],
    viewMsCompacting: [],
  } as Record<'commitMs' | 'viewMs' | 'commitMsCompacting' | 'viewMsCompacting', number[]>;
  const size = new FileSize(path);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await nextTurn();
  delay.enable();
  const start = now();
  let told = start;
  for (let time = start; time - start < durationMs; time = now()) {
    const compacting = size.isCompacting();
    const before = now();
    await file.write((transaction) => {
      const tree = transaction.tree(TREE);
      for (let put = 0; put < PUTS_PER_COMMIT; put++) {
        const { key, value } = entries.at(next());
        stamp(value);
        tree.put(key, value);
      }
    });
    const written = now();
    const snapshot = file.snapshot();
    const { key, value } = entries.at(next());
    const looked = now();
    const seen = snapshot.tree(TREE).view(key);
    const viewed = now();
    if (seen === undefined || Buffer.compare(seen, value) !== 0) disagree();
    snapshot.release();
    lists.commitMs.push(written - before);
    lists.viewMs.push(viewed - looked);
    if (compacting) {
      lists.commitMsCompacting.push(written - before);
      lists.viewMsCompacting.push(viewed - looked);
    }
    size.sample();
    if (written - told > 1000) {
      told = written;
      onProgress(`overwrites: ${Math.round((written - start) / 1000)} s, file ${size.last} bytes`);
    }
  }
  delay.disable();
  return {
    checksum: entries.keysSum(),
    commits: lists.commitMs.length,
    liveBytes: file.stats().bytesLive,
    fileBytesMost: size.most,
    compactions: size.falls,
    stallMsMost: delay.max / 1e6,
    ...lists,
  };
}

/** Changes eight bytes into what they never were in this run. */
function stamp(value: Uint8Array): void {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  view.setUint32(0, view.getUint32(0) + 1);
}

/** Endless whole numbers from 0 below `limit`. */
function numbersBelow(limit: number, seed: number): () => number {
  let block = 0;
  let words: DataView;
  let place = WORDS;
  return () => {
    if (place === WORDS) {
      const bytes = seededBytes(`overwrites ${block++}`, seed, WORDS * 4);
      words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      place = 0;
    }
    return words.getUint32(4 * place++) % limit;
  };
}

function compareAll(file: EngineFile, entries: FlatEntries): void {
  const snapshot = file.snapshot();
  const tree = snapshot.tree(TREE);
  for (let index = 0; index < entries.count; index++) {
    const { key, value } = entries.at(index);
    const found = tree.view(key);
    if (found === undefined || Buffer.compare(found, value) !== 0) disagree();
  }
  snapshot.release();
}

function disagree(): never {
  throw new BenchError('DISAGREEMENT', 'an entry is not what was last put for it');
}

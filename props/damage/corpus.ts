import type { Engine, EngineFile, Entry, Reader, Transaction } from '../../engines/index.ts';
import type { Storage } from '../../engines/storage/index.ts';
import { memoryStorage } from './memory-storage.ts';

/** Name of the file in every storage that tries of damage make. */
export const DAMAGED_PATH = 'file';

/** The entries of each tree, in order. */
export type Trees = readonly (readonly [name: string, entries: readonly Entry[]])[];

/** A file with every kind of page and record, whole, and how it came to be. */
export interface Corpus {
  /** As its writer left it by closing. */
  readonly closed: Uint8Array;
  /** As it was while its writer had it open, cut short in the zeros behind the last commit. */
  readonly open: Uint8Array;
  readonly commit: number;
  readonly trees: Trees;
  /** Every earlier moment, after each commit, oldest first. */
  readonly history: readonly Moment[];
}

export interface Moment {
  readonly bytes: Uint8Array;
  readonly commit: number;
  readonly trees: Trees;
  /** Bytes up to the end of the last commit. */
  readonly end: number;
}

/** Everything that `reader` sees, in bytes of its own. */
export function treesOf(reader: Reader): Trees {
  return reader.trees().map((name) => [name, [...reader.tree(name).range()]] as const);
}

const key = (text: string): Uint8Array => Buffer.from(text);

/** A tail that stays in the node, one that does not, and none. */
function keyOf(index: number): Uint8Array {
  const text = `k${String(index).padStart(3, '0')}`;
  return key(index % 5 === 0 ? `${text}-${'tail'.repeat(index % 13)}` : text);
}

function fill(tx: Transaction, tree: string, start: number, end: number): void {
  for (let index = start; index < end; index += 1) {
    const at = (index * 37) % 200;
    tx.tree(tree).put(keyOf(at), key(`value-${at}-${'v'.repeat((at * 7) % 60)}`));
  }
}

const LOADED: readonly Entry[] = Array.from({ length: 150 }, (_, index) => ({
  key: key(`b${String(index).padStart(5, '0')}`),
  value: key(`${index}`.repeat(index % 5)),
}));

const COMMITS: readonly ((tx: Transaction) => void)[] = [
  (tx) => {
    fill(tx, 'alpha', 0, 120);
    tx.load('beta', LOADED);
    tx.tree('gamma').put(key('large'), new Uint8Array(5000).fill(0xa5));
    tx.tree('gone').put(key('x'), key('y'));
  },
  (tx) => {
    fill(tx, 'alpha', 100, 170);
    tx.tree('gamma').put(key('middle'), new Uint8Array(2500).fill(0x5a));
    tx.tree('gamma').put(key('long-key-'.repeat(9)), new Uint8Array(4200).fill(0x77));
    tx.tree('empty').put(key('x'), key('y'));
  },
  (tx) => {
    for (let index = 0; index < 20; index += 1) tx.tree('alpha').delete(keyOf(index * 3));
    tx.drop('gone');
    tx.tree('empty').delete(key('x'));
    tx.tree('gamma').put(key('large'), new Uint8Array(4100).fill(0x3c));
    tx.tree('beta').put(key('b00070'), key('replaced'));
  },
  (tx) => tx.tree('delta').put(key('last'), key('one')),
];

/** Makes the corpus of an engine: four commits, more than 64 KiB. */
export async function makeCorpus(engineOver: (storage: Storage) => Engine): Promise<Corpus> {
  const memory = memoryStorage(new Map());
  const file = await engineOver(memory.storage).open(DAMAGED_PATH);
  const moments: Moment[] = [];
  for (const work of COMMITS) {
    await file.write(work);
    moments.push(momentOf(file, memory.bytes(DAMAGED_PATH)));
  }
  const last = moments.pop()!;
  await file.close();
  return {
    closed: memory.bytes(DAMAGED_PATH),
    open: last.bytes.subarray(0, last.end + SPARE_BYTES),
    commit: last.commit,
    trees: last.trees,
    history: moments,
  };
}

/** Zeros behind the last commit that are kept. */
const SPARE_BYTES = 8192;

function momentOf(file: EngineFile, bytes: Uint8Array): Moment {
  const snapshot = file.snapshot();
  const moment = {
    bytes,
    commit: snapshot.commit,
    trees: treesOf(snapshot),
    end: file.stats().bytesTotal,
  };
  snapshot.release();
  return moment;
}

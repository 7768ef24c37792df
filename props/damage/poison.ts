import { inspect } from 'node:util';
import {
  type Engine,
  EngineError,
  type EngineFile,
  type Entry,
  type Transaction,
} from '../../engines/index.ts';
import type { Storage } from '../../engines/storage/index.ts';
import { type Contents, contentsNow } from './contents.ts';
import { plannedError } from './failing-storage.ts';
import { memoryStorage } from './memory-storage.ts';

/** A transaction of which the `point`-th read of a page fails. */
export interface PoisonTry {
  readonly operation: string;
  readonly point: number;
}

export interface PoisonOutcome {
  /** Whether the read that was to fail was reached. */
  readonly reached: boolean;
  readonly violation: string | undefined;
}

const PATH = 'file';
const TREE = 'deep';
const KEYS = 4000;
/** The least there is, so that most steps of a descent read a page. */
const CACHE_BYTES = 64 * 1024;

function key(index: number): Uint8Array {
  return Buffer.from(`key-${String((index * 7919) % KEYS).padStart(6, '0')}`);
}

function* entries(count: number): Generator<Entry> {
  for (let index = 0; index < count; index += 1) {
    yield { key: Buffer.from(`load-${String(index).padStart(6, '0')}`), value: Buffer.from('v') };
  }
}

function* brokenEntries(): Generator<Entry> {
  yield* entries(50);
  throw plannedError('EIO', 'the entries to load');
}

/** Changes inside a transaction, by name; each is run on a file of 4,000 entries. */
export const POISONED_WORKS: ReadonlyMap<string, (tx: Transaction) => void> = new Map([
  ['put of a new key', (tx) => tx.tree(TREE).put(Buffer.from('key-002000-new'), key(1))],
  ['put over a large value', (tx) => tx.tree(TREE).put(key(40), Buffer.alloc(9000, 1))],
  ['delete', (tx) => void tx.tree(TREE).delete(key(1234))],
  [
    'many puts and deletes',
    (tx) => {
      for (let index = 0; index < 30; index += 1) {
        tx.tree(TREE).put(key(index * 97), Buffer.from(`changed-${index}`.repeat(index)));
        tx.tree(TREE).delete(key(index * 89 + 7));
      }
    },
  ],
  [
    'load beside a drop',
    (tx) => {
      tx.drop('small');
      tx.load('loaded', entries(200));
      tx.tree(TREE).delete(key(77));
    },
  ],
  ['load of entries that end in an error', (tx) => tx.load('loaded', brokenEntries())],
  ['load of unsorted entries', (tx) => tx.load('loaded', [...entries(9), ...entries(3)])],
]);

/** A file to poison, and what it holds. */
export interface PoisonImage {
  readonly bytes: Uint8Array;
  readonly contents: Contents;
}

export async function poisonImage(engineOver: (storage: Storage) => Engine): Promise<PoisonImage> {
  const memory = memoryStorage(new Map());
  const file = await engineOver(memory.storage).open(PATH);
  await file.write((tx) => {
    for (let index = 0; index < KEYS; index += 1) {
      tx.tree(TREE).put(key(index), Buffer.from(`value-${index}`.repeat(index % 9)));
    }
    tx.tree('small').put(key(1), key(2));
  });
  await file.write((tx) => tx.tree(TREE).put(key(40), Buffer.alloc(20_000, 7)));
  const contents = contentsNow(file);
  await file.close();
  return { bytes: memory.bytes(PATH), contents };
}

/**
 * Runs one transaction whose work meets a failure, goes on as if nothing had been, and asks for the
 * commit: it must be refused, nothing of it may stay, and the file must go on working.
 */
export async function tryPoison(
  engineOver: (storage: Storage) => Engine,
  { bytes, contents }: PoisonImage,
  { operation, point }: PoisonTry,
): Promise<PoisonOutcome> {
  const { storage, arm, fired } = armedStorage(memoryStorage(new Map([[PATH, bytes]])).storage);
  const file = await engineOver(storage).open(PATH, { cacheBytes: CACHE_BYTES });
  try {
    arm(point);
    const attempted = await attempt(file, POISONED_WORKS.get(operation)!);
    arm(0);
    const reached = fired() || attempted.caught !== undefined;
    return { reached, violation: await judge(file, { ...attempted, before: contents, reached }) };
  } finally {
    await file.close();
  }
}

interface Attempted {
  /** What the work itself threw. */
  readonly caught: unknown;
  /** What the next change in the same transaction threw. */
  readonly next: unknown;
  /** What the caller of `write` got: 'acknowledged', or an error. */
  readonly outcome: unknown;
}

async function attempt(file: EngineFile, work: (tx: Transaction) => void): Promise<Attempted> {
  let caught: unknown;
  let next: unknown;
  const outcome: unknown = await file
    .write((tx) => {
      try {
        work(tx);
      } catch (error) {
        caught = error;
        try {
          tx.tree('more').put(key(1), key(1));
        } catch (later) {
          next = later;
        }
      }
    })
    .then(
      () => 'acknowledged',
      (error: unknown) => error,
    );
  return { caught, next, outcome };
}

async function judge(
  file: EngineFile,
  { before, reached, caught, next, outcome }: Attempted & { before: Contents; reached: boolean },
): Promise<string | undefined> {
  if (caught !== undefined && !(caught instanceof EngineError)) {
    return `it failed without a code: ${inspect(caught)}`;
  }
  if (reached && outcome === 'acknowledged') return 'a transaction that failed was acknowledged';
  if (outcome !== 'acknowledged' && !(outcome instanceof EngineError)) {
    return `the commit failed without a code: ${inspect(outcome)}`;
  }
  for (const answer of caught === undefined ? [] : [next, outcome]) {
    if ((answer as EngineError | undefined)?.code === 'POISONED') continue;
    return `going on after a failure answers ${inspect(answer)}`;
  }
  if (outcome !== 'acknowledged' && contentsNow(file) !== before) return 'half of it was committed';
  await file.write((tx) => tx.tree('after').put(key(1), key(2)));
  const { faults } = await file.verify();
  return faults[0]?.message;
}

/** Storage of which one read fails, counted from when it was armed. */
function armedStorage(storage: Storage): {
  readonly storage: Storage;
  /** From now on the `point`-th read fails; 0 for none. */
  arm(point: number): void;
  fired(): boolean;
} {
  let left = 0;
  let fired = false;
  return {
    arm(point) {
      left = point;
    },
    fired: () => fired,
    storage: {
      ...storage,
      async open(path, mode) {
        const file = await storage.open(path, mode);
        return {
          ...file,
          read(target, position) {
            if (left > 0) {
              left -= 1;
              if (left === 0) {
                fired = true;
                throw plannedError('EIO', 'read');
              }
            }
            return file.read(target, position);
          },
        };
      },
    },
  };
}

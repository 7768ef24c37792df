import { rm } from 'node:fs/promises';
import type { Engine, EngineFile, Entry, TreeReader } from '../../engines/index.ts';
import { CHECKSUM_START, mixBytes } from '../checksum.ts';
import { BenchError } from '../errors.ts';
import type { Competitor } from '../harness.ts';

/** The one tree that every workload uses. */
const TREE = 'bench';

/** Keys that are looked up after an insertion to see that it took place. */
const KEYS_CHECKED = 256;

/** Puts all entries, in their order, into a new file, in one transaction. */
export function insertAll(
  engine: Engine,
  entries: readonly Entry[],
  newPath: () => string | undefined,
): Competitor {
  const step = Math.max(1, Math.floor(entries.length / KEYS_CHECKED));
  const checked = entries.filter((_, index) => index % step === 0);
  let path: string | undefined;
  let file: EngineFile | undefined;

  async function close(): Promise<void> {
    await file?.close();
    file = undefined;
    if (path !== undefined) await rm(path, { force: true });
  }

  return {
    kind: 'async',
    name: engine.manifest.name,
    operations: entries.length,
    async before() {
      path = newPath();
      file = await engine.open(path);
    },
    async iterate() {
      await putAll(file!, entries);
    },
    async digest() {
      const snapshot = file!.snapshot();
      const tree = snapshot.tree(TREE);
      const digest = digestOf(checked.map((entry) => tree.get(entry.key)));
      snapshot.release();
      await close();
      return agreed(engine, { digest, expected: checked, doing: 'an insertion' });
    },
    end: close,
  };
}

/** Puts `entries`, in their order, in one transaction. */
export async function putAll(file: EngineFile, entries: readonly Entry[]): Promise<void> {
  await file.write((transaction) => {
    const tree = transaction.tree(TREE);
    for (const { key, value } of entries) tree.put(key, value);
  });
}

export interface ReadOptions {
  /** Reads of one iteration, from 1. */
  readonly reads: number;
  /** Where each read begins: indices into the entries, walked round and round. */
  readonly order: Uint32Array;
}

/** Gets one existing entry after another from `file`, which holds `entries`. */
export function getEach(
  engine: Engine,
  file: EngineFile,
  entries: readonly Entry[],
  options: ReadOptions,
): Competitor {
  return reader(engine, file, options, {
    doing: 'a get',
    read(tree, index, digest) {
      const value = tree.get(entries[index]!.key);
      return value === undefined ? digest : mixBytes(digest, value);
    },
    expected: (index) => [entries[index]!],
  });
}

/**
 * Walks `length` entries up from one existing key after another in `file`, which holds
 * `ascending`. The order must start no walk later than `length` entries before the end.
 */
export function scanEach(
  engine: Engine,
  file: EngineFile,
  ascending: readonly Entry[],
  options: ReadOptions & { readonly length: number },
): Competitor {
  const { length } = options;
  return reader(engine, file, options, {
    doing: `a range of ${length}`,
    read(tree, index, digest) {
      let mixed = digest;
      for (const entry of tree.range({ gte: ascending[index]!.key, limit: length })) {
        mixed = mixBytes(mixed, entry.value);
      }
      return mixed;
    },
    expected: (index) => ascending.slice(index, index + length),
  });
}

/** Puts one entry after another into `file`, each in a durable transaction of its own. */
export function putEach(engine: Engine, file: EngineFile, entries: readonly Entry[]): Competitor {
  let next = 0;
  let put: Entry;
  return {
    kind: 'async',
    name: engine.manifest.name,
    operations: 1,
    before() {
      put = entries[next++ % entries.length]!;
    },
    async iterate() {
      await file.write((transaction) => transaction.tree(TREE).put(put.key, put.value));
    },
    digest() {
      const snapshot = file.snapshot();
      const digest = digestOf([snapshot.tree(TREE).get(put.key)]);
      snapshot.release();
      return agreed(engine, { digest, expected: [put], doing: 'a put' });
    },
  };
}

function reader(
  engine: Engine,
  file: EngineFile,
  options: ReadOptions,
  work: {
    readonly doing: string;
    /** Reads from entry `index` on, and returns `digest` with the values mixed in. */
    readonly read: (tree: TreeReader, index: number, digest: number) => number;
    readonly expected: (index: number) => readonly Entry[];
  },
): Competitor {
  const { reads, order } = options;
  const snapshot = file.snapshot();
  const tree = snapshot.tree(TREE);
  let start = 0;
  let digest = CHECKSUM_START;
  const indexAt = (step: number): number => order[(start + step) % order.length]!;
  return {
    kind: 'sync',
    name: engine.manifest.name,
    operations: reads,
    iterate() {
      digest = CHECKSUM_START;
      for (let step = 0; step < reads; step++) {
        digest = work.read(tree, indexAt(step), digest);
      }
    },
    digest() {
      const expected = Array.from({ length: reads }, (_, step) => work.expected(indexAt(step)));
      start += reads;
      return agreed(engine, { digest, expected: expected.flat(), doing: work.doing });
    },
    end: () => snapshot.release(),
  };
}

/** The checksum of values in order; an absent one changes nothing. */
function digestOf(values: Iterable<Uint8Array | undefined>): number {
  let digest = CHECKSUM_START;
  for (const value of values) {
    if (value !== undefined) digest = mixBytes(digest, value);
  }
  return digest;
}

/** `digest`, when it is that of the `expected` entries. @throws BenchError `DISAGREEMENT`. */
function agreed(
  engine: Engine,
  seen: { readonly digest: number; readonly expected: readonly Entry[]; readonly doing: string },
): number {
  const expected = digestOf(seen.expected.map((entry) => entry.value));
  if (seen.digest === expected) return expected;
  throw new BenchError(
    'DISAGREEMENT',
    `${engine.manifest.name}: after ${seen.doing} the values have the checksum ` +
      `${seen.digest}, not ${expected}; run "vantage props" on the engine before timing it`,
  );
}

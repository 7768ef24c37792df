import type { Engine, EngineFile, Entry, OpenOptions, TreeReader } from '../../engines/index.ts';
import { CHECKSUM_START, mixEntry } from '../checksum.ts';
import type { Contender, Place, Reads, Store } from './contender.ts';

/** The one tree that every workload uses. */
const TREE = 'bench';

/**
 * Room for the whole file, which lmdb and better-sqlite3 have by mapping it. Where memory is short is a
 * workload of its own.
 */
const CACHE_BYTES: number = 2 ** 30;

/** An engine as it takes part by what the contract offers. */
export function contenderOf(engine: Engine): Contender {
  const { manifest } = engine;
  const places: readonly Place[] = supports(engine, 'persistence')
    ? ['memory', 'file']
    : ['memory'];
  return {
    manifest,
    engine,
    places,
    compacts: supports(engine, 'compact'),
    balanced: manifest.heightMax !== undefined,
    open: async (path, options: OpenOptions = { cacheBytes: CACHE_BYTES }) =>
      storeOf(engine, await engine.open(path, options)),
  };
}

/** Whether the manifest leaves `feature` in. */
function supports(
  { manifest }: Engine,
  feature: Engine['manifest']['unsupported'][number],
): boolean {
  return !manifest.unsupported.includes(feature);
}

function storeOf(engine: Engine, file: EngineFile): Store {
  const put: Store['put'] = ({ key, value }) =>
    file.write((transaction) => transaction.tree(TREE).put(key, value));
  return {
    insert: (entries) =>
      file.write((transaction) => {
        const tree = transaction.tree(TREE);
        for (const { key, value } of entries) tree.put(key, value);
      }),
    put,
    putAtOnce: async (entries) => void (await Promise.all(entries.map(put))),
    putInTrees: supports(engine, 'trees') ? (lists) => putInTrees(file, lists) : undefined,
    load: supports(engine, 'load') ? (entries) => file.load(TREE, entries) : undefined,
    remove: (keys) =>
      file.write((transaction) => {
        const tree = transaction.tree(TREE);
        for (const key of keys) tree.delete(key);
      }),
    compact: supports(engine, 'compact') ? () => file.compact() : undefined,
    read: () => readsOf(engine, file),
    stats: () => file.stats(),
    shape: supports(engine, 'verify') ? () => file.shape(TREE) : undefined,
    close: () => file.close(),
  };
}

function putInTrees(file: EngineFile, lists: readonly (readonly Entry[])[]): Promise<void> {
  return file.write((transaction) => {
    for (const [index, entries] of lists.entries()) {
      const tree = transaction.tree(`${TREE} ${index}`);
      for (const { key, value } of entries) tree.put(key, value);
    }
  });
}

function readsOf(engine: Engine, file: EngineFile): Reads {
  const snapshot = file.snapshot();
  const tree = snapshot.tree(TREE);
  return {
    view: (key) => tree.view(key),
    get: (key) => tree.get(key),
    scan: supports(engine, 'range') ? () => scan(tree) : undefined,
    walk: supports(engine, 'cursor') ? () => walk(tree) : undefined,
    walkBack: supports(engine, 'cursor') ? () => walkBack(tree) : undefined,
    range: supports(engine, 'range') ? (from, length) => range(tree, from, length) : undefined,
    count: supports(engine, 'count') ? (from, to) => tree.count({ gte: from, lt: to }) : undefined,
    release: () => snapshot.release(),
  };
}

function scan(tree: TreeReader): number {
  let checksum = CHECKSUM_START;
  for (const { key, value } of tree.range()) checksum = mixEntry(checksum, key, value);
  return checksum;
}

function walk(tree: TreeReader): number {
  let checksum = CHECKSUM_START;
  const cursor = tree.cursor();
  for (let on = cursor.first(); on; on = cursor.next()) {
    checksum = mixEntry(checksum, cursor.key(), cursor.value());
  }
  return checksum;
}

function walkBack(tree: TreeReader): number {
  let checksum = CHECKSUM_START;
  const cursor = tree.cursor();
  for (let on = cursor.last(); on; on = cursor.previous()) {
    checksum = mixEntry(checksum, cursor.key(), cursor.value());
  }
  return checksum;
}

function range(tree: TreeReader, from: Uint8Array, length: number): number {
  let checksum = CHECKSUM_START;
  for (const { key, value } of tree.range({ gte: from, limit: length })) {
    checksum = mixEntry(checksum, key, value);
  }
  return checksum;
}

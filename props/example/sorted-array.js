/**
 * A whole engine to copy and start your own from: in memory, a tree is a sorted array, and a commit
 * a new map of trees. What it leaves out is in its manifest, and laws that need it are skipped.
 */
import { EngineError, LIMITS } from 'vantagedb/engines';

const unsupported = ['cursor', 'load', 'persistence', 'read-only', 'verify', 'compact', 'backup'];
export const engine = {
  manifest: { name: 'sorted-array', description: 'sorted arrays in memory', unsupported },
  open: async (path) => (path === undefined ? openFile() : fail('UNSUPPORTED', 'in memory only')),
};

function openFile() {
  let [trees, commit, bytesStored, working, closed] = [new Map(), 0, 0, false, false];
  const current = () => (closed ? fail('CLOSED', 'the file is closed') : trees);
  const readerOf = (live) => ({
    trees: () => [...live().keys()].toSorted(byName),
    tree: (name) => treeOf(name, live, (bytes) => (bytesStored += bytes)),
    drop: (name) => live().delete(name),
  });
  const snapshot = () => {
    let seen = new Map(current());
    const live = () => (closed ? undefined : seen) ?? fail('CLOSED', 'the snapshot has ended');
    return { ...readerOf(live), commit, release: () => void (seen = undefined) };
  };
  const write = async (work) => {
    if (working) throw new TypeError('write was called inside the work of a write');
    let own = new Map(current());
    working = true;
    try {
      const result = work(readerOf(() => own ?? fail('CLOSED', 'the transaction has ended')));
      if (result instanceof Promise) throw new TypeError('the work of a write was asynchronous');
      [trees, commit] = [own, commit + 1];
      return result;
    } finally {
      [own, working] = [undefined, false];
    }
  };
  const stats = () => {
    const sizes = [...current()].map(([tree, list]) => {
      return { tree, entries: list.length, bytesLive: bytesOf(list), built: 'insert' };
    });
    const bytesLive = bytesOf([...trees.values()].flat());
    const none = { pagesLoaded: 0, pagesEvicted: 0, nodesWritten: 0, rotations: 0, syncs: 0 };
    const bytes = { bytesLive, bytesTotal: bytesLive, bytesStored, bytesWritten: 0 };
    return { engine: engine.manifest.name, commit, trees: sizes, ...none, ...bytes };
  };
  const drop = (name) => write((tx) => tx.drop(name));
  const close = async () => void (closed = true);
  const names = () => readerOf(current).trees();
  return { path: undefined, readOnly: false, snapshot, write, drop, trees: names, stats, close };
}

function treeOf(name, live, stored) {
  const entries = () => live().get(name) ?? [];
  const find = (key) => entries().find((entry) => Buffer.compare(entry.key, key) === 0);
  const others = (key) => entries().filter((entry) => Buffer.compare(entry.key, key) !== 0);
  return {
    get: (key) => copyOf(find(key))?.value,
    view: (key) => find(key)?.value,
    has: (key) => find(key) !== undefined,
    *range(range) {
      const seen = entries();
      for (const entry of within(seen, range)) {
        yield copyOf(entry);
        if (entries() !== seen) fail('CHANGED', 'the tree was written to under a range');
      }
    },
    count: (range) => within(entries(), { ...range, limit: undefined }).length,
    at: (rank) => copyOf(entries()[rank]),
    first: () => copyOf(entries()[0]),
    last: () => copyOf(entries().at(-1)),
    put(key, value) {
      if (key.length < 1 || key.length > LIMITS.keyBytesMax) fail('KEY_SIZE', 'of 1 to 1,024');
      if (value.length > LIMITS.valueBytesMax) fail('VALUE_SIZE', `${value.length} bytes`);
      if (!(name && Buffer.byteLength(name) <= LIMITS.treeNameBytesMax)) fail('TREE_NAME', name);
      if (!live().has(name) && live().size === LIMITS.treesMax) fail('TREES', `no room: ${name}`);
      live().set(name, [...others(key), copyOf({ key, value })].toSorted(byKey));
      stored(key.length + value.length);
    },
    delete: (key) => find(key) !== undefined && live().set(name, others(key)) !== undefined,
  };
}

function within(entries, { gt, gte, lt, lte, reverse, limit } = {}) {
  const above = ({ key }) => !(order(key, gt) <= 0 || order(key, gte) < 0);
  const below = ({ key }) => !(order(key, lt) >= 0 || order(key, lte) > 0);
  const found = entries.filter((entry) => above(entry) && below(entry));
  return (reverse ? found.toReversed() : found).slice(0, limit);
}

const bytesOf = (entries) => entries.reduce((sum, e) => sum + e.key.length + e.value.length, 0);
const order = (key, bound) => (bound ? Buffer.compare(key, bound) : Number.NaN);
const byName = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const byKey = (a, b) => Buffer.compare(a.key, b.key);
const copyOf = (e) => e && { key: Uint8Array.from(e.key), value: Uint8Array.from(e.value) };
const fail = (code, message) => {
  throw new EngineError(code, message);
};

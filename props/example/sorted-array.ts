/**
 * An engine to start your own from: in memory, each tree one sorted array, each commit a new map
 * of them. What it leaves out stands in its manifest, and the laws that need it are skipped.
 */

import type { Snapshot, Transaction, TreeStats } from '../../engines/index.ts';
import { type Engine, type EngineFile, LIMITS } from '../../engines/index.ts';
import { bytesOf, type Entries, fail, readerOf, writerOf } from './sorted-entries.ts';

type Trees = ReadonlyMap<string, Entries>;

/** The example engine, under the name that `vantage props MODULE` looks for. */
export const engine: Engine = {
  manifest: {
    name: 'sorted-array',
    description: 'one sorted array a tree, in memory only',
    unsupported: ['cursor', 'load', 'persistence', 'read-only', 'verify', 'compact', 'backup'],
  },
  open: async (path) => (path === undefined ? openFile() : unsupported()),
};

function unsupported(): never {
  return fail('UNSUPPORTED', 'the example engine does not do this; see its manifest');
}

function openFile(): EngineFile {
  let trees: Trees = new Map();
  let [commit, bytesStored, closed, writing] = [0, 0, false, false];
  const current = (): Trees => (closed ? fail('CLOSED', 'the file is closed') : trees);

  function snapshot(): Snapshot {
    let seen: Trees | undefined = current();
    const live = (): Trees => (closed ? undefined : seen) ?? fail('CLOSED', 'it was released');
    return {
      commit,
      token: undefined,
      trees: () => namesOf(live()),
      tree: (name) => readerOf(() => live().get(name) ?? []),
      release: () => {
        seen = undefined;
      },
    };
  }

  async function write<T>(work: (tx: Transaction) => T): Promise<T> {
    if (writing) {
      throw new TypeError('write was called inside the work of a write');
    }
    let own: Trees | undefined = current();
    const live = (): Trees => own ?? fail('CLOSED', 'the transaction has ended');
    writing = true;
    try {
      const result = work({
        trees: () => namesOf(live()),
        tree: (name) =>
          writerOf(
            () => live().get(name) ?? [],
            (entries, bytes) => {
              own = withTree(live(), name, entries);
              bytesStored += bytes;
            },
          ),
        drop: (name) => {
          const left = new Map(live());
          own = left;
          return left.delete(name);
        },
        load: unsupported,
      });
      if (result instanceof Promise) {
        throw new TypeError('the work of a write returned a promise');
      }
      trees = live();
      commit += 1;
      return result;
    } finally {
      own = undefined;
      writing = false;
    }
  }

  return {
    path: undefined,
    readOnly: false,
    snapshot,
    write,
    drop: async (name) => write((tx) => tx.drop(name)),
    trees: () => namesOf(current()),
    stats: () => {
      const sizes = namesOf(trees).map((tree) => sizeOf(tree, trees.get(tree) ?? []));
      const bytes = sizes.reduce((sum, { bytesLive }) => sum + bytesLive, 0);
      const disk = { pagesLoaded: 0, pagesEvicted: 0, syncs: 0, bytesWritten: 0 };
      const nodes = { nodesWritten: 0, rotations: 0 };
      const file = { engine: engine.manifest.name, commit, bytesLive: bytes, bytesTotal: bytes };
      return { ...file, ...disk, ...nodes, trees: sizes, bytesStored };
    },
    close: async () => {
      closed = true;
    },
    load: async () => unsupported(),
    refresh: unsupported,
    verify: async () => unsupported(),
    shape: unsupported,
    backup: async () => unsupported(),
    compact: async () => unsupported(),
  };
}

function sizeOf(tree: string, entries: Entries): TreeStats {
  return { tree, entries: entries.length, bytesLive: bytesOf(entries), built: 'insert' };
}

function namesOf(trees: Trees): readonly string[] {
  return [...trees.keys()].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function withTree(trees: Trees, name: string, entries: Entries): Trees {
  if (name === '' || Buffer.byteLength(name) > LIMITS.treeNameBytesMax) {
    fail('TREE_NAME', `"${name}" has not 1 to ${LIMITS.treeNameBytesMax} bytes`);
  }
  if (!trees.has(name) && trees.size === LIMITS.treesMax) {
    fail('TREES', `there are ${LIMITS.treesMax} trees already`);
  }
  return new Map(trees).set(name, entries);
}

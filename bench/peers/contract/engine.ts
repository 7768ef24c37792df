import type {
  Engine,
  EngineFile,
  Feature,
  FileStats,
  Manifest,
  Snapshot,
  Transaction,
} from '../../../engines/index.ts';
import type { Backing } from './backing.ts';
import { fail, inOrder, unsupported } from './keys.ts';
import { readerOf } from './reader.ts';
import { statsOf } from './sizes.ts';
import { type State, transactionOf } from './transaction.ts';

/**
 * What no peer does behind the contract. `persistence` is among it, although some of them keep
 * files: a lock that names its holder, the refusal of foreign files, syncs that are shared and
 * counted are not theirs. The benchmark opens their files in their own way.
 */
const NEVER: readonly Feature[] = [
  'persistence',
  'count',
  'at',
  'cursor',
  'read-only',
  'load',
  'verify',
  'compact',
  'backup',
];

/** An engine over what a library offers; each file is a new and empty one. */
export function peerEngine(
  manifest: Pick<Manifest, 'name' | 'description'> & { readonly lacks: readonly Feature[] },
  open: () => Promise<Backing>,
): Engine {
  const { name, description, lacks } = manifest;
  return {
    manifest: { name, description, unsupported: [...NEVER, ...lacks] },
    open: async (path) => (path === undefined ? fileOf(name, await open()) : unsupported()),
  };
}

function fileOf(engine: string, backing: Backing): EngineFile {
  let state: State = { names: new Map(), sizes: new Map() };
  /** What snapshots show, which a commit that is still under way is no part of. */
  let shown = { commit: 0, state };
  let [commit, bytesStored, nextId, closed, writing] = [0, 0, 1, false, false];
  const open = new Set<() => void>();
  let last: Promise<void> = Promise.resolve();
  const check = (): void => {
    if (closed) fail('CLOSED', 'the file is closed');
  };

  function snapshot(): Snapshot {
    check();
    const { names } = shown.state;
    const source = backing.snapshot();
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      open.delete(release);
      source.release();
    };
    open.add(release);
    const live = (): void => {
      if (released) fail('CLOSED', 'the snapshot was released');
    };
    return {
      commit: shown.commit,
      token: undefined,
      trees() {
        live();
        return inOrder(names.keys());
      },
      tree: (name) =>
        readerOf(() => {
          live();
          return { source, id: names.get(name), version: 0 };
        }),
      release,
    };
  }

  async function write<T>(work: (tx: Transaction) => T): Promise<T> {
    if (writing) throw new TypeError('write was called inside the work of a write');
    check();
    writing = true;
    const before = state;
    let ended = false;
    const live = (): void => {
      if (ended) fail('CLOSED', 'the transaction has ended');
    };
    let stored = 0;
    try {
      const { result, visible } = backing.transact((target) => {
        const tx = transactionOf(target, {
          live,
          state: () => state,
          onState(changed) {
            state = changed;
          },
          onPut(bytes) {
            stored += bytes;
          },
          newId: () => nextId++,
        });
        const done = work(tx);
        if (done instanceof Promise) throw new TypeError('the work of a write returned a promise');
        return done;
      });
      commit += 1;
      bytesStored += stored;
      const done = { commit, state };
      const publish = (): void => {
        shown = done;
      };
      if (visible === undefined) publish();
      else last = visible.then(publish);
      ended = true;
      writing = false;
      if (visible !== undefined) await last;
      return result;
    } catch (error) {
      state = before;
      throw error;
    } finally {
      ended = true;
      writing = false;
    }
  }

  return {
    path: undefined,
    readOnly: false,
    snapshot,
    write,
    drop: (name) => write((tx) => tx.drop(name)),
    trees() {
      check();
      return inOrder(shown.state.names.keys());
    },
    stats(): FileStats {
      check();
      return statsOf({ engine, commit: shown.commit, bytesStored, sizes: shown.state.sizes });
    },
    async close() {
      if (closed) return;
      closed = true;
      for (const release of open) release();
      await last;
      await backing.close();
    },
    load: async () => unsupported(),
    refresh: unsupported,
    verify: async () => unsupported(),
    shape: unsupported,
    backup: async () => unsupported(),
    compact: async () => unsupported(),
  };
}

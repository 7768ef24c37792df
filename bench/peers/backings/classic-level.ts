import type { ClassicLevel } from 'classic-level';
import type { Backing, Source, Target } from '../contract/index.ts';

type Level = ClassicLevel<Uint8Array, Uint8Array>;

/** Writes that the library has not confirmed yet, by key as latin1; undefined is a removal. */
type Writes = Map<string, Uint8Array | undefined>;

const nameOf = (key: Uint8Array): string => Buffer.from(key).toString('latin1');

/**
 * A database in a folder that `remove` removes. The library writes and walks asynchronously: a
 * transaction is gathered beside it, and is one batch; there are no walks.
 */
export function classicLevelBacking(level: Level, remove: () => void): Backing {
  const unconfirmed: Writes[] = [];
  let last: Promise<void> = Promise.resolve();

  async function confirm(writes: Writes, before: Promise<void>): Promise<void> {
    await before;
    const batch = level.batch();
    for (const [name, value] of writes) {
      const key = Buffer.from(name, 'latin1');
      if (value === undefined) batch.del(key);
      else batch.put(key, value);
    }
    await batch.write();
    unconfirmed.shift();
  }

  function getLatest(key: Uint8Array, own: Writes): Uint8Array | undefined {
    const name = nameOf(key);
    const writes = [...unconfirmed, own].findLast((candidates) => candidates.has(name));
    return writes === undefined ? level.getSync(key) : writes.get(name)?.slice();
  }

  return {
    snapshot() {
      const snapshot = level.snapshot();
      const source: Source = { get: (key) => level.getSync(key, { snapshot }) };
      return { ...source, release: () => void snapshot.close() };
    },
    transact(work) {
      const own: Writes = new Map();
      const target: Target = {
        get: (key) => getLatest(key, own),
        put: (key, value) => void own.set(nameOf(key), value),
        delete: (key) => void own.set(nameOf(key), undefined),
      };
      const result = work(target);
      unconfirmed.push(own);
      last = confirm(own, last);
      return { result, visible: last };
    },
    async close() {
      await level.close();
      remove();
    },
  };
}

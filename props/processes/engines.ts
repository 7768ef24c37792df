import { type Engine, EngineError } from '../../engines/index.ts';
import { redBlack } from '../../engines/red-black/index.ts';
import { disk, type Lock, type Storage } from '../../engines/storage/index.ts';
import { treeEngine } from '../../engines/tree/index.ts';
import { unbalanced } from '../../engines/unbalanced/index.ts';

const BALANCES = [redBlack, unbalanced];

/** The engine called `name` over the real disk, or over one that forgets to sync. */
export function engineCalled(name: string, options: { readonly syncs: boolean }): Engine {
  return engineOver(name, options.syncs ? disk : withoutSync(disk));
}

/** The engine called `name` over the real disk, where the lock is anybody's. */
export function engineWithoutLock(name: string): Engine {
  return engineOver(name, { ...disk, lock: freeForAll });
}

/** The engine called `name` over `storage`. */
export function engineOver(name: string, storage: Storage): Engine {
  const balance = BALANCES.find((candidate) => candidate.name === name);
  if (balance === undefined) throw new EngineError('UNKNOWN_ENGINE', `no engine "${name}"`);
  return treeEngine(balance, storage);
}

async function freeForAll(): Promise<Lock> {
  return { release: () => Promise.resolve() };
}

function withoutSync(storage: Storage): Storage {
  return {
    ...storage,
    syncDirectory: () => Promise.resolve(),
    async open(path, mode) {
      const file = await storage.open(path, mode);
      return { ...file, sync: () => Promise.resolve() };
    },
  };
}

import type { ClassicLevel } from 'classic-level';
import type { Entry } from '../../engines/index.ts';
import { CHECKSUM_START, mixEntry } from '../checksum.ts';
import type { Contender, Reads, Store } from '../contenders/index.ts';
import { classicLevelBacking } from './backings/classic-level.ts';
import { scratchFolder } from './backings/scratch-folder.ts';
import { peerEngine } from './contract/index.ts';

/** Memory for blocks by default: what the engines have. */
const CACHE_BYTES = 64 * 2 ** 20;

/** Entries and bytes that one call of an iterator fetches at most. */
const STEP = 5000;
const STEP_BYTES = 2 ** 18;

/*
 * One transaction is one batch; a chained one takes a sixth of the time of an array of operations.
 * Iteration is asynchronous only.
 */

const BYTES = { keyEncoding: 'view', valueEncoding: 'view' } as const;

type Level = ClassicLevel<Uint8Array, Uint8Array>;

export async function loadClassicLevel(): Promise<Contender> {
  const { ClassicLevel: Class } = await import('classic-level');
  const engine = peerEngine(
    {
      name: 'classic-level',
      description: 'LevelDB through classic-level: a log-structured merge tree',
      lacks: ['range', 'trees'],
    },
    async () => {
      const { path, remove } = scratchFolder();
      const level: Level = new Class(path, BYTES);
      await level.open();
      return classicLevelBacking(level, remove);
    },
  );
  return {
    engine,
    manifest: engine.manifest,
    compacts: true,
    balanced: true,
    places: ['file'],
    async open(path, { cacheBytes = CACHE_BYTES } = {}) {
      const level: Level = new Class(path!, {
        ...BYTES,
        cacheSize: cacheBytes,
      });
      await level.open();
      return storeOf(level);
    },
  };
}

function storeOf(level: Level): Store {
  async function insert(entries: readonly Entry[]): Promise<void> {
    const batch = level.batch();
    for (const { key, value } of entries) batch.put(key, value);
    await batch.write({ sync: true });
  }
  const put: Store['put'] = ({ key, value }) => level.put(key, value, { sync: true });
  return {
    insert,
    put,
    putAtOnce: async (entries) => void (await Promise.all(entries.map(put))),
    async remove(keys) {
      const batch = level.batch();
      for (const key of keys) batch.del(key);
      await batch.write({ sync: true });
    },
    compact: () => level.compactRange(new Uint8Array([0]), new Uint8Array(32).fill(255)),
    read: () => readsOf(level),
    close: () => level.close(),
  };
}

function readsOf(level: Level): Reads {
  return {
    view: (key) => level.getSync(key),
    get: (key) => level.getSync(key),
    async scan() {
      let checksum = CHECKSUM_START;
      const iterator = level.iterator({ highWaterMarkBytes: STEP_BYTES });
      for (;;) {
        const entries = await iterator.nextv(STEP);
        if (entries.length === 0) break;
        for (const [key, value] of entries) checksum = mixEntry(checksum, key, value);
      }
      await iterator.close();
      return checksum;
    },
    release() {},
  };
}

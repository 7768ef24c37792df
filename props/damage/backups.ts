import { type Engine, EngineError, encodeUint32 } from '../../engines/index.ts';
import type { Storage } from '../../engines/storage/index.ts';
import { contentsNow } from './contents.ts';
import { memoryStorage } from './memory-storage.ts';

const PATH = 'file';
const KEYS = 64;

/**
 * Takes `backups` backups of a file while commits go on, and opens each: it must be the file as it
 * was after one of the commits, not before the last that was acknowledged when it was asked for.
 * Returns what is wrong, and how many commits went on beside them.
 */
export async function tryBackups(
  engineOver: (storage: Storage) => Engine,
  backups: number,
): Promise<{ readonly violations: readonly string[]; readonly commits: number }> {
  const { storage } = memoryStorage(new Map());
  const engine = engineOver(slowed(storage));
  const file = await engine.open(PATH);
  const history: string[] = [''];
  const violations: string[] = [];
  const load = { running: true };
  const loading = (async () => {
    for (let index = 0; load.running; index += 1) {
      const value = Buffer.alloc((index * 37) % 3000, index);
      await file.write((tx) => tx.tree('t').put(encodeUint32(index % KEYS), value));
      history.push(contentsNow(file));
    }
  })();
  for (let index = 0; index < backups; index += 1) {
    const path = `backup-${index}`;
    await new Promise(setImmediate);
    const least = file.snapshot().commit;
    try {
      await file.backup(path);
      const opened = await engineOver(storage).open(path, { readOnly: true });
      const { commit } = opened.snapshot();
      const { faults } = await opened.verify();
      const found = contentsNow(opened);
      await opened.close();
      if (faults[0] !== undefined) violations.push(`${path}: ${faults[0].message}`);
      if (commit < least) violations.push(`${path} has commit ${commit}, and ${least} was there`);
      if (found !== history[commit]) violations.push(`${path} is not as commit ${commit} was`);
    } catch (error) {
      violations.push(`${path}: ${error instanceof EngineError ? error.code : String(error)}`);
    }
    await storage.remove(path);
  }
  load.running = false;
  await loading;
  await file.close();
  return { violations, commits: history.length - 1 };
}

/** Storage whose syncs take a turn of the event loop, so that commits and backups meet. */
function slowed(storage: Storage): Storage {
  return {
    ...storage,
    async open(path, mode) {
      const file = await storage.open(path, mode);
      return {
        ...file,
        async sync() {
          await new Promise(setImmediate);
          await file.sync();
        },
      };
    },
  };
}

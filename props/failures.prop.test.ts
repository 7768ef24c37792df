import { describe, expect, it } from 'vitest';
import { type EngineFile } from '../engines/index.ts';
import { redBlack } from '../engines/red-black/index.ts';
import type { Storage } from '../engines/storage/index.ts';
import { treeEngine } from '../engines/tree/index.ts';
import { unbalanced } from '../engines/unbalanced/index.ts';
import {
  contentsNow,
  ERRNOS,
  FAILING_OPERATIONS,
  hidingFailures,
  memoryStorage,
  POISONED_WORKS,
  plannedError,
  poisonImage,
  tryFailure,
  tryPoison,
} from './damage/index.ts';

const SEED = Number(process.env['VANTAGE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** More than any operation is asked for in one try. */
const INDEX_MAX = 2000;
/** Of the reads, which are many, one in so many fails in the suite; the long tier fails all. */
const READ_STRIDE = 3;

function put(file: EngineFile, key: string, value: string): Promise<void> {
  return file.write((tx) => tx.tree('t').put(Buffer.from(key), Buffer.from(value)));
}

function outcomeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'acknowledged',
    (error: { code: string }) => error.code,
  );
}

describe.each([redBlack, unbalanced])(`a disk that fails under $name, seed ${SEED}`, (balance) => {
  const engineOver = (storage: Storage) => treeEngine(balance, storage);

  it.each(FAILING_OPERATIONS)(
    'at any moment, once or for good, loses nothing: %s',
    async (operation) => {
      const counts = { tried: 0, acknowledged: 0, refused: 0 };
      const stride = operation === 'read' ? READ_STRIDE : 1;
      for (let index = 1 + (SEED % stride); index <= INDEX_MAX; index += stride) {
        const turn = Math.floor(index / stride) + SEED;
        const errno = ERRNOS[turn % ERRNOS.length]!;
        const failure = { operation, index, persistent: turn % 2 === 0, errno } as const;
        const outcome = await tryFailure(engineOver, failure);
        if (!outcome.reached) break;
        counts.tried += 1;
        counts.acknowledged += outcome.acknowledged;
        counts.refused += outcome.refused;
        expect({ failure, violation: outcome.violation }).toEqual({
          failure,
          violation: undefined,
        });
      }

      expect(counts.tried).toBeGreaterThan(1);
      expect(counts.acknowledged).toBeGreaterThan(0);
    },
  );

  it('is found out when it says that it wrote what it did not', async () => {
    const violations = new Set<string | undefined>();
    for (let index = 1; index <= 40; index += 1) {
      const failure = { operation: 'write', index, persistent: false, errno: 'EIO' } as const;
      const outcome = await tryFailure((storage) => engineOver(hidingFailures(storage)), failure);
      violations.add(outcome.violation);
    }

    expect(violations.size).toBeGreaterThan(3);
  });

  it.each([...POISONED_WORKS.keys()])(
    'leaves nothing of a transaction that a read failed in: %s',
    async (operation) => {
      const image = await poisonImage(engineOver);
      let tried = 0;
      for (let point = 1; ; point += 1) {
        const { reached, violation } = await tryPoison(engineOver, image, { operation, point });
        expect({ operation, point, violation }).toEqual({ operation, point, violation: undefined });
        if (!reached || point === INDEX_MAX) break;
        tried += 1;
        // Entries that fail do so wherever the pages come from.
        if (operation.startsWith('load of')) break;
      }

      expect(tried).toBeGreaterThan(0);
    },
  );

  it('takes no write after a failed sync, and still reads', async () => {
    let tried = 0;
    for (let failing = 1; failing <= 12; failing += 1) {
      const { storage } = memoryStorage(new Map());
      let syncs = 0;
      const file = await engineOver({
        ...storage,
        async open(path, mode) {
          const opened = await storage.open(path, mode);
          return {
            ...opened,
            sync() {
              syncs += 1;
              // The first two settle the opening; one makes the file.
              return syncs === 3 + failing
                ? Promise.reject(plannedError('EIO', 'sync'))
                : opened.sync();
            },
          };
        },
      }).open('file');
      const outcomes: string[] = [];
      for (let index = 0; index < 15; index += 1)
        outcomes.push(await outcomeOf(put(file, `${index}`, 'v')));
      const failed = outcomes.indexOf('UNKNOWN_OUTCOME');
      expect(failed).toBe(failing - 1);
      tried += 1;
      expect(outcomes.slice(0, failed)).toEqual(
        outcomes.slice(0, failed).map(() => 'acknowledged'),
      );
      expect(new Set(outcomes.slice(failed + 1))).toEqual(new Set(['READ_ONLY']));
      expect(syncs).toBe(3 + failing);
      expect(file.readOnly).toBe(true);
      expect(contentsNow(file).split('\n').filter(Boolean)).toHaveLength(failed);
      const refusal = await put(file, 'more', 'v').catch((error: Error) => error);
      expect((refusal as Error).cause).toBeDefined();
      expect((await file.verify()).faults).toEqual([]);
      await file.close();
      expect(syncs).toBe(3 + failing);
    }
    expect(tried).toBe(12);
  });
});

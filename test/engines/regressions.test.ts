import { existsSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  EngineError,
  type EngineFile,
  type Entry,
  registeredEngines,
  type Transaction,
} from '../../engines/index.ts';
import { redBlack } from '../../engines/red-black/index.ts';
import { disk, Pages, type Storage } from '../../engines/storage/index.ts';
import { treeEngine } from '../../engines/tree/index.ts';
import { createRandom } from '../../server/index.ts';
import { failingStorage } from './failing-storage.ts';
import { bytes, scratchDirectory, text } from './scratch.ts';

const scratch = scratchDirectory('regressions');

function key(index: number): Uint8Array {
  return bytes(`key-${String(index).padStart(7, '0')}`);
}

function filled(count: number): readonly Entry[] {
  return Array.from({ length: count }, (_, index) => ({
    key: key(index),
    value: bytes(`${index}`),
  }));
}

function* reusingOneBuffer(): Iterable<Entry> {
  const buffer = Buffer.alloc(4);
  for (let index = 0; index < 50; index += 1) {
    buffer.writeUInt32BE(index);
    yield { key: buffer, value: buffer };
  }
}

describe.each(registeredEngines())('what once went wrong in $manifest.name', (engine) => {
  const { name } = engine.manifest;

  it('a slab that grew while a node was being located', async () => {
    const path = join(scratch, `${name}-slab`);
    const file = await engine.open(path);
    await file.write((tx) => {
      for (let index = 0; index < 20_000; index += 1) {
        tx.tree('t').put(key((index * 7919) % 20_000), bytes('v'.repeat(40)));
      }
    });
    await file.close();
    const random = createRandom(5);

    for (let round = 0; round < 12; round += 1) {
      const cold = await engine.open(path, { readOnly: true });
      const tree = cold.snapshot().tree('t');
      const size = tree.count();
      for (let probe = 0; probe < 60; probe += 1) {
        const rank = random.integer(size);
        expect(tree.count({ lt: tree.at(rank)!.key })).toBe(rank);
      }
      await cold.close();

      const warm = await engine.open(path);
      await warm.write((tx) => {
        for (let index = 0; index < 150; index += 1) {
          tx.tree('t').put(key(random.integer(40_000)), bytes('w'));
          tx.tree('t').delete(key(random.integer(40_000)));
        }
      });
      expect((await warm.verify()).faults).toEqual([]);
      await warm.close();
    }
  });

  it('memory that is refused while nodes are given their places', async () => {
    const path = join(scratch, `${name}-refused`);
    const file = await engine.open(path, { cacheBytes: 8 * 2 ** 20 });
    const { allocate } = Pages.prototype;
    let sealed = false;
    for (let allowed = 0; !sealed; allowed += 1) {
      await file.write(
        (tx) => {
          for (let index = 0; index < 400; index += 1) {
            tx.tree('t').put(key((allowed * 400 + index * 7919) % 20_000), bytes('v'.repeat(60)));
          }
        },
        { durability: 'none' },
      );
      let left = allowed;
      Pages.prototype.allocate = function refusing(kind) {
        if (left === 0) throw new EngineError('FULL', 'planned: no memory');
        left -= 1;
        return allocate.call(this, kind);
      };
      try {
        file.snapshot().release();
        sealed = true;
      } catch (error) {
        expect(error).toMatchObject({ code: 'FULL' });
      } finally {
        Pages.prototype.allocate = allocate;
      }
      await file.write((tx) => tx.tree('t').put(bytes('after'), bytes(`${allowed}`)));
      expect((await file.verify()).faults).toEqual([]);
    }
    const entries = [...file.snapshot().tree('t').range()].length;
    await file.close();
    const again = await engine.open(path, { readOnly: true });
    expect([...again.snapshot().tree('t').range()]).toHaveLength(entries);
    expect((await again.verify()).faults).toEqual([]);
    await again.close();
  });

  it('a write that took effect, when there was no memory to seal what it made pending', async () => {
    const file = await engine.open(join(scratch, `${name}-pending`));
    const { allocate } = Pages.prototype;
    const value = new Uint8Array(60_000);
    Pages.prototype.allocate = () => {
      throw new EngineError('FULL', 'planned: no memory');
    };
    try {
      const fill = (tx: Transaction): void => {
        for (let index = 0; index < 400; index += 1) tx.tree('t').put(key(index), value);
      };
      await file.write(fill, { durability: 'none' });
    } finally {
      Pages.prototype.allocate = allocate;
    }
    expect(file.snapshot().tree('t').count()).toBe(400);
    await file.write((tx) => tx.tree('t').put(bytes('after'), value));
    expect((await file.verify()).faults).toEqual([]);
    await file.close();
  });

  it('a backup, and snapshots, beside commits that do not wait for the disk', async () => {
    const path = join(scratch, `${name}-backup`);
    const file = await engine.open(path);
    for (let index = 0; index < 200; index += 1) {
      await file.write((tx) => tx.tree('t').put(key(index), bytes(`${index}`)), {
        durability: 'none',
      });
    }

    const backup = file.backup(`${path}.copy`);
    await Promise.resolve();
    await Promise.resolve();
    const during = file.snapshot();
    const later = file.write((tx) => tx.tree('u').put(key(7), bytes('WRONG')), {
      durability: 'none',
    });
    expect([...during.tree('t').range()].map(({ value }) => text(value))).toEqual(
      filled(200).map(({ value }) => text(value)),
    );
    await Promise.all([backup, later]);
    const copy = await engine.open(`${path}.copy`, { readOnly: true });

    expect((await copy.verify()).faults).toEqual([]);
    expect(copy.snapshot().tree('t').count()).toBe(200);
    await Promise.all([copy.close(), file.close()]);
  });

  it('two writers by two names of one file', async () => {
    const path = join(scratch, `${name}-named`);
    const file = await engine.open(path);
    symlinkSync(path, `${path}-link`);

    await expect(engine.open(`${path}-link`)).rejects.toMatchObject({ code: 'LOCKED' });

    await file.close();
    const other = await engine.open(`${path}-link`);
    await other.close();
  });

  it('entries to load that change the transaction', async () => {
    const file = await engine.open();
    const write = file.write((tx) => {
      function* entries(): Iterable<Entry> {
        yield* filled(5);
        tx.tree('other').put(bytes('zz'), bytes('b'));
      }
      tx.load('t', entries());
    });

    await expect(write).rejects.toThrow(TypeError);
    expect(file.trees()).toEqual([]);
    await file.close();
  });

  it('entries to load from one buffer that is used again', async () => {
    const file = await engine.open();
    await file.load('t', reusingOneBuffer());

    expect(file.snapshot().tree('t').count()).toBe(50);
    await file.close();
  });

  it('tree names that have no UTF-8', async () => {
    const file = await engine.open();

    await expect(
      file.write((tx) => tx.tree('x\ud800').put(bytes('a'), bytes('1'))),
    ).rejects.toMatchObject({ code: 'TREE_NAME' });
    await file.close();
  });

  it('one key overwritten in memory until the copies fill it', async () => {
    const file = await engine.open();
    const value = new Uint8Array(16 * 2 ** 20);
    for (let index = 0; index < 20; index += 1) {
      value[0] = index;
      await file.write((tx) => tx.tree('t').put(bytes('k'), value));
    }

    expect(file.snapshot().tree('t').get(bytes('k'))?.[0]).toBe(19);
    await file.close();
  });

  it('a durability that is none of the two, and a close inside a write', async () => {
    const file = await engine.open();
    const put = (): Promise<void> =>
      file.write((tx) => tx.tree('t').put(bytes('a'), bytes('1')), {
        durability: 'SYNC' as 'sync',
      });

    expect(put).toThrow(TypeError);
    await expect(file.write(() => void file.close())).rejects.toThrow(TypeError);
    expect(file.trees()).toEqual([]);
    await file.close();
  });
});

describe('what once went wrong when the disk failed', () => {
  const large = Array.from({ length: 40_000 }, (_, index) => index);
  const fill = (file: EngineFile): Promise<void> =>
    file.write((tx) => {
      for (const index of large) tx.tree('t').put(key(index), bytes('v'.repeat(30)));
    });

  it('the first of the two syncs of a large commit counts as a sync', async () => {
    const { storage, fail } = failingStorage();
    const file = await treeEngine(redBlack, storage).open(join(scratch, 'first-sync'));
    fail('sync');

    await expect(fill(file)).rejects.toMatchObject({ code: 'UNKNOWN_OUTCOME' });
    await expect(fill(file)).rejects.toMatchObject({ code: 'READ_ONLY' });
    await file.close();
  });

  it('what a failed write left is gone for good before anything else goes there', async () => {
    const { storage, fail, counts } = failingStorage();
    const file = await treeEngine(redBlack, storage).open(join(scratch, 'cut-back'));
    fail('write');

    await expect(fill(file)).rejects.toMatchObject({ code: 'FULL' });
    expect(counts).toMatchObject({ truncate: 1, sync: 1 });
    await file.close();
  });

  it('a backup that fails leaves nothing behind and has a code', async () => {
    const { storage, fail } = failingStorage();
    const path = join(scratch, 'backup-source');
    const file = await treeEngine(redBlack, storage).open(path);
    await fill(file);

    for (let after = 0; after < 6; after += 1) {
      fail('write', { after });
      await expect(file.backup(`${path}.copy`)).rejects.toMatchObject({ code: 'FULL' });
      expect(readdirSync(scratch).filter((name) => name.startsWith('backup-source.'))).toEqual([
        'backup-source.lock',
      ]);
    }
    await file.close();
  });
});

describe('a commit that waits for no sync', () => {
  it('is still seen while a compaction makes it durable', async () => {
    const path = join(scratch, 'unsynced');
    let file: EngineFile | undefined;
    const seen: (string | undefined)[] = [];
    const storage: Storage = {
      ...disk,
      async open(name, mode) {
        const opened = await disk.open(name, mode);
        if (name !== path) return opened;
        return {
          ...opened,
          write(source, position) {
            const snapshot = file?.snapshot();
            seen.push(text(snapshot?.tree('t').get(bytes('a'))));
            snapshot?.release();
            return opened.write(source, position);
          },
        };
      },
    };
    file = await treeEngine(redBlack, storage).open(path);
    await file.write((tx) => tx.tree('t').put(bytes('a'), bytes('1')), { durability: 'none' });
    seen.length = 0;
    await file.compact();

    expect(seen.length).toBeGreaterThan(0);
    expect(new Set(seen)).toEqual(new Set(['1']));
    await file.close();
  });
});

it('a file that is taken back before its lock is had is not made anew', async () => {
  const path = join(scratch, 'taken-back');
  const engine = treeEngine(redBlack, {
    ...disk,
    async lock(real) {
      rmSync(path);
      return disk.lock(real);
    },
  });
  const made = await treeEngine(redBlack).open(path);
  await made.close();
  await expect(engine.open(path, { create: false })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(existsSync(path)).toBe(false);
});

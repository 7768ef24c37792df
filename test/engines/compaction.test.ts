import { existsSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EngineError, type EngineFile, loadEngine, type Snapshot } from '../../engines/index.ts';
import { redBlack } from '../../engines/red-black/index.ts';
import { disk, type Storage } from '../../engines/storage/index.ts';
import { FIRST_DATA_PAGE, GUIDE, PAGE_BYTES } from '../../engines/storage/layout.ts';
import { treeEngine } from '../../engines/tree/index.ts';
import { unbalanced } from '../../engines/unbalanced/index.ts';
import { failingStorage } from './failing-storage.ts';
import { Forgery } from './forgery.ts';
import { scratchDirectory } from './scratch.ts';

const scratch = scratchDirectory('compaction');

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  await work(mkdtempSync(join(scratch, 'file-')));
}

const key = (index: number): Uint8Array => Buffer.from(`key-${String(index).padStart(6, '0')}`);

/** A number for `step` that looks random. */
const scattered = (step: number): number => (step * 7919) % 10_007;

async function write(file: EngineFile, step: number): Promise<void> {
  await file.write((tx) => {
    const tree = tx.tree('t');
    tree.put(key(scattered(step)), Buffer.from(`${step}`.repeat(1 + (step % 40))));
    if (step % 5 === 0) tree.delete(key(scattered(step >>> 1)));
    if (step % 97 === 0) tx.tree('u').put(key(step), new Uint8Array(6000).fill(step));
  });
}

function contents(snapshot: Snapshot): string {
  return snapshot
    .trees()
    .map((name) =>
      [...snapshot.tree(name).range()]
        .map(
          ({ key: found, value }) =>
            `${name} ${String(Buffer.from(found))} ${String(Buffer.from(value))}`,
        )
        .join('\n'),
    )
    .join('\n');
}

describe.each(['red-black', 'unbalanced'])('compaction of %s', (name) => {
  it('keeps what is written meanwhile, with the shape it has without compaction', async () => {
    await withFolder(async (folder) => {
      const engine = await loadEngine(name);
      const file = await engine.open(`${folder}/a`);
      const twin = await engine.open(`${folder}/b`);
      for (let step = 0; step < 2000; step += 1) void write(twin, step);
      const first: Promise<void>[] = [];
      for (let step = 0; step < 1000; step += 1) first.push(write(file, step));
      await Promise.all(first);

      let compacted = false;
      const compaction = (async () => {
        await file.compact();
        compacted = true;
      })();
      let meanwhile = 0;
      for (let step = 1000; step < 2000; step += 1) {
        if (!compacted) meanwhile += 1;
        const written = write(file, step);
        if (step % 3 === 0) await written;
      }
      await compaction;
      await file.write(() => undefined);

      expect(meanwhile).toBeGreaterThan(10);
      expect(contents(file.snapshot())).toBe(contents(twin.snapshot()));
      expect(file.shape('t')).toEqual(twin.shape('t'));
      const verification = await file.verify();
      expect(verification.faults).toEqual([]);
      await file.close();
      await twin.close();
      const again = await engine.open(`${folder}/a`);
      expect((await again.verify()).faults).toEqual([]);
      expect(again.snapshot().commit).toBe(2000);
      await again.close();
    });
  });

  it('keeps snapshots of the file that was, and lets readers follow when they refresh', async () => {
    await withFolder(async (folder) => {
      const engine = await loadEngine(name);
      const path = `${folder}/a`;
      const file = await engine.open(path);
      for (let step = 0; step < 300; step += 1) await write(file, step);
      const before = file.snapshot();
      const shown = contents(before);
      const reader = await engine.open(path, { readOnly: true });
      const held = reader.snapshot();
      const bytesBefore = statSync(path).size;

      await file.compact();
      for (let step = 300; step < 400; step += 1) await write(file, step);
      await file.compact();

      expect(statSync(path).size).toBeLessThan(bytesBefore);
      expect(contents(before)).toBe(shown);
      expect(contents(reader.snapshot())).toBe(shown);
      expect(() => reader.snapshot({ ...before.token!, commit: 1e6 })).toThrow(
        expect.objectContaining({ code: 'STALE' }),
      );
      expect(reader.refresh()).toBe(400);
      expect(contents(reader.snapshot())).toBe(contents(file.snapshot()));
      expect(contents(held)).toBe(shown);
      expect(contents(reader.snapshot(file.snapshot().token))).toBe(contents(file.snapshot()));
      expect(() => reader.snapshot(before.token)).toThrow(
        expect.objectContaining({ code: 'STALE' }),
      );
      before.release();
      held.release();
      await reader.close();
      await file.close();
      expect(readdirSync(folder).toSorted()).toEqual(['a', 'a.lock']);
    });
  });

  it('begins by itself when more than 32 MiB are dead', async () => {
    await withFolder(async (folder) => {
      const engine = await loadEngine(name);
      const file = await engine.open(`${folder}/a`);
      const large = new Uint8Array(1 << 20);
      let bytesMax = 0;
      for (let step = 0; step < 150; step += 1) {
        large.fill(step);
        await file.write((tx) => tx.tree('t').put(key(step % 3), large));
        bytesMax = Math.max(bytesMax, file.stats().bytesTotal);
      }

      expect(bytesMax).toBeGreaterThan(32 * 2 ** 20);
      expect(bytesMax).toBeLessThan(64 * 2 ** 20);
      expect(
        file
          .snapshot()
          .tree('t')
          .get(key(149 % 3)),
      ).toEqual(large);
      await file.close();
    });
  });
});

describe('compaction', () => {
  it('holds writers that outrun it back, and keeps their order', async () => {
    await withFolder(async (folder) => {
      const engine = await loadEngine('red-black');
      const path = `${folder}/outrun`;
      const file = await engine.open(path);
      await file.write((tx) => {
        const tree = tx.tree('small');
        for (let index = 0; index < 50_000; index += 1) {
          tree.put(key(scattered(index) * 100_000 + index), Buffer.from(`${index}`));
        }
      });
      const seen: number[] = [];
      let sizeMost = 0;
      const value = new Uint8Array(2 ** 20);
      const overwriteFrom = async (first: number): Promise<void> => {
        for (let step = first; step < 160; step += 4) {
          await file.write((tx) => {
            seen.push(step);
            value[0] = step;
            tx.tree('large').put(key(first), value);
          });
          sizeMost = Math.max(sizeMost, statSync(path).size);
        }
      };

      await Promise.all([0, 1, 2, 3].map(overwriteFrom));

      for (const first of [0, 1, 2, 3]) {
        const own = seen.filter((step) => step % 4 === first);
        expect(own).toEqual(own.toSorted((a, b) => a - b));
      }
      const { bytesLive } = file.stats();
      expect(sizeMost).toBeLessThan(3 * bytesLive + 64 * 2 ** 20);
      const large = file.snapshot().tree('large');
      expect([0, 1, 2, 3].map((first) => large.view(key(first))?.[0])).toEqual([
        156, 157, 158, 159,
      ]);
      expect((await file.verify()).faults).toEqual([]);
      await file.close();
    });
  });

  it('leaves the file as it was, and nothing beside it, when the disk is full', async () => {
    await withFolder(async (folder) => {
      const path = `${folder}/a`;
      const failing = failingStorage();
      const file = await treeEngine(redBlack, failing.storage).open(path);
      for (let step = 0; step < 200; step += 1) await write(file, step);
      const shown = contents(file.snapshot());

      for (let writes = 1; writes < 8; writes += 1) {
        failing.fail('write', { after: writes - 1, times: 100 });
        await expect(file.compact()).rejects.toMatchObject({ code: 'FULL' });
        failing.fail('write', { times: 0 });
        expect(readdirSync(dirname(path)).toSorted()).toEqual(['a', 'a.lock']);
      }

      expect(contents(file.snapshot())).toBe(shown);
      expect(readdirSync(dirname(path)).toSorted()).toEqual(['a', 'a.lock']);
      await write(file, 200);
      await file.compact();
      expect((await file.verify()).faults).toEqual([]);
      await file.close();
      expect(existsSync(`${path}.compact`)).toBe(false);
    });
  });

  it('that fails unasked is not tried again before the file has grown by a quarter', async () => {
    await withFolder(async (folder) => {
      const path = `${folder}/a`;
      const tried: number[] = [];
      let file: EngineFile | undefined;
      let full = true;
      const storage: Storage = {
        ...disk,
        async open(name, mode) {
          if (full && file !== undefined && name.startsWith(`${path}.compact`)) {
            tried.push(file.stats().bytesTotal);
            throw new EngineError('FULL', 'planned');
          }
          return disk.open(name, mode);
        },
      };
      file = await treeEngine(redBlack, storage).open(path);
      const large = new Uint8Array(1 << 20);
      const overwrite = async (step: number): Promise<void> => {
        large.fill(step);
        await file?.write((tx) => tx.tree('t').put(key(0), large));
      };
      for (let step = 0; step < 60; step += 1) await overwrite(step);

      expect(tried.length).toBeGreaterThanOrEqual(2);
      for (const [index, size] of tried.slice(1).entries()) {
        expect(size).toBeGreaterThan(tried[index]! * 1.25);
      }
      const bytesFull = file.stats().bytesTotal;
      full = false;
      for (let step = 60; step < 90; step += 1) await overwrite(step);
      expect(file.stats().bytesTotal).toBeLessThan(bytesFull);
      expect(file.snapshot().tree('t').get(key(0))).toEqual(large);
      await file.close();
    });
  });

  it('refuses a tree whose keys are out of order, and leaves the file', async () => {
    await withFolder(async (folder) => {
      const path = `${folder}/a`;
      const engine = treeEngine(unbalanced);
      const made = await engine.open(path);
      await made.write((tx) => {
        for (const index of [2, 1, 3]) tx.tree('t').put(key(index), Buffer.from('1'));
      });
      await made.close();
      const forgery = new Forgery(path);
      const { root } = forgery.record.catalog.get('t')!;
      forgery.changeGuide(root, (guide) => {
        const { [GUIDE.left]: left, [GUIDE.right]: right } = guide;
        guide[GUIDE.left] = right!;
        guide[GUIDE.right] = left!;
      });
      forgery.write();

      // What is written once the first round writes is copied above what that has copied.
      let meanwhile: Promise<void> | undefined;
      const storage: Storage = {
        ...disk,
        async open(name, mode) {
          const opened = await disk.open(name, mode);
          if (!name.startsWith(`${path}.compact`)) return opened;
          return {
            ...opened,
            write(source, position) {
              if (position >= FIRST_DATA_PAGE * PAGE_BYTES) {
                meanwhile ??= file.write((tx) => tx.tree('t').put(key(2), Buffer.from('2')));
              }
              return opened.write(source, position);
            },
          };
        },
      };
      const file = await treeEngine(unbalanced, storage).open(path);

      await expect(file.compact()).rejects.toMatchObject({
        code: 'CORRUPT',
        message: expect.stringContaining('out of order') as string,
      });
      await meanwhile;

      expect(Buffer.from(file.snapshot().tree('t').get(key(2))!).toString()).toBe('2');
      expect(readdirSync(folder).toSorted()).toEqual(['a', 'a.lock']);
      await file.close();
    });
  });

  it('gives up when the file is closed, which loses nothing', async () => {
    await withFolder(async (folder) => {
      const engine = await loadEngine('red-black');
      const file = await engine.open(`${folder}/a`);
      for (let step = 0; step < 500; step += 1) void write(file, step);
      const refused = expect(file.compact()).rejects.toMatchObject({ code: 'CLOSED' });
      const late = write(file, 500);
      await file.close();

      await refused;
      await late;
      const again = await engine.open(`${folder}/a`);
      expect(again.snapshot().commit).toBe(501);
      expect(readdirSync(folder).toSorted()).toEqual(['a', 'a.lock']);
      await again.close();
    });
  });

  it('gives up in memory too', async () => {
    const engine = await loadEngine('red-black');
    const file = await engine.open();
    for (let step = 0; step < 3000; step += 1) void write(file, step);
    const refused = expect(file.compact()).rejects.toMatchObject({ code: 'CLOSED' });

    await file.close();

    await refused;
  });

  it('is refused on a read-only handle', async () => {
    await withFolder(async (folder) => {
      const engine = await loadEngine('red-black');
      const file = await engine.open(`${folder}/a`);
      const reader = await engine.open(`${folder}/a`, { readOnly: true });

      await expect(reader.compact()).rejects.toMatchObject({ code: 'READ_ONLY' });
      await reader.close();
      await file.close();
    });
  });
});

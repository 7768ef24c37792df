import { lstatSync, mkdtempSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EngineError, type EngineFile, loadEngine, type Snapshot } from '../../engines/index.ts';
import { redBlack } from '../../engines/red-black/index.ts';
import { disk } from '../../engines/storage/disk.ts';
import { Pages, SLOT_BITS, TEMPORARY_ADDRESS } from '../../engines/storage/index.ts';
import type { Storage } from '../../engines/storage/storage.ts';
import { treeEngine } from '../../engines/tree/index.ts';
import { bytes, scratchDirectory, text } from './scratch.ts';

const scratch = scratchDirectory('compactions');
const folder = (): string => mkdtempSync(join(scratch, 'file-'));
const key = (index: number): Uint8Array => bytes(`key-${String(index).padStart(6, '0')}`);
const tick = (): Promise<void> => new Promise(setImmediate);

/** The disk, whose syncs wait for `open` once `shut` was called; `at` tells what each is of. */
function slowStorage(): {
  storage: Storage;
  shut(of?: string): void;
  open(): void;
  waiting(): number;
} {
  let shut: string | undefined;
  const held: (() => void)[] = [];
  return {
    shut: (of = '') => void (shut = of),
    open() {
      shut = undefined;
      for (const go of held.splice(0)) go();
    },
    waiting: () => held.length,
    storage: {
      ...disk,
      async open(path, mode) {
        const file = await disk.open(path, mode);
        return {
          ...file,
          async sync() {
            if (shut !== undefined && path.endsWith(shut))
              await new Promise<void>((go) => held.push(go));
            await file.sync();
          },
        };
      },
    },
  };
}

async function until(what: () => boolean): Promise<void> {
  const end = Date.now() + 5000;
  while (Date.now() < end && !what()) await tick();
  expect(what()).toBe(true);
}

function contents(snapshot: Snapshot, tree = 't'): string[] {
  return [...snapshot.tree(tree).range()].map(({ key: k, value }) => `${text(k)}=${text(value)}`);
}

/** A file whose compaction is in its last round, so that writes are held, until `open`. */
async function heldFile(): Promise<{
  file: EngineFile;
  compaction: Promise<void>;
  slow: ReturnType<typeof slowStorage>;
}> {
  const slow = slowStorage();
  const file = await treeEngine(redBlack, slow.storage).open(`${folder()}/a`);
  await file.write((tx) => tx.tree('t').put(key(0), bytes('0')));
  slow.shut('.compact');
  const compaction = file.compact();
  for (;;) {
    await until(() => slow.waiting() > 0);
    let ran = false;
    void file.write(() => void (ran = true));
    if (!ran) return { file, compaction, slow };
    slow.open();
    slow.shut('.compact');
  }
}

describe('durability none and compaction', () => {
  it('a snapshot taken while a compaction waits for the sync of a none commit reads that commit', async () => {
    const slow = slowStorage();
    const file = await treeEngine(redBlack, slow.storage).open(`${folder()}/a`);
    await file.write((tx) => tx.tree('t').put(key(0), bytes('0')));
    await file.write((tx) => tx.tree('t').put(key(1), bytes('1')), { durability: 'none' });
    await file.write((tx) => tx.tree('t').put(key(2), bytes('2'.repeat(40))), {
      durability: 'none',
    });
    slow.shut('a');
    const compaction = file.compact();
    await until(() => slow.waiting() > 0);
    const snapshot = file.snapshot();
    expect(snapshot.commit).toBe(3);
    let found: unknown;
    try {
      found = contents(snapshot);
    } catch (error) {
      found = error;
    }
    slow.open();
    await compaction;
    snapshot.release();
    await file.close();
    expect(found).toEqual([`key-000000=0`, 'key-000001=1', `key-000002=${'2'.repeat(40)}`]);
  });

  it('such a snapshot never shows the nodes of a transaction that began later', async () => {
    const slow = slowStorage();
    const file = await treeEngine(redBlack, slow.storage).open(`${folder()}/a`);
    await file.write((tx) => tx.tree('t').put(key(1), bytes('right')), { durability: 'none' });
    slow.shut('a');
    const compaction = file.compact();
    await until(() => slow.waiting() > 0);
    const later = file.write((tx) => tx.tree('other').put(key(1), bytes('wrong')));
    const found = text(file.snapshot().tree('t').get(key(1)));
    slow.open();
    await Promise.all([compaction, later]);
    await file.close();
    expect(found).toBe('right');
  });

  it('commits held by a compaction are not shown before they are durable', async () => {
    const { file, compaction, slow } = await heldFile();
    let durable = false;
    const sync = file
      .write((tx) => tx.tree('t').put(key(1), bytes('sync')))
      .then(() => void (durable = true));
    let seen: unknown;
    const none = file
      .write((tx) => tx.tree('t').put(key(2), bytes('none')), { durability: 'none' })
      .then(() => {
        const { commit } = file.snapshot();
        seen = { commit, durable };
        return undefined;
      });
    slow.open();
    await compaction;
    await Promise.all([sync, none]);
    await file.close();
    expect(seen).toEqual({ commit: 3, durable: true });
  });

  it('a snapshot taken while held commits wait for the disk can be read', async () => {
    const { file, compaction, slow } = await heldFile();
    const sync = file.write((tx) => tx.tree('t').put(key(1), bytes('sync')));
    const none = file.write((tx) => tx.tree('t').put(key(2), bytes('none')), {
      durability: 'none',
    });
    slow.open();
    slow.shut('never');
    await none;
    await tick();
    let found: unknown;
    try {
      found = contents(file.snapshot()).length > 0;
    } catch (error) {
      found = error;
    }
    await compaction;
    await sync;
    await file.close();
    expect(found).toBe(true);
  });
});

describe('names', () => {
  it('a compaction through a symbolic link leaves the link and compacts the file it leads to', async () => {
    const where = folder();
    const engine = await loadEngine('red-black');
    const real = await engine.open(`${where}/real`);
    await real.write((tx) => tx.tree('t').put(key(0), bytes('0')));
    await real.close();
    symlinkSync('real', `${where}/link`);
    const link = await engine.open(`${where}/link`);
    await link.compact();
    await link.write((tx) => tx.tree('t').put(key(1), bytes('acknowledged')));
    await link.close();
    const again = await engine.open(`${where}/real`);
    const found = text(again.snapshot().tree('t').get(key(1)));
    await again.close();
    expect({ found, link: lstatSync(`${where}/link`).isSymbolicLink() }).toEqual({
      found: 'acknowledged',
      link: true,
    });
  });
});

describe('when a compaction is due, and what it answers', () => {
  it('compact() rejects when the compaction under way, begun unasked, fails', async () => {
    let fail: (() => void) | undefined;
    const full: Storage = {
      ...disk,
      async open(path, mode) {
        if (path.includes('.compact')) {
          await new Promise<void>((_resolve, reject) => {
            fail = () => reject(new EngineError('FULL', 'planned'));
          });
        }
        return disk.open(path, mode);
      },
    };
    const file = await treeEngine(redBlack, full).open(`${folder()}/a`);
    const value = new Uint8Array(12 * 2 ** 20);
    for (let round = 0; round < 12; round += 1) {
      if (fail !== undefined) break;
      await file.write((tx) => tx.tree('t').put(key(0), value));
    }
    await until(() => fail !== undefined);
    const before = file.stats().bytesTotal;
    const outcome = file.compact().then(
      () => 'resolved',
      () => 'rejected',
    );
    fail!();
    expect({ outcome: await outcome, given: before - file.stats().bytesTotal }).toEqual({
      outcome: 'rejected',
      given: 0,
    });
    await file.close();
  });
});

describe('failures and memory', () => {
  it('a failed sync during a compaction leaves the file read-only, whichever round it falls in', async () => {
    const opened: number[] = [];
    for (const at of [12, 14, 16, 18, 20]) {
      let syncs = 0;
      let failing = false;
      let onSync: (() => Promise<void>) | undefined;
      const storage: Storage = {
        ...disk,
        async open(path, mode) {
          const file = await disk.open(path, mode);
          return {
            ...file,
            async sync() {
              if (path.endsWith('.compact')) await onSync?.();
              else if (failing) throw new EngineError('IO', 'planned: no sync');
              await file.sync();
            },
          };
        },
      };
      const file = await treeEngine(redBlack, storage).open(`${folder()}/a`);
      let lost: string | undefined;
      let round = 0;
      const write = (): Promise<void> =>
        file
          .write((tx) => tx.tree('t').put(key((round += 1)), new Uint8Array(1_200_000)))
          .catch((error: EngineError) => void (lost = error.code));
      await write();
      onSync = async () => {
        syncs += 1;
        failing = syncs === at;
        // A write that is held does not end before the compaction does.
        await Promise.race([write(), new Promise((resolve) => setTimeout(resolve, 100))]);
        failing = false;
      };
      await file.compact().catch(() => undefined);
      onSync = undefined;
      if (lost === 'UNKNOWN_OUTCOME' && !file.readOnly) opened.push(at);
      await file.close().catch(() => undefined);
    }
    expect(opened).toEqual([]);
  });

  it('a copy of large values keeps no more of them in memory than a chunk or two', async () => {
    const path = `${folder()}/a`;
    const value = new Uint8Array(2 ** 20);
    let held = 0;
    let most = 0;
    const storage: Storage = {
      ...disk,
      async open(name, mode) {
        const opened = await disk.open(name, mode);
        return {
          ...opened,
          read(target, position) {
            if (name === path && target.length > value.length) held += target.length;
            most = Math.max(most, held);
            return opened.read(target, position);
          },
          async write(source, position) {
            await opened.write(source, position);
            if (name === `${path}.compact` && source.length > value.length) held -= source.length;
          },
        };
      },
    };
    const file = await treeEngine(redBlack, storage).open(path, { cacheBytes: 2 ** 20 });
    for (let index = 0; index < 64; index += 1) {
      await file.write((tx) => tx.tree('t').put(key(index), value));
    }
    held = 0;
    most = 0;
    await file.compact();
    await file.close();
    expect(most).toBeGreaterThan(value.length);
    expect(most).toBeLessThan(8 * value.length);
  });
});

describe('pages', () => {
  it('temporary nodes are found when nodes beyond page 2^23 have been read', () => {
    const pages = new Pages({
      nextPage: 10_000_000,
      cacheBytes: 2 ** 20,
      load: (_page, _kind, target) => void target.fill(0),
    });
    pages.guide(8_000_000 * 2 ** SLOT_BITS);
    pages.guide(8_100_000 * 2 ** SLOT_BITS);
    pages.allocateTemporary();
    expect(() => pages.guide(TEMPORARY_ADDRESS)).not.toThrow();
  });
});

const long = (index: number): Uint8Array =>
  bytes(`same-prefix-same-prefix-${String(index).padStart(6, '0')}`);

async function filled(): Promise<{ file: EngineFile; path: string }> {
  const path = `${folder()}/a`;
  const engine = await loadEngine('red-black');
  const first = await engine.open(path);
  await first.load(
    't',
    Array.from({ length: 3000 }, (_, index) => ({
      key: long(index),
      value: bytes(`value ${index} ${'x'.repeat(40)}`),
    })),
  );
  await first.close();
  return { path, file: await engine.open(path, { cacheBytes: 65_536 }) };
}

describe('a transaction larger than the cache', () => {
  it('counts what it counts with a larger cache', async () => {
    const { file } = await filled();
    const wrong = await file.write((tx) => {
      for (let index = 0; index < 3000; index += 1) tx.tree('u').put(key(index), bytes('1'));
      const tree = tx.tree('t');
      const found: string[] = [];
      for (let from = 0; from < 2900; from += 37) {
        for (const width of [1, 10, 90]) {
          const counts = [
            tree.count({ gte: long(from), lt: long(from + width) }),
            tree.count({ gt: long(from), lte: long(from + width) }),
            tree.count({ gte: long(from), lte: long(from + width) }) - 1,
            tree.count({ gt: long(from), lt: long(from + width) }) + 1,
          ];
          if (counts.some((count) => count !== width))
            found.push(`${from}+${width}: ${counts.join()}`);
        }
      }
      return found;
    });
    await file.close();
    expect(wrong).toEqual([]);
  });

  it('put stores the value that a view given to it showed', async () => {
    const { file } = await filled();
    await file.write((tx) => {
      for (let index = 0; index < 3000; index += 1) tx.tree('u').put(key(index), bytes('1'));
      const tree = tx.tree('t');
      for (let index = 0; index < 300; index += 1) {
        tree.put(long(index * 10), tree.view(long(index * 10 + 5))!);
      }
    });
    const snapshot = file.snapshot();
    const wrong: string[] = [];
    for (let index = 0; index < 300; index += 1) {
      const found = text(snapshot.tree('t').get(long(index * 10)));
      if (found !== `value ${index * 10 + 5} ${'x'.repeat(40)}`) wrong.push(`${index}: ${found}`);
    }
    await file.close();
    expect(wrong).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { type EngineFile } from '../engines/index.ts';
import { redBlack } from '../engines/red-black/index.ts';
import type { Storage } from '../engines/storage/index.ts';
import { treeEngine } from '../engines/tree/index.ts';
import { unbalanced } from '../engines/unbalanced/index.ts';
import {
  fullDisk,
  LIES,
  memoryStorage,
  plannedError,
  tryBackups,
  tryLie,
  trySyncLie,
} from './damage/index.ts';

function put(file: EngineFile, key: string, value: string): Promise<void> {
  return file.write((tx) => tx.tree('t').put(Buffer.from(key), Buffer.from(value)));
}

function outcomeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'acknowledged',
    (error: { code: string }) => error.code,
  );
}

interface Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

function newGate(): Gate {
  let resolved: (() => void) | undefined;
  const opened = new Promise<void>((resolve) => {
    resolved = resolve;
  });
  return { opened, open: () => resolved?.() };
}

describe.each([redBlack, unbalanced])('a disk under $name', (balance) => {
  const engineOver = (storage: Storage) => treeEngine(balance, storage);

  it('that is full refuses commits, answers reads, and goes on when there is room', async () => {
    const counts = { full: 0, acknowledged: 0 };
    for (const bytes of [100, 9000]) {
      for (let room = 0; room <= bytes + 16_384; room += 512) {
        const disk = fullDisk(memoryStorage(new Map()).storage, Infinity);
        const file = await engineOver(disk.storage).open('file');
        await put(file, 'kept', 'k'.repeat(3000));
        // The zeros ahead of the last commit are given back, as by a file that was just opened.
        await file.close();
        const again = await engineOver(disk.storage).open('file');
        disk.room = room;

        const outcome = await outcomeOf(put(again, 'wanted', 'w'.repeat(bytes)));
        counts[outcome === 'FULL' ? 'full' : 'acknowledged'] += 1;
        expect(['FULL', 'acknowledged']).toContain(outcome);
        const snapshot = again.snapshot().tree('t');
        expect(snapshot.get(Buffer.from('kept'))).toHaveLength(3000);
        expect(snapshot.get(Buffer.from('wanted'))?.length).toBe(
          outcome === 'FULL' ? undefined : bytes,
        );
        expect((await again.verify()).faults).toEqual([]);

        disk.room = Infinity;
        await put(again, 'wanted', 'x'.repeat(bytes));
        expect((await again.verify()).faults).toEqual([]);
        await again.close();
      }
    }
    expect(counts.full).toBeGreaterThan(20);
    expect(counts.acknowledged).toBeGreaterThan(10);
  });

  it('that syncs slowly keeps nobody from reading', async () => {
    const { storage } = memoryStorage(new Map());
    let gate: Gate | undefined;
    const file = await engineOver({
      ...storage,
      async open(path, mode) {
        const opened = await storage.open(path, mode);
        return {
          ...opened,
          async sync() {
            await gate?.opened;
            await opened.sync();
          },
        };
      },
    }).open('file');
    await put(file, 'before', '1');
    gate = newGate();

    let settled = 0;
    const writes = Array.from({ length: 20 }, (_, index) =>
      put(file, `key-${index}`, 'v').then(() => (settled += 1)),
    );
    for (let turn = 0; turn < 50; turn += 1) {
      await new Promise(setImmediate);
      const snapshot = file.snapshot();
      expect([...snapshot.tree('t').range()]).toHaveLength(1);
      expect(snapshot.tree('t').count()).toBe(1);
      snapshot.release();
    }
    expect(settled).toBe(0);
    const verifying = await file.verify();
    expect(verifying.faults).toEqual([]);
    gate.open();
    await Promise.all(writes);

    expect(file.snapshot().tree('t').count()).toBe(21);
    await file.close();
  });

  it('that has no descriptor left refuses what needs one, and commits go on', async () => {
    const { storage } = memoryStorage(new Map());
    let exhausted = false;
    const refuse = (what: string): void => {
      if (exhausted) throw plannedError('EMFILE', what);
    };
    const engine = engineOver({
      ...storage,
      async open(path, mode) {
        refuse('open');
        return storage.open(path, mode);
      },
      async lock(path) {
        refuse('lock');
        return storage.lock(path);
      },
      async syncDirectory(path) {
        refuse('syncDirectory');
        await storage.syncDirectory(path);
      },
    });
    const file = await engine.open('file');
    await put(file, 'before', '1');

    exhausted = true;
    expect(await outcomeOf(engine.open('other'))).toBe('IO');
    expect(await outcomeOf(engine.open('file', { readOnly: true }))).toBe('IO');
    expect(await outcomeOf(file.backup('backup'))).toBe('IO');
    await put(file, 'during', '1');
    exhausted = false;
    await file.backup('backup');
    await file.close();

    for (const path of ['file', 'backup']) {
      const again = await engine.open(path);
      expect(again.snapshot().tree('t').count()).toBe(2);
      expect((await again.verify()).faults).toEqual([]);
      await again.close();
    }
  });

  it.each(LIES)('that says it wrote what it did not is found out: %s', async (lie) => {
    const counts = { found: 0, harmless: 0, behind: 0, wrong: 0 };
    for (const close of [true, false]) {
      for (let index = 1; index <= 100; index += 1) {
        const { reached, verdict, why } = await tryLie(engineOver, { lie, index, close });
        if (!reached) break;
        counts[verdict] += 1;
        expect({ index, close, wrong: verdict === 'wrong' ? why : '' }).toEqual({
          index,
          close,
          wrong: '',
        });
      }
    }

    expect(counts.found).toBeGreaterThan(10);
    expect(counts.behind).toBeLessThanOrEqual(1);
  });

  it('that lies about a sync and loses power is found out if the mark survives', async () => {
    for (let commits = 1; commits <= 8; commits += 1) {
      expect(await trySyncLie(engineOver, { commits, markSurvives: true })).toBe('found');
      // Where all of a commit is lost, what is left is the file without it, and whole.
      expect(await trySyncLie(engineOver, { commits, markSurvives: false })).toBe('undetectable');
    }
  });

  it('gives backups that restore while commits go on', async () => {
    const { violations, commits } = await tryBackups(engineOver, 20);

    expect(violations).toEqual([]);
    expect(commits).toBeGreaterThan(20);
  });
});

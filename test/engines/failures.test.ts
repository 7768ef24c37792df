import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineFile } from '../../engines/index.ts';
import { redBlack } from '../../engines/red-black/index.ts';
import { CommitLog, disk } from '../../engines/storage/index.ts';
import { Committer } from '../../engines/tree/committer.ts';
import { treeEngine } from '../../engines/tree/index.ts';
import { sheetStore } from '../../engines/tree/store.ts';
import { unbalanced } from '../../engines/unbalanced/index.ts';
import { failingStorage } from './failing-storage.ts';
import { bytes, scratchDirectory, text } from './scratch.ts';

const scratch = scratchDirectory('failures');

function put(file: EngineFile, key: string, value: string): Promise<void> {
  return file.write((tx) => tx.tree('t').put(bytes(key), bytes(value)));
}

function get(file: EngineFile, key: string): string | undefined {
  const snapshot = file.snapshot();
  const value = text(snapshot.tree('t').get(bytes(key)));
  snapshot.release();
  return value;
}

describe.each([redBlack, unbalanced])('an engine whose disk fails ($name)', (balance) => {
  it('answers FULL when a write fails, keeps what was there, and goes on', async () => {
    const path = join(scratch, `${balance.name}-full`);
    const { storage, fail } = failingStorage();
    const file = await treeEngine(balance, storage).open(path);
    await put(file, 'kept', '1');

    for (let after = 0; after < 3; after += 1) {
      fail('write', { after });
      const first = put(file, 'lost', '1').then(
        () => 'acknowledged',
        (error: { code: string }) => error.code,
      );
      // It runs on the state of the first, and so cannot outlive it.
      const second = put(file, 'later', '1').then(
        () => 'acknowledged',
        (error: { code: string }) => error.code,
      );
      const outcomes = [await first, await second];

      // The third write is the mark's: the commit is on disk then, and the file closes to writes.
      if (outcomes[0] === 'UNKNOWN_OUTCOME') break;
      expect(new Set(outcomes).size).toBe(1);
      expect(get(file, 'kept')).toBe('1');
      expect(get(file, 'lost')).toBe(outcomes[0] === 'FULL' ? undefined : '1');
      await put(file, `after-${after}`, '2');
      expect(get(file, `after-${after}`)).toBe('2');
      expect((await file.verify()).faults).toEqual([]);
    }
    await file.close();

    const again = await treeEngine(balance).open(path);
    expect(get(again, 'kept')).toBe('1');
    expect(get(again, 'after-0')).toBe('2');
    expect((await again.verify()).faults).toEqual([]);
    await again.close();
  });

  it('fails what was built on a lost commit too, and ends the snapshots that show it', async () => {
    const path = join(scratch, `${balance.name}-built-upon`);
    const { storage, fail } = failingStorage();
    const file = await treeEngine(balance, storage).open(path);
    await put(file, 'kept', '1');
    const before = file.snapshot();
    await file.write((tx) => tx.tree('t').put(bytes('loose'), bytes('1')), { durability: 'none' });
    const shown = file.snapshot();
    fail('write', { after: 1 });

    // More than one write long, so that others can come while it is under way.
    const long = Buffer.alloc(3 * 2 ** 20);
    const first = file.write((tx) => tx.tree('t').put(bytes('long'), long));
    const expected = expect(first).rejects.toMatchObject({ code: 'FULL' });
    await new Promise(setImmediate);
    await expect(put(file, 'later', '1')).rejects.toMatchObject({ code: 'FULL' });
    await expected;

    expect(text(before.tree('t').get(bytes('kept')))).toBe('1');
    expect(() => shown.tree('t').get(bytes('kept'))).toThrow(
      expect.objectContaining({ code: 'STALE' }) as Error,
    );
    expect([get(file, 'kept'), get(file, 'loose'), get(file, 'later')]).toEqual([
      '1',
      undefined,
      undefined,
    ]);
    await put(file, 'after', '1');
    expect((await file.verify()).faults).toEqual([]);
    await file.close();
  });

  it('is read-only after a failed sync and never syncs again', async () => {
    const path = join(scratch, `${balance.name}-sync`);
    const { storage, fail, counts } = failingStorage();
    const file = await treeEngine(balance, storage).open(path);
    await put(file, 'kept', '1');

    fail('sync');
    const doubtful = put(file, 'doubtful', '1');
    const behind = new Promise((resolve) => {
      setImmediate(() => resolve(put(file, 'behind', '1').catch((error: unknown) => error)));
    });

    await expect(doubtful).rejects.toMatchObject({ code: 'UNKNOWN_OUTCOME' });
    expect(await behind).toMatchObject({ code: 'READ_ONLY' });
    await expect(put(file, 'more', '1')).rejects.toMatchObject({ code: 'READ_ONLY' });
    expect(file.readOnly).toBe(true);
    expect(get(file, 'kept')).toBe('1');
    expect(get(file, 'doubtful')).toBeUndefined();
    await file.close();
    expect(counts.sync).toBe(1);

    const again = await treeEngine(balance).open(path);
    expect(get(again, 'kept')).toBe('1');
    expect((await again.verify()).faults).toEqual([]);
    await put(again, 'more', '1');
    await again.close();
  });

  it('is read-only when it cannot cut back what a failed write left', async () => {
    const path = join(scratch, `${balance.name}-cut`);
    const { storage, fail } = failingStorage();
    const inner = { ...storage };
    const file = await treeEngine(balance, {
      ...inner,
      async open(name, mode) {
        const opened = await inner.open(name, mode);
        return { ...opened, truncate: () => Promise.reject(new Error('planned')) };
      },
    }).open(path);
    await put(file, 'kept', '1');

    fail('write');

    await expect(put(file, 'lost', '1')).rejects.toMatchObject({ code: 'UNKNOWN_OUTCOME' });
    await expect(put(file, 'more', '1')).rejects.toMatchObject({ code: 'READ_ONLY' });
    expect(get(file, 'kept')).toBe('1');
    await file.close();
  });

  it('tells what a backup to a disk with errors of its own has failed of', async () => {
    const path = join(scratch, `${balance.name}-foreign`);
    const cause = new Error('planned');
    const file = await treeEngine(balance, {
      ...disk,
      async open(name, mode) {
        const opened = await disk.open(name, mode);
        return name.startsWith(`${path}.copy`)
          ? { ...opened, write: () => Promise.reject(cause) }
          : opened;
      },
    }).open(path);
    await put(file, 'kept', '1');

    await expect(file.backup(`${path}.copy`)).rejects.toMatchObject({ code: 'IO', cause });
    expect(disk.exists(`${path}.copy`)).toBe(false);
    await file.close();
  });

  it('lets nobody wait for a disk that is not written to any more', async () => {
    const path = join(scratch, `${balance.name}-refused`);
    await CommitLog.create(disk, path, balance.name);
    const log = await CommitLog.open(disk, path, balance.name);
    const committer = new Committer(sheetStore(log.sheet, log.mark.end, 2 ** 20), log);
    committer.latest = { commit: 1, catalog: new Map() };
    committer.refuse(new Error('planned'));

    await expect(committer.settle()).rejects.toMatchObject({
      code: 'READ_ONLY',
      message: expect.stringContaining('planned') as string,
    });
    expect(committer.durable.commit).toBe(0);
    await log.close(false);
  });

  it('undoes alone a transaction that throws, whatever else its group holds', async () => {
    const file = await treeEngine(balance).open(join(scratch, `${balance.name}-alone`));
    const before = put(file, 'before', '1');
    const thrown = file.write((tx) => {
      tx.tree('t').put(bytes('thrown'), bytes('1'));
      throw new Error('mine');
    });
    const after = put(file, 'after', '1');

    await expect(thrown).rejects.toThrow('mine');
    await Promise.all([before, after]);

    expect([get(file, 'before'), get(file, 'thrown'), get(file, 'after')]).toEqual([
      '1',
      undefined,
      '1',
    ]);
    expect(file.stats().syncs).toBeLessThanOrEqual(2);
    await file.close();
  });

  it('lands a thousand concurrent puts with a handful of syncs', async () => {
    const file = await treeEngine(balance).open(join(scratch, `${balance.name}-group`));

    await Promise.all(Array.from({ length: 1000 }, (_, index) => put(file, `k${index}`, 'v')));

    expect(file.stats().syncs).toBeLessThanOrEqual(10);
    expect(file.snapshot().tree('t').count()).toBe(1000);
    await file.close();
  });
});

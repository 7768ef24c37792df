import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadEngine } from '../../engines/index.ts';
import { redBlack } from '../../engines/red-black/index.ts';
import { disk } from '../../engines/storage/disk.ts';
import type { Storage } from '../../engines/storage/storage.ts';
import { treeEngine } from '../../engines/tree/index.ts';
import { bytes, scratchDirectory, text } from './scratch.ts';

const scratch = scratchDirectory('caches');
const folder = (): string => mkdtempSync(join(scratch, 'file-'));
const long = (index: number): Uint8Array =>
  bytes(`same-prefix-same-prefix-${String(index).padStart(6, '0')}`);

it('a file on disk whose values fill little of their pages is compacted once, not for ever', async () => {
  const path = `${folder()}/a`;
  let compactions = 0;
  const storage: Storage = {
    ...disk,
    async open(p, mode) {
      if (p.endsWith('.compact.create')) compactions += 1;
      return disk.open(p, mode);
    },
  };
  const file = await treeEngine(redBlack, storage).open(path, { cacheBytes: 2 ** 20 });
  const value = new Uint8Array(4034);
  await file.load(
    't',
    Array.from({ length: 17_500 }, (_, index) => ({ key: long(index), value })),
  );
  for (let round = 0; round < 3; round += 1) {
    await file.write((tx) => tx.tree('u').put(long(round), bytes('small')));
    // Longer than a compaction takes: it is over when nothing has been written for a while.
    for (let written = -1; written !== file.stats().bytesWritten; ) {
      written = file.stats().bytesWritten;
      await new Promise((resolve) => setTimeout(resolve, 4000));
    }
  }
  await file.close();
  expect(compactions).toBeLessThan(2);
}, 60_000);

it('put stores the value that a view given to it showed, whatever else the cache holds', async () => {
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
  const file = await engine.open(path, { cacheBytes: 65_536 });
  let wrong = 0;
  for (let index = 0; index < 400; index += 1) {
    const from = (index * 1237) % 3000;
    await file.write((tx) => tx.tree('u').put(long(index), tx.tree('t').view(long(from))!), {
      durability: 'none',
    });
    if (text(file.snapshot().tree('u').get(long(index))) !== `value ${from} ${'x'.repeat(40)}`)
      wrong += 1;
  }
  await file.close();
  expect(wrong).toBe(0);
});

it('a count on a snapshot while a large transaction waits for the disk is right', async () => {
  const path = `${folder()}/a`;
  const engine = await loadEngine('red-black');
  const first = await engine.open(path);
  await first.load(
    't',
    Array.from({ length: 3000 }, (_, i) => ({
      key: long(i),
      value: bytes(`v ${i} ${'x'.repeat(40)}`),
    })),
  );
  await first.close();
  const file = await engine.open(path, { cacheBytes: 65_536 });
  const writing = file.write((tx) => {
    for (let i = 0; i < 3000; i += 1) tx.tree('u').put(long(i), bytes('1'));
  });
  const tree = file.snapshot().tree('t');
  let wrong = 0;
  for (let from = 0; from < 2900; from += 37) {
    if (tree.count({ gte: long(from), lt: long(from + 10) }) !== 10) wrong += 1;
  }
  await writing;
  await file.close();
  expect(wrong).toBe(0);
});

it('delete removes the key that a view given to it showed, whatever else the cache holds', async () => {
  const engine = await loadEngine('red-black');
  const path = `${folder()}/a`;
  const indexes = Array.from({ length: 3000 }, (_, index) => index);
  const first = await engine.open(path);
  await first.load(
    'names',
    indexes.map((index) => ({ key: long(index), value: long((index * 1237) % 3000) })),
  );
  await first.load(
    't',
    indexes.map((index) => ({ key: long(index), value: bytes('v') })),
  );
  await first.close();
  const file = await engine.open(path, { cacheBytes: 65_536 });
  for (let index = 0; index < 3000; index += 7) {
    const removed = await file.write(
      (tx) => tx.tree('t').delete(tx.tree('names').view(long(index))!),
      { durability: 'none' },
    );
    expect(removed).toBe(true);
    expect(
      file
        .snapshot()
        .tree('t')
        .has(long((index * 1237) % 3000)),
    ).toBe(false);
  }
  await file.close();
});

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadEngine, registeredEngines, type TreeReader } from '../../engines/index.ts';
import { TRUSTED_LEVELS } from '../../engines/tree/search.ts';
import { bytes, scratchDirectory, text } from './scratch.ts';

const scratch = scratchDirectory('reads');
const key = (index: number): Uint8Array => bytes(String(index).padStart(5, '0'));

const numbers = (tree: TreeReader): number[] =>
  [...tree.range()].map((entry) => Number(text(entry.key)));

describe.each(registeredEngines())('reads of $manifest.name', (engine) => {
  it('count up to a bound that is the highest key between the two, with it or without', async () => {
    const file = await engine.open();
    await file.write((tx) => {
      for (const index of [4, 2, 6, 1, 3, 5, 7]) tx.tree('t').put(key(index), bytes('v'));
    });
    const tree = file.snapshot().tree('t');

    expect(tree.count({ gte: key(2), lte: key(4) })).toBe(3);
    expect(tree.count({ gte: key(2), lt: key(4) })).toBe(2);
    expect(tree.count({ gt: key(2), lt: key(4) })).toBe(1);
    expect(tree.count({ gt: key(2), lte: key(4) })).toBe(2);
    // At one key, only bounds that both include it leave anything.
    expect(tree.count({ gte: key(4), lte: key(4) })).toBe(1);
    expect(tree.count({ gte: key(4), lt: key(4) })).toBe(0);
    expect(tree.count({ gt: key(4), lte: key(4) })).toBe(0);
    expect([...tree.range({ gte: key(4), lt: key(4) })]).toEqual([]);
    await file.close();
  });

  it.each([-1, 1.5, Number.NaN, -Infinity])(
    'refuse a range of at most %d entries',
    async (limit) => {
      const file = await engine.open();
      await file.write((tx) => tx.tree('t').put(key(1), bytes('v')));
      const tree = file.snapshot().tree('t');

      expect(() => tree.range({ limit })).toThrow(RangeError);
      expect([...tree.range({ limit: Infinity })]).toHaveLength(1);
      expect([...tree.range({ limit: 0 })]).toEqual([]);
      await file.close();
    },
  );

  it.each([0, 1000, -1, Number.NaN])(
    'need more memory for pages than %d bytes',
    async (cacheBytes) => {
      await expect(engine.open(undefined, { cacheBytes })).rejects.toThrow(RangeError);
    },
  );
});

describe('an unbalanced tree on disk that is deeper than trees of chance are', () => {
  const levels = TRUSTED_LEVELS * 2;

  it('counts between two keys that stand together far down', async () => {
    const engine = await loadEngine('unbalanced');
    const path = join(scratch, 'deep-count');
    const file = await engine.open(path);
    await file.write((tx) => {
      for (let index = 0; index < levels; index += 1) tx.tree('t').put(key(index), bytes('v'));
    });
    await file.close();
    const again = await engine.open(path, { readOnly: true });
    const tree = again.snapshot().tree('t');

    expect(again.shape('t').height).toBe(levels);
    for (const start of [TRUSTED_LEVELS - 2, TRUSTED_LEVELS + 2, levels - 12]) {
      expect(tree.count({ gte: key(start), lt: key(start + 10) })).toBe(10);
      expect(tree.count({ gt: key(start), lt: key(start + 1) })).toBe(0);
      expect(tree.count({ gte: key(start) })).toBe(levels - start);
      expect(tree.count({ lte: key(start) })).toBe(start + 1);
    }
    await again.close();
  });

  it('deletes a key whose successor is far below it', async () => {
    const engine = await loadEngine('unbalanced');
    const path = join(scratch, 'deep-delete');
    const file = await engine.open(path);
    const high = Array.from({ length: levels }, (_, index) => 1000 - index);
    await file.write((tx) => {
      for (const index of [20, 10, ...high]) tx.tree('t').put(key(index), key(index));
    });
    await file.close();

    const again = await engine.open(path);
    expect(again.shape('t').height).toBe(levels + 1);
    expect(await again.write((tx) => tx.tree('t').delete(key(20)))).toBe(true);

    const left = [10, ...high.toReversed()];
    const tree = again.snapshot().tree('t');
    expect(numbers(tree)).toEqual(left);
    expect(text(tree.get(key(high.at(-1)!)))).toBe(text(key(high.at(-1)!)));
    expect(tree.count({ lt: key(1000) })).toBe(left.length - 1);
    expect(again.shape('t').height).toBe(levels);
    expect((await again.verify()).faults).toEqual([]);
    await again.close();
  });
});

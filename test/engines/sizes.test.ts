import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type EngineFile, loadEngine } from '../../engines/index.ts';
import { bytes, scratchDirectory } from './scratch.ts';

const scratch = scratchDirectory('sizes');
const key = (index: number): Uint8Array => bytes(`key-${String(index).padStart(5, '0')}`);
const scattered = (index: number): Uint8Array => key((index * 7919) % 1000);

function put(file: EngineFile, start: number, end: number): Promise<void> {
  return file.write((tx) => {
    for (let index = start; index < end; index += 1) tx.tree('t').put(scattered(index), bytes('v'));
  });
}

describe.each(['red-black', 'unbalanced'])('sizes of subtrees of %s', (name) => {
  it('are right whenever a transaction asks, in a group that is not sealed', async () => {
    const engine = await loadEngine(name);
    const path = join(scratch, name);
    const file = await engine.open(path);
    const counted: number[] = [];
    const aborted = new Error('on purpose');
    const count = (): Promise<void> =>
      file.write((tx) => {
        const tree = tx.tree('t');
        counted.push(tree.count(), tree.count({ lt: key(500) }));
        for (let index = 600; index < 700; index += 1) tree.put(scattered(index), bytes('w'));
        tree.delete(scattered(0));
        counted.push(tree.count(), tree.count({ gte: key(0), lte: key(999) }));
        expect(tree.at(300)).toEqual([...tree.range()][300]);
        throw aborted;
      });

    // Called without waiting, so that all but the first build on nodes that have no place yet.
    const group = [put(file, 0, 400), put(file, 300, 600)];
    await expect(count()).rejects.toBe(aborted);
    const later = file.write((tx) => counted.push(tx.tree('t').count()));
    await expect(count()).rejects.toBe(aborted);
    await Promise.all([...group, later, put(file, 600, 610)]);

    const below = Array.from({ length: 600 }, (_, index) => scattered(index)).filter(
      (one) => Buffer.compare(one, key(500)) < 0,
    ).length;
    expect(counted).toEqual([600, below, 699, 699, 600, 600, below, 699, 699]);
    expect((await file.verify()).faults).toEqual([]);
    await file.close();
    const again = await engine.open(path);
    expect(again.snapshot().tree('t').count()).toBe(610);
    expect((await again.verify()).faults).toEqual([]);
    await again.close();
  });
});

import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { redBlack } from '../../engines/red-black/index.ts';
import { disk, PAGE_BYTES, type Storage } from '../../engines/storage/index.ts';
import { treeEngine } from '../../engines/tree/index.ts';
import { scratchDirectory } from './scratch.ts';

const scratch = scratchDirectory('opening');
const ENTRIES = 50_000;
const key = (index: number): Uint8Array => Buffer.from(`${index}`.padStart(16, '0'));

/** The disk, but for files that wait for ever with the `index`-th write from `begin` on. */
function stalling(index: number): {
  readonly storage: Storage;
  begin(): void;
  /** Resolves when the write has come. */
  readonly stalled: Promise<void>;
} {
  let left = Infinity;
  let told: (() => void) | undefined;
  const stalled = new Promise<void>((resolve) => {
    told = resolve;
  });
  const storage: Storage = {
    ...disk,
    async open(path, mode) {
      const file = await disk.open(path, mode);
      return {
        ...file,
        async write(source, position) {
          left -= 1;
          if (left <= 0) {
            told?.();
            await new Promise(() => undefined);
          }
          await file.write(source, position);
        },
      };
    },
  };
  const begin = (): void => {
    left = index;
  };
  return { storage, begin, stalled };
}

describe('opening a file', () => {
  it('reads a few pages of one that was closed, however large it is', async () => {
    const path = join(scratch, 'clean');
    const engine = treeEngine(redBlack);
    const file = await engine.open(path);
    await file.load(
      't',
      Array.from({ length: ENTRIES }, (_, index) => ({ key: key(index), value: key(index) })),
    );
    await file.close();
    for (const readOnly of [true, false]) {
      const again = await engine.open(path, { readOnly });
      expect(again.stats().bytesRead).toBeGreaterThan(0);
      expect(again.stats().bytesRead).toBeLessThanOrEqual(64 * PAGE_BYTES);
      await again.close();
    }
  });

  it('reads no more of one left inside a large commit than lies above its mark', async () => {
    const path = join(scratch, 'torn');
    const torn = join(scratch, 'torn-copy');
    const { storage, begin, stalled } = stalling(3);
    const file = await treeEngine(redBlack, storage).open(path);
    const bytesBefore = file.stats().bytesTotal;
    begin();
    const never = file.write((tx) => {
      for (let index = 0; index < ENTRIES; index += 1) tx.tree('t').put(key(index), key(index));
    });
    await stalled;
    copyFileSync(path, torn);
    const bytesTail = statSync(torn).size - bytesBefore;

    expect(bytesTail).toBeGreaterThan(2 ** 20);
    const again = await treeEngine(redBlack).open(torn);
    expect(again.stats().bytesRead).toBeGreaterThan(2 ** 20);
    expect(again.stats().bytesRead).toBeLessThanOrEqual(bytesTail + 2 ** 20);
    expect(again.snapshot().commit).toBe(0);
    await again.close();
    void never;
  });
});

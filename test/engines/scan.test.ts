import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registeredEngines } from '../../engines/index.ts';
import { MARK_PAGES, PAGE_BYTES } from '../../engines/storage/layout.ts';
import { bytes, scratchDirectory } from './scratch.ts';

const scratch = scratchDirectory('scan');

/** Changes bytes of a file that others have open. */
function damage(path: string, position: number): void {
  const file = readFileSync(path);
  file.fill(0xff, position, position + 8);
  writeFileSync(path, file, { flag: 'r+' });
}

describe.each(registeredEngines())('verify of a $manifest.name file that is open', (engine) => {
  const { name } = engine.manifest;

  it.each(MARK_PAGES)('finds the mark at page %i damaged', async (page) => {
    const path = join(scratch, `${name}-mark-${page}`);
    const file = await engine.open(path);
    await file.write((tx) => tx.tree('t').put(bytes('a'), bytes('1')));
    damage(path, page * PAGE_BYTES);

    expect((await file.verify()).faults).toEqual([
      { page, tree: undefined, message: 'the mark does not verify' },
    ]);
    await file.close();
  });

  it('finds where the file was cut, also within pages that are in memory', async () => {
    const path = join(scratch, `${name}-cut`);
    const file = await engine.open(path);
    await file.write((tx) => tx.tree('t').put(bytes('a'), bytes('1')));
    const page = file.stats().bytesTotal / PAGE_BYTES - 1;
    truncateSync(path, page * PAGE_BYTES + 100);

    const { faults } = await file.verify();
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ page });
    expect(faults[0]!.message).toContain(`ends at byte ${page * PAGE_BYTES + 100}`);
    await file.close();
  });

  it('lets others run while it reads a file of many pages', async () => {
    const file = await engine.open(join(scratch, `${name}-many`));
    await file.write((tx) => {
      for (let index = 0; index < 1500; index += 1) {
        tx.tree('t').put(bytes(`${index}`), new Uint8Array(3000).fill(index));
      }
    });
    const order: string[] = [];
    setImmediate(() => order.push('another'));
    const { faults, pagesChecked } = await file.verify();
    order.push('verified');

    expect(faults).toEqual([]);
    expect(pagesChecked).toBeGreaterThan(1500);
    expect(order).toEqual(['another', 'verified']);
    await file.close();
  });
});

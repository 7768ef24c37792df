import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Engine, LIMITS, registeredEngines } from '../../engines/index.ts';
import { checksum } from '../../engines/storage/checksum.ts';
import { disk, type Storage } from '../../engines/storage/index.ts';
import {
  BODIES_START,
  BODY_WORDS,
  FIRST_DATA_PAGE,
  KIND,
  MARK_PAGES,
  NODES_PER_PAGE,
  PAGE,
  PAGE_BYTES,
  REFERENCE,
} from '../../engines/storage/layout.ts';
import { type SalvageReport, salvage } from '../../engines/tree/index.ts';
import { Forgery } from './forgery.ts';
import { bytes, scratchDirectory, text } from './scratch.ts';

const scratch = scratchDirectory('salvaging');
const treeName = (index: number): string => `t${String(index).padStart(3, '0')}`;
const newPath = (): string => join(mkdtempSync(join(scratch, 'file-')), 'from');

function saved(engine: Engine, from: string, storage: Storage = disk): Promise<SalvageReport> {
  return salvage({ storage, from, to: `${from}.saved`, engineFor: () => engine });
}

/** What stands in a tree of the file that was saved. */
async function entriesIn(engine: Engine, from: string, tree: string): Promise<string[]> {
  const file = await engine.open(`${from}.saved`, { readOnly: true });
  const entries = [...file.snapshot().tree(tree).range()];
  expect((await file.verify()).faults).toEqual([]);
  await file.close();
  return entries.map(({ key, value }) => `${text(key)}=${text(value)}`);
}

/** A file of one commit for each of `commits`, which puts those keys. */
async function made(engine: Engine, path: string, commits: readonly string[][]): Promise<void> {
  const file = await engine.open(path);
  for (const [commit, keys] of commits.entries()) {
    await file.write((tx) => {
      for (const key of keys) tx.tree('t').put(bytes(key), bytes(`${commit + 1}`));
    });
  }
  await file.close();
}

/** The disk, which tells what pages of the file at `path` are about to be read. */
function telling(path: string, onRead: (page: number) => void): Storage {
  return {
    ...disk,
    async open(name, mode) {
      const file = await disk.open(name, mode);
      if (name !== path) return file;
      return {
        ...file,
        read(target, position) {
          onRead(position / PAGE_BYTES);
          return file.read(target, position);
        },
      };
    },
  };
}

describe.each(registeredEngines())('salvage of a $manifest.name file', (engine) => {
  it.each(['node', 'record'] as const)(
    'takes an error of the program at a %s page for no damage, and writes nothing',
    async (which) => {
      const path = newPath();
      await made(engine, path, [['a', 'b']]);
      const failing = which === 'record' ? new Forgery(path).mark.record : FIRST_DATA_PAGE;
      let reads = 0;
      const storage = telling(path, (page) => {
        if (page === failing) reads += 1;
        // The first read is that of the survey of all pages.
        if (reads === 2) throw new TypeError('planned');
      });

      await expect(saved(engine, path, storage)).rejects.toThrow(new TypeError('planned'));
      expect(disk.exists(`${path}.saved`)).toBe(false);
    },
  );

  it('keeps the entries of a tree whose name no engine gives beside the others', async () => {
    const path = newPath();
    await made(engine, path, [['a', 'b']]);
    const forgery = new Forgery(path);
    const [tree] = forgery.record.catalog.values();
    forgery.changeRecord({ catalog: new Map([['', tree!]]) });
    forgery.write();

    const report = await saved(engine, path);
    expect(report).toMatchObject({ commit: 1, newest: true, whole: false });
    const [outcome] = report.trees;
    expect(outcome).toMatchObject({ tree: '', saved: 0, lost: 2, found: 2 });
    expect(await entriesIn(engine, path, outcome!.foundIn!)).toEqual(['a=1', 'b=1']);
  });

  it('finds no place for lost entries in a file that has all its trees', async () => {
    const path = newPath();
    const file = await engine.open(path);
    await file.write((tx) => {
      for (let index = 0; index < LIMITS.treesMax; index += 1) {
        tx.tree(treeName(index)).put(bytes('a'), bytes('1'));
      }
    });
    const page = file.stats().bytesTotal / PAGE_BYTES;
    await file.write((tx) => tx.tree(treeName(7)).put(bytes('a'), bytes('2')));
    await file.close();
    const forgery = new Forgery(path);
    forgery.page(page).fill(0xff, PAGE.headerBytes);
    forgery.write();

    const report = await saved(engine, path);
    expect(report.trees).toHaveLength(LIMITS.treesMax);
    expect(report.trees.filter(({ lost }) => lost > 0)).toEqual([
      { tree: treeName(7), saved: 0, lost: 1, found: 0, foundIn: undefined, pages: [page] },
    ]);
    expect(await entriesIn(engine, path, treeName(6))).toEqual(['a=1']);
    expect(await entriesIn(engine, path, treeName(7))).toEqual([]);
  });

  it('saves the later of two records of one commit when no mark is left', async () => {
    const path = newPath();
    await made(engine, path, [['a'], ['b']]);
    const forgery = new Forgery(path);
    const { record } = forgery.mark;
    forgery.append(record);
    forgery.changeRecord({ catalog: new Map() });
    for (const page of MARK_PAGES) forgery.page(page).fill(0xff);
    forgery.write();

    expect(await saved(engine, path)).toMatchObject({ commit: 2, newest: false });
    expect(await entriesIn(engine, path, 't')).toEqual(['a=1', 'b=2']);
  });

  it('is not sure that it has the newest commit when the mark of that is lost with a page of it', async () => {
    const path = newPath();
    const file = await engine.open(`${path}.alive`);
    await file.write((tx) => tx.tree('t').put(bytes('a'), bytes('1')));
    const page = file.stats().bytesTotal / PAGE_BYTES;
    await file.write((tx) => tx.tree('t').put(bytes('b'), bytes('2')));
    // As a process leaves it that is killed: each mark is of a commit of its own.
    copyFileSync(`${path}.alive`, path);
    await file.close();
    const forgery = new Forgery(path);
    const newest = MARK_PAGES.find((slot) => forgery.markAt(slot)?.commit === 2)!;
    forgery.page(newest).fill(0xff);
    forgery.write();
    expect(await saved(engine, path)).toMatchObject({ commit: 2, newest: true, whole: true });
    rmSync(`${path}.saved`);

    forgery.page(page).fill(0xff, PAGE.headerBytes);
    forgery.write();
    const report = await saved(engine, path);
    expect(report).toMatchObject({ commit: 1, newest: false, whole: false });
    expect(report.faults.map((fault) => fault.page)).toEqual([newest, page]);
  });

  it('loses a value that is longer than any can be, and no other', async () => {
    const path = newPath();
    const file = await engine.open(path);
    await file.write((tx) => {
      tx.tree('t').put(bytes('a'), new Uint8Array(LIMITS.valueBytesMax).fill(1));
      tx.tree('t').put(bytes('b'), bytes('1'));
    });
    await file.close();
    const forgery = new Forgery(path);
    lengthen(forgery);
    forgery.write();

    const report = await saved(engine, path);
    expect(report.trees).toMatchObject([{ tree: 't', saved: 1, lost: 1, found: 0 }]);
    expect(await entriesIn(engine, path, 't')).toEqual(['b=1']);
  });

  it('lets others run while it reads a file of many pages', async () => {
    const path = newPath();
    const file = await engine.open(path);
    await file.write((tx) => {
      for (let index = 0; index < 1500; index += 1) {
        tx.tree('t').put(bytes(`${index}`), new Uint8Array(3000).fill(index));
      }
    });
    await file.close();
    const last = new Forgery(path).mark.record;
    const order: string[] = [];
    const storage = telling(path, (page) => {
      if (page === FIRST_DATA_PAGE) setImmediate(() => order.push('another'));
      if (page === last) order.push('last');
    });

    const report = await saved(engine, path, storage);
    expect(report).toMatchObject({ whole: true, trees: [{ saved: 1500 }] });
    expect(order.slice(0, 2)).toEqual(['another', 'last']);
  });
});

/** Makes the one value of the file that has pages of its own a byte longer, all checksums right. */
function lengthen(forgery: Forgery): void {
  const length = LIMITS.valueBytesMax + 1;
  let value: Uint8Array = new Uint8Array(0);
  forgery.change(forgery.find(KIND.large), (run) => {
    run.setUint32(PAGE.used * 4, length, true);
    value = new Uint8Array(run.buffer, run.byteOffset + PAGE.headerBytes, length);
  });
  forgery.change(forgery.find(KIND.nodes), (page) => {
    for (let slot = 0; slot < NODES_PER_PAGE; slot += 1) {
      const at = (word: number): number => (BODIES_START + slot * BODY_WORDS + word) * 4;
      if (page.getUint32(at(REFERENCE.valueBytes), true) !== LIMITS.valueBytesMax) continue;
      page.setUint32(at(REFERENCE.valueBytes), length, true);
      page.setUint32(at(REFERENCE.checksum), checksum(value, 0, length), true);
    }
  });
}

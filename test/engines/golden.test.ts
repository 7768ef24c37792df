import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadEngine } from '../../engines/index.ts';
import { checksum, FORMAT_VERSION, HEADER, PAGE_BYTES } from '../../engines/storage/index.ts';
import { digestOf, type GoldenContents, goldenFiles } from '../golden/make.ts';
import { scratchDirectory } from './scratch.ts';

const scratch = scratchDirectory('golden');
const folder = fileURLToPath(new URL('../golden', import.meta.url));
const kept = readdirSync(folder).filter((name) => name.endsWith('.vantage'));

/** Opens a copy for reading and then for writing; each time it must hold what it is to hold. */
async function expectContents(path: string, due: GoldenContents): Promise<void> {
  const engine = await loadEngine(due.engine);
  for (const readOnly of [true, false]) {
    const file = await engine.open(path, { readOnly, create: false });
    const snapshot = file.snapshot();
    const trees = snapshot.trees().map((name) => {
      const entries = [...snapshot.tree(name).range()];
      return [name, { entries: entries.length, digest: digestOf(entries) }] as const;
    });
    expect({ commit: snapshot.commit, trees: Object.fromEntries(trees) }).toEqual({
      commit: due.commit,
      trees: due.trees,
    });
    expect((await file.verify()).faults).toEqual([]);
    await file.close();
  }
}

describe('a file of a format that was released', () => {
  it('opens and holds what it held', async () => {
    expect(kept.length).toBeGreaterThanOrEqual(2);
    for (const name of kept) {
      const due = readFileSync(join(folder, name.replace('.vantage', '.json')), 'utf8');
      const copy = join(scratch, name);
      copyFileSync(join(folder, name), copy);

      await expectContents(copy, JSON.parse(due) as GoldenContents);
    }
  });
});

describe('a golden file', () => {
  it('is the same whenever it is made, and opens', async () => {
    const first = await goldenFiles();
    const second = await goldenFiles();

    expect(first).toHaveLength(2);
    for (const [index, { name, bytes, contents }] of first.entries()) {
      expect(Buffer.compare(bytes, second[index]!.bytes)).toBe(0);
      const path = join(scratch, name);
      writeFileSync(path, bytes);
      await expectContents(path, contents);
    }
  });

  it('of the format before the first is refused as older', async () => {
    for (const { name, bytes, contents } of await goldenFiles()) {
      const older = Buffer.from(bytes);
      older.writeUInt16LE(0, HEADER.version);
      older.writeUInt32LE(checksum(older, HEADER.version, PAGE_BYTES), HEADER.checksum);
      const path = join(scratch, `${name}-older`);
      writeFileSync(path, older);
      const engine = await loadEngine(contents.engine);

      await expect(engine.open(path)).rejects.toMatchObject({ code: 'OLDER_FORMAT' });
    }
  });

  it('of the next format is refused as newer, to be read and to be written', async () => {
    for (const { name, bytes, contents } of await goldenFiles()) {
      const newer = Buffer.from(bytes);
      newer.writeUInt16LE(FORMAT_VERSION + 1, HEADER.version);
      newer.writeUInt32LE(checksum(newer, HEADER.version, PAGE_BYTES), HEADER.checksum);
      const path = join(scratch, `${name}-newer`);
      writeFileSync(path, newer);
      const engine = await loadEngine(contents.engine);

      for (const readOnly of [true, false]) {
        await expect(engine.open(path, { readOnly })).rejects.toMatchObject({
          code: 'NEWER_FORMAT',
        });
      }
      expect(Buffer.compare(readFileSync(path), newer)).toBe(0);
    }
  });
});

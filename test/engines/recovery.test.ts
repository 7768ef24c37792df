import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type EngineFile, registeredEngines } from '../../engines/index.ts';
import { MARK_PAGES, PAGE_BYTES } from '../../engines/storage/layout.ts';
import { decodeHeader, decodeMark } from '../../engines/storage/marks.ts';
import { bytes, scratchDirectory, text } from './scratch.ts';

const scratch = scratchDirectory('recovery');

function put(file: EngineFile, key: string, value: string): Promise<void> {
  return file.write((tx) => tx.tree('t').put(bytes(key), bytes(value)));
}

function keys(file: EngineFile): readonly (string | undefined)[] {
  return [...file.snapshot().tree('t').range()].map(({ key }) => text(key));
}

/** Puts the marks of an earlier moment back, as if a power cut had taken the later ones. */
function restoreMarks(path: string, marks: readonly Buffer[]): void {
  const file = openSync(path, 'r+');
  for (const [index, page] of MARK_PAGES.entries())
    writeSync(file, marks[index]!, 0, PAGE_BYTES, page * PAGE_BYTES);
  closeSync(file);
}

function marksOf(path: string): readonly Buffer[] {
  const all = readFileSync(path);
  return MARK_PAGES.map((page) =>
    Buffer.from(all.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES)),
  );
}

function endOf(path: string): number {
  const all = readFileSync(path);
  const { fileId } = decodeHeader(all.subarray(0, PAGE_BYTES), path);
  const ends = MARK_PAGES.map(
    (page) => decodeMark(all.subarray(page * PAGE_BYTES), page, fileId)?.end ?? 0,
  );
  return Math.max(...ends);
}

describe.each(registeredEngines())('recovery of a $manifest.name file', (engine) => {
  const { name } = engine.manifest;

  it('accepts whole commits above the mark and cuts the first that is not', async () => {
    const path = join(scratch, `${name}-above`);
    const file = await engine.open(path);
    await put(file, 'a', '1');
    await file.backup(`${path}.ignored`);
    const marks = marksOf(path);
    const begin = endOf(path);
    await put(file, 'b', '2');
    await put(file, 'c', 'x'.repeat(9000));
    await file.close();
    const pages = endOf(path) - begin;
    expect(pages).toBeGreaterThanOrEqual(6);

    const seen = new Set<string>();
    for (let cut = 0; cut <= pages; cut += 1) {
      const copy = join(scratch, `${name}-above-${cut}`);
      copyFileSync(path, copy);
      restoreMarks(copy, marks);
      truncateSync(copy, (begin + cut) * PAGE_BYTES);

      const reader = await engine.open(copy, { readOnly: true });
      expect(keys(reader)).toEqual(['a']);
      await reader.close();
      const opened = await engine.open(copy);
      seen.add(keys(opened).join(''));
      expect((await opened.verify()).faults).toEqual([]);
      await put(opened, 'd', '4');
      await opened.close();
      const again = await engine.open(copy, { readOnly: true });
      expect(keys(again).at(-1)).toBe('d');
      expect((await again.verify()).faults).toEqual([]);
      await again.close();
    }

    expect(seen).toEqual(new Set(['a', 'ab', 'abc']));
  });

  it('does not take the tail of an earlier opening for its own', async () => {
    const path = join(scratch, `${name}-stale`);
    const first = await engine.open(path);
    await put(first, 'a', '1');
    await first.close();
    const begin = endOf(path);
    const before = readFileSync(path);
    const second = await engine.open(path);
    await put(second, 'ghost', '1');
    await second.close();
    const ghost = readFileSync(path).subarray(begin * PAGE_BYTES);
    writeFileSync(path, before);
    const third = await engine.open(path);
    await third.close();
    const fourth = await engine.open(path);
    await fourth.close();
    writeFileSync(path, Buffer.concat([readFileSync(path), ghost]));

    const opened = await engine.open(path);

    expect(keys(opened)).toEqual(['a']);
    await opened.close();
  });

  it('never answers wrongly when a bit of the file is flipped', async () => {
    const path = join(scratch, `${name}-flip`);
    const file = await engine.open(path);
    for (let index = 0; index < 40; index += 1) {
      await put(
        file,
        `key-${index}-${'k'.repeat(index)}`,
        `value-${index}-${'v'.repeat(index * 7)}`,
      );
    }
    await put(file, 'large', 'L'.repeat(20_000));
    const due = [...file.snapshot().tree('t').range()].map(({ key, value }) => [
      text(key),
      text(value),
    ]);
    await file.close();
    const sound = readFileSync(path);
    const copy = join(scratch, `${name}-flipped`);
    const outcomes: Record<string, number> = {};

    for (let at = 0; at < sound.length; at += 613) {
      const damaged = Buffer.from(sound);
      damaged[at]! ^= 1 << (at % 8);
      writeFileSync(copy, damaged);
      const outcome = await tryReading(copy, due);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }

    expect(outcomes['wrong'] ?? 0).toBe(0);
    expect(outcomes['error']).toBeGreaterThan(5);
    expect(outcomes['reported']).toBeGreaterThan(10);
  }, 120_000);

  async function tryReading(path: string, due: readonly unknown[]): Promise<string> {
    let file: EngineFile;
    try {
      file = await engine.open(path, { readOnly: true });
    } catch {
      return 'error';
    }
    try {
      const { faults } = await file.verify();
      const read = [...file.snapshot().tree('t').range()].map(({ key, value }) => [
        text(key),
        text(value),
      ]);
      if (JSON.stringify(read) !== JSON.stringify(due)) return 'wrong';
      return faults.length > 0 ? 'reported' : 'harmless';
    } catch (error) {
      return (error as { code?: string }).code === 'CORRUPT' ? 'error' : 'wrong';
    } finally {
      await file.close();
    }
  }

  it('refuses what is not its file', async () => {
    const other = join(scratch, `${name}-other`);
    writeFileSync(other, 'id,value\n');
    await expect(engine.open(other)).rejects.toMatchObject({ code: 'NOT_ENGINE_FILE' });
    const stranger = registeredEngines().find((one) => one !== engine)!;
    const theirs = join(scratch, `${name}-theirs`);
    await (await stranger.open(theirs)).close();
    await expect(engine.open(theirs)).rejects.toMatchObject({ code: 'WRONG_ENGINE' });
    await expect(engine.open(join(scratch, 'absent', 'x'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('says that a file is newer than the program', async () => {
    const path = join(scratch, `${name}-newer`);
    await (await engine.open(path)).close();
    const page = readFileSync(path);
    const { crc32 } = await import('node:zlib');
    page.writeUInt16LE(7, 12);
    page.writeUInt32LE(crc32(page.subarray(12, PAGE_BYTES)), 8);
    writeFileSync(path, page);

    await expect(engine.open(path)).rejects.toMatchObject({ code: 'NEWER_FORMAT' });
  });

  it('says that an acknowledged page is missing when the file is cut short', async () => {
    const path = join(scratch, `${name}-short`);
    const file = await engine.open(path);
    await put(file, 'a', '1');
    await put(file, 'b', '2');
    await file.close();
    truncateSync(path, (endOf(path) - 1) * PAGE_BYTES);

    await expect(engine.open(path)).rejects.toMatchObject({ code: 'CORRUPT' });
    await expect(engine.open(path, { readOnly: true })).rejects.toMatchObject({ code: 'CORRUPT' });
  });
});

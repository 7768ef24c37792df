import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type EngineFile, registeredEngines } from '../../engines/index.ts';
import { checksum } from '../../engines/storage/checksum.ts';
import { FORMAT_VERSION, HEADER, MARK_PAGES, PAGE_BYTES } from '../../engines/storage/layout.ts';
import { bytes, scratchDirectory, text } from './scratch.ts';

const scratch = scratchDirectory('bad-input');

function put(file: EngineFile, key: string, value: Uint8Array): Promise<void> {
  return file.write((tx) => tx.tree('t').put(bytes(key), value));
}

function newerVersion(path: string): void {
  const file = readFileSync(path);
  file.writeUInt16LE(FORMAT_VERSION + 1, HEADER.version);
  file.writeUInt32LE(checksum(file, HEADER.version, PAGE_BYTES), HEADER.checksum);
  writeFileSync(path, file);
}

/** What is done to a sound file, and what opening it says. */
const DAMAGE: readonly (readonly [string, string, (path: string) => void])[] = [
  ['an empty file', 'NOT_ENGINE_FILE', (path) => truncateSync(path, 0)],
  ['a file of text', 'NOT_ENGINE_FILE', (path) => writeFileSync(path, 'id,value\n1,2\n')],
  ['a file cut inside its header', 'CORRUPT', (path) => truncateSync(path, PAGE_BYTES / 2)],
  ['a file without its marks', 'CORRUPT', (path) => truncateSync(path, PAGE_BYTES)],
  [
    'a file cut behind its marks',
    'CORRUPT',
    (path) => truncateSync(path, (MARK_PAGES.at(-1)! + 1) * PAGE_BYTES),
  ],
  ['a file cut by a byte', 'CORRUPT', (path) => truncateSync(path, statSync(path).size - 1)],
  ['a file of a newer version', 'NEWER_FORMAT', newerVersion],
];

describe.each(registeredEngines())('$manifest.name', (engine) => {
  const { name } = engine.manifest;

  it.each(DAMAGE)('refuses %s as %s, and leaves it as it is', async (what, code, damage) => {
    const path = join(scratch, `${name} ${what}`);
    const file = await engine.open(path);
    await put(file, 'a', bytes('1'));
    await file.close();
    damage(path);
    const before = readFileSync(path);

    await expect(engine.open(path)).rejects.toMatchObject({ name: 'EngineError', code });
    await expect(engine.open(path, { readOnly: true })).rejects.toMatchObject({ code });

    expect(Buffer.compare(readFileSync(path), before)).toBe(0);
  });

  it('refuses a directory in the place of a file', async () => {
    const path = join(scratch, `${name}-directory`);
    mkdirSync(path);

    await expect(engine.open(path)).rejects.toMatchObject({ name: 'EngineError', code: 'IO' });
  });
});

/** Runs `work` without the rights of root, where it has them. */
async function asNobody(work: () => Promise<void>): Promise<void> {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65534);
  try {
    await work();
  } finally {
    if (root) process.seteuid?.(0);
  }
}

describe('without permission', () => {
  const engine = registeredEngines()[0]!;

  it.each([
    ['no file is made in a directory', 0o555, undefined],
    ['no file is found in a directory', 0o600, 0o644],
    ['no file is opened', 0o777, 0o000],
  ] as const)('%s', async (what, directoryMode, fileMode) => {
    chmodSync(scratch, 0o755);
    const directory = join(scratch, what);
    const path = join(directory, 'file');
    mkdirSync(directory);
    if (fileMode !== undefined) {
      const file = await engine.open(path);
      await put(file, 'a', bytes('1'));
      await file.close();
      chmodSync(path, fileMode);
      rmSync(`${path}.lock`);
    }
    chmodSync(directory, directoryMode);

    await asNobody(async () => {
      const refused = { name: 'EngineError', code: 'PERMISSION' };
      await expect(engine.open(path)).rejects.toMatchObject(refused);
      if (fileMode === undefined) return;
      await expect(engine.open(path, { readOnly: true })).rejects.toMatchObject(refused);
    });
    chmodSync(directory, 0o755);

    if (fileMode === undefined) return;
    const file = await engine.open(path);
    expect(text(file.snapshot().tree('t').get(bytes('a')))).toBe('1');
    await file.close();
  });
});

/** A file system of 3 MiB, or why there is none. */
function smallDisk(): { readonly path: string; readonly missing: string | undefined } {
  const path = join(scratch, 'small-disk');
  mkdirSync(path);
  const { error, status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'none', path]);
  if (error !== undefined || status !== 0) return { path, missing: 'no right to mount' };
  afterAll(() => void spawnSync('umount', [path]));
  return { path, missing: undefined };
}

const small = smallDisk();
const title = 'on a full disk';

describe.skipIf(small.missing !== undefined).each(registeredEngines())(
  small.missing === undefined
    ? `$manifest.name ${title}`
    : `SKIP (${small.missing}): $manifest.name ${title}`,
  (engine) => {
    it('answers FULL, loses nothing, and goes on when there is room', async () => {
      const path = join(small.path, engine.manifest.name);
      const filler = join(small.path, 'filler');
      writeFileSync(filler, Buffer.alloc(2 ** 20));
      const file = await engine.open(path);
      const kept: string[] = [];
      let refused: unknown;
      for (let index = 0; refused === undefined; index += 1) {
        try {
          await put(file, `k${index}`, Buffer.alloc(20_000, index));
          kept.push(`k${index}`);
        } catch (error) {
          refused = error;
        }
      }

      expect(refused).toMatchObject({ name: 'EngineError', code: 'FULL' });
      expect(kept.length).toBeGreaterThan(10);
      expect(file.snapshot().tree('t').count()).toBe(kept.length);
      rmSync(filler);
      await put(file, 'after', bytes('room'));
      expect((await file.verify()).faults).toEqual([]);
      await file.close();

      const again = await engine.open(path);
      expect(again.snapshot().tree('t').count()).toBe(kept.length + 1);
      expect((await again.verify()).faults).toEqual([]);
      await again.close();
      rmSync(path);
    });

    it('makes no file when there is no room for one', async () => {
      const path = join(small.path, `${engine.manifest.name}-new`);
      const filler = join(small.path, 'filler');
      expect(() => writeFileSync(filler, Buffer.alloc(2 ** 22))).toThrow('ENOSPC');

      await expect(engine.open(path)).rejects.toMatchObject({ code: 'FULL' });
      rmSync(filler);
      const file = await engine.open(path);
      await put(file, 'a', bytes('1'));
      await file.close();
      rmSync(path);
    });
  },
);

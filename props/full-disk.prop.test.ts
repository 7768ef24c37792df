import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type EngineFile, registeredEngines } from '../engines/index.ts';

const DISK_BYTES: number = 4 * 2 ** 20;
const VALUE_BYTES = 30_000;

const scratch = mkdtempSync(join(tmpdir(), 'vantage-full-'));
const mounted = mount(join(scratch, 'disk'));

/** A disk of its own that is soon full, or undefined where this process may not have one. */
function mount(path: string): string | undefined {
  try {
    mkdirSync(path);
    const options = ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'none', path];
    execFileSync('mount', options, { stdio: 'pipe' });
    return path;
  } catch (error) {
    const why = (error as Error).message.trim().split('\n').at(-1);
    process.stdout.write(`SKIP a disk that is full: no tmpfs can be mounted here (${why})\n`);
    return undefined;
  }
}

afterAll(() => {
  if (mounted !== undefined) execFileSync('umount', [mounted]);
  rmSync(scratch, { recursive: true, force: true });
});

function put(file: EngineFile, key: string, fill: number): Promise<string> {
  const value = Buffer.alloc(VALUE_BYTES, fill);
  return file
    .write((tx) => tx.tree('t').put(Buffer.from(key), value))
    .then(
      () => 'acknowledged',
      (error: { code: string }) => error.code,
    );
}

/** Takes all but `bytes` of what is left on the disk. */
function leave(path: string, bytes: number): void {
  writeFileSync(path, '');
  const { bavail, bsize } = statfsSync(path);
  writeFileSync(path, Buffer.alloc(Math.max(0, bavail * bsize - bytes), 1));
}

describe.skipIf(mounted === undefined).each(registeredEngines())(
  'a disk without room under $manifest.name',
  (engine) => {
    it('refuses what does not fit, answers reads, and goes on when there is room', async () => {
      const name = engine.manifest.name;
      const path = join(mounted!, name);
      const ballast = join(mounted!, 'ballast');
      const outcomes = { FULL: 0, acknowledged: 0 };
      for (let room = 0; room <= 2 * VALUE_BYTES; room += 2048) {
        const file = await engine.open(path);
        expect(await put(file, 'kept', 1)).toBe('acknowledged');
        // Closed and opened, the file has no zeros ahead of it that a commit could go to.
        await file.close();
        const again = await engine.open(path);
        leave(ballast, room);

        const outcome = (await put(again, 'wanted', room % 251)) as 'FULL' | 'acknowledged';
        expect(['FULL', 'acknowledged']).toContain(outcome);
        outcomes[outcome] += 1;
        const tree = again.snapshot().tree('t');
        expect(tree.get(Buffer.from('kept'))).toEqual(new Uint8Array(VALUE_BYTES).fill(1));
        expect(tree.has(Buffer.from('wanted'))).toBe(outcome === 'acknowledged');
        expect((await again.verify()).faults).toEqual([]);

        rmSync(ballast);
        expect(await put(again, 'wanted', 2)).toBe('acknowledged');
        await again.close();
        const reader = await engine.open(path, { readOnly: true });
        expect((await reader.verify()).faults).toEqual([]);
        expect(reader.snapshot().tree('t').count()).toBe(2);
        await reader.close();
        rmSync(path);
      }

      expect(outcomes.FULL).toBeGreaterThan(5);
      expect(outcomes.acknowledged).toBeGreaterThan(5);
    });
  },
);

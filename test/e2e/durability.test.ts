import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { connect } from '../../client/index.ts';
import { registeredEngines } from '../../engines/index.ts';
import { demoSeries, openDatabase } from '../../server/index.ts';
import { scratchDirectory } from '../engines/scratch.ts';
import { serveProcess, vantage } from './processes.ts';

const scratch = scratchDirectory('durability');
const demo = [...demoSeries(4000, 3)];
const engines = registeredEngines().map(({ manifest }) => manifest.name);

describe.each(engines)('a %s server that is killed with -9 while series arrive', (engine) => {
  it('has every acknowledged series, searchable, and a sound file, time and again', async () => {
    const path = join(scratch, engine);
    expect((await vantage('create', path, '--engine', engine, '--length', '100')).code).toBe(0);
    const acknowledged = new Set<string>();
    let next = 0;
    let inDoubt = 0;

    for (let round = 0; round < 5; round += 1) {
      const server = await serveProcess(
        path,
        ...(round % 2 === 0 ? ['--inline'] : ['--workers', '1']),
      );
      const client = await connect(server.url, { retry: false });
      const target = acknowledged.size + 30 + 45 * round;
      const feed = async (): Promise<void> => {
        for (;;) {
          const { id, series } = demo[next]!;
          next += 1;
          await client.insert(id, series);
          acknowledged.add(id);
          if (acknowledged.size >= target) server.child.kill('SIGKILL');
        }
      };
      const feeds = await Promise.allSettled(Array.from({ length: 8 }, feed));
      expect(feeds.every(({ status }) => status === 'rejected')).toBe(true);
      expect(await server.stop('SIGKILL')).toBeNull();
      await client.close();

      const database = await openDatabase(path);
      expect(acknowledged.size).toBeGreaterThanOrEqual(target);
      for (const id of acknowledged) {
        expect(database.get(id).series).toEqual(demo[Number(id.slice(3))]!.series);
      }
      const last = [...acknowledged].at(-1)!;
      const { series } = database.get(last);
      expect((await database.nearest({ series }, { k: 1 })).neighbours[0]).toEqual({
        id: last,
        distance: 0,
      });
      expect((await database.verify()).faults).toEqual([]);
      inDoubt = database.size - acknowledged.size;
      // What arrived and was not acknowledged may be there, whole, and nothing else.
      expect(inDoubt).toBeGreaterThanOrEqual(0);
      expect(inDoubt).toBeLessThanOrEqual(8 * (round + 1));
      await database.close();
    }

    const verified = await vantage('verify', path);
    expect(verified.stderr).toBe('');
    expect(verified.code).toBe(0);
  }, 120_000);
});

describe('the writer lock', () => {
  it('belongs to one process, which a second one is told, and ends with it', async () => {
    const path = join(scratch, 'locked');
    await vantage('create', path, '--length', '100');
    const server = await serveProcess(path, '--inline');

    const second = await vantage('serve', path, '--port', '0', '--inline');
    expect(second.code).not.toBe(0);
    expect(second.stderr).toContain(`pid ${server.child.pid}`);
    await expect(openDatabase(path)).rejects.toMatchObject({ code: 'LOCKED' });
    await server.stop('SIGKILL');

    const database = await openDatabase(path);
    await database.insert('a', demo[0]!.series);
    await database.close();
  });
});

const wire = fileURLToPath(new URL('../../../shared/acceptance/wire.py', import.meta.url));
const python = await new Promise<boolean>((resolve) => {
  spawn('python3', ['--version'], { stdio: 'ignore' })
    .on('error', () => resolve(false))
    .on('close', (code) => resolve(code === 0));
});
const able = python && existsSync(wire);

describe.skipIf(!able)(
  able ? 'an outside client' : 'SKIP (no python3, or no ../shared): an outside client',
  () => {
    it.each([['--inline'], ['--workers=2']])('is satisfied with serve --demo %s', async (mode) => {
      const server = await serveProcess('--demo', '300', mode);
      const child = spawn('python3', [wire, '127.0.0.1', String(server.port), 'ts-5', '100']);
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
      await new Promise((resolve) => child.once('close', resolve));

      expect(said).toMatch(/^\d+ passed, 0 failed$/m);
      expect(await server.stop('SIGTERM')).toBe(0);
    });
  },
);

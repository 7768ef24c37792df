import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { registeredEngines } from '../../engines/index.ts';
import { createDatabase, type Database, demoSeries, openDatabase } from '../../server/index.ts';
import { scratchDirectory } from '../engines/scratch.ts';
import { serveProcess, VANTAGE, vantage } from './processes.ts';

const scratch = scratchDirectory('vantage-commands');
const engines = registeredEngines().map(({ manifest }) => manifest.name);
const loop = fileURLToPath(new URL('vantage-loop.mjs', import.meta.url));

async function demoDirectory(name: string, engine: string, count: number): Promise<string> {
  const path = join(scratch, `${engine}-${name}`);
  const database = await createDatabase(path, { engine, length: 100, vantagePoints: 0 });
  await Promise.all([...demoSeries(count, 3)].map(({ id, series }) => database.insert(id, series)));
  await database.close();
  return path;
}

describe.each(engines)('add-vantage and drop-vantage in %s', (engine) => {
  it('change a directory and a served collection, and say what they did', async () => {
    const path = await demoDirectory('commands', engine, 60);
    const added = await vantage('add-vantage', 'ts-4', 'ts-2', '--data', path);
    expect(added).toEqual({ code: 0, stdout: '2 vantage points added: ts-4, ts-2\n', stderr: '' });
    const again = await vantage('add-vantage', 'ts-4', '--data', path, '--json');
    expect(JSON.parse(again.stdout)).toEqual({ added: [] });

    const server = await serveProcess(path);
    try {
      const place = ['--url', server.url, '--json'];
      const drawn = await vantage('add-vantage', '--count', '3', ...place);
      const ids = (JSON.parse(drawn.stdout) as { added: string[] }).added;
      expect(ids.length).toBe(3);
      const stats = await vantage('stats', ...place);
      expect(JSON.parse(stats.stdout)).toMatchObject({ vantagePoints: ['ts-4', 'ts-2', ...ids] });
      const near = await vantage('nearest', 'ts-9', '--strategy', 'filter', '--explain', ...place);
      expect(JSON.parse(near.stdout)).toMatchObject({
        explain: { vantagePoints: ['ts-4', 'ts-2', ...ids], vantageDistances: 5 },
      });
      const dropped = await vantage('drop-vantage', 'ts-4', ids[0]!, ...place);
      expect(JSON.parse(dropped.stdout)).toEqual({ dropped: ['ts-4', ids[0]] });
      const unknown = await vantage('add-vantage', 'nobody', ...place);
      expect(unknown.code).toBe(3);
      expect(JSON.parse(unknown.stdout)).toMatchObject({ error: { code: 'NOT_FOUND' } });
      const full = await vantage('add-vantage', '--count', '32', ...place);
      expect(full.code).toBe(1);
      expect(full.stderr).toContain('drop some first');
    } finally {
      await server.stop('SIGTERM');
    }
    const absent = await vantage('drop-vantage', 'ts-2', 'ts-4', '--data', path);
    expect(absent.code).toBe(3);
    expect(absent.stderr).toContain('"ts-4" is no vantage point; 1 vantage point dropped');
    for (const line of [
      ['add-vantage'],
      ['add-vantage', 'ts-1', '--count', '2'],
      ['add-vantage', '--count', '33'],
      ['drop-vantage'],
      ['drop-vantage', 'x'.repeat(256)],
    ]) {
      expect((await vantage(...line, '--data', path)).code).toBe(2);
    }
  });

  it('are all done or not at all when their process is killed', async () => {
    const path = await demoDirectory('killed', engine, 150);
    const next = new Map([
      [0, 3],
      [3, 6],
      [6, 0],
    ]);
    let acknowledged = 0;
    for (let kill = 0; kill < 8; kill += 1) {
      const child = spawn(process.execPath, [loop, path], { stdio: ['ignore', 'pipe', 'inherit'] });
      const told: string[] = [];
      child.stdout.on('data', (chunk: Buffer) => told.push(...String(chunk).trim().split('\n')));
      while (told.length < 2 + (kill % 3)) await sleep(1);
      await sleep((kill * 7) % 11);
      await killed(child);
      acknowledged += told.length;

      const database = await openDatabase(path, { readOnly: true });
      const points = database.stats().vantagePoints.length;
      const last = Number(told.at(-1));
      expect([last, next.get(last)]).toContain(points);
      await checkAnswers(database);
      await database.close();
      // The loop begins with none.
      const writer = await openDatabase(path);
      const left = writer.stats().vantagePoints;
      // A writer also takes a commit that was durable and not acknowledged.
      expect([last, next.get(last)]).toContain(left.length);
      if (left.length > 0) await writer.dropVantage(left);
      await writer.close();
    }
    expect(acknowledged).toBeGreaterThan(16);
  });
});

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

async function checkAnswers(database: Database): Promise<void> {
  for (const id of ['ts-0', 'ts-77']) {
    const due = await database.nearest({ id }, { k: 5, strategy: 'scan' });
    for (const strategy of ['shell', 'filter', 'ball', 'auto'] as const) {
      const found = await database.nearest({ id }, { k: 5, strategy });
      expect(found.neighbours).toEqual(due.neighbours);
    }
  }
  expect((await database.verify()).faults).toEqual([]);
}

const ROWS = 4_000;
/** Rows that an import sends together. */
const CHUNK_ROWS = 1024;

/** A line of NDJSON a row. */
function lines(): readonly string[] {
  return Array.from({ length: ROWS }, (_, row) => {
    const values = Array.from({ length: 8 }, (_value, at) =>
      Math.sin(row * 7.7 + at * (1 + (row % 5))),
    );
    return `${JSON.stringify(values)}\n`;
  });
}

async function sizeOf(path: string): Promise<number> {
  const database = await openDatabase(path, { readOnly: true });
  const { size } = database;
  await database.close();
  return size;
}

const piped = spawnSync('mkfifo', ['--version']).error === undefined;
const pipeTitle = piped ? '' : 'SKIP (mkfifo is not here): ';
describe.skipIf(!piped).each(engines)(`${pipeTitle}an import into %s`, (engine) => {
  it('that is killed with -9 goes on when it is run again, and stores every row once', async () => {
    const path = join(scratch, `${engine}-resumed`);
    expect((await vantage('create', path, '--length', '8', '--engine', engine)).code).toBe(0);
    const rows = lines();
    const file = join(scratch, `${engine}-waves.ndjson`);
    // It reads from a pipe that does not end, so that no kill comes too late.
    for (const sent of [1_100, 2_500, 2_500, 3_900]) {
      rmSync(file, { force: true });
      expect(spawnSync('mkfifo', [file]).status).toBe(0);
      const child = spawn(process.execPath, [VANTAGE, 'import', path, file], { stdio: 'ignore' });
      const pipe = createWriteStream(file);
      pipe.on('error', () => undefined);
      pipe.write(rows.slice(0, sent).join(''));
      const due = sent - (sent % CHUNK_ROWS);
      while ((await sizeOf(path)) < due) await sleep(5);
      await killed(child);
      pipe.destroy();
      const database = await openDatabase(path, { readOnly: true });
      expect(database.size).toBe(due);
      expect((await database.verify()).faults).toEqual([]);
      await database.close();
    }

    rmSync(file);
    writeFileSync(file, rows.join(''));
    const last = await vantage('import', path, file, '--json');
    const present = 3 * CHUNK_ROWS;
    expect(JSON.parse(last.stdout)).toEqual({ files: 1, stored: ROWS - present, present });
    const again = await vantage('import', path, file, '--json');
    expect(JSON.parse(again.stdout)).toEqual({ files: 1, stored: 0, present: ROWS });
    const database = await openDatabase(path, { readOnly: true });
    expect(database.size).toBe(ROWS);
    expect(database.stats().vantagePoints.length).toBe(20);
    for (const [row, line] of rows.entries()) {
      const { values } = database.get(`${engine}-waves-${row}`).series;
      expect(Array.from(values)).toEqual(JSON.parse(line));
    }
    await database.close();
  });
});

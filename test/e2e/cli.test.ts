import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect } from '../../client/index.ts';
import { engineOf, loadEngine, registeredEngines } from '../../engines/index.ts';
import { PAGE_BYTES } from '../../engines/storage/layout.ts';
import { demoSeries, openDatabase } from '../../server/index.ts';
import { scratchDirectory } from '../engines/scratch.ts';
import { type Finished, type Served, serveProcess, VANTAGE, vantage } from './processes.ts';

const scratch = scratchDirectory('cli');
const engines = registeredEngines().map(({ manifest }) => manifest.name);
const gunPoint = ['TRAIN', 'TEST'].map((part) =>
  fileURLToPath(new URL(`../../bench/data/GunPoint_${part}.tsv`, import.meta.url)),
);
const trace = [1, 2, 3, 1, 2];

/** A file in the scratch directory with `content`. */
function fileWith(name: string, content: string): string {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
}

/** Creates a directory for series of five points that holds `trace` under the id "a". */
async function smallCollection(name: string): Promise<string> {
  const path = join(scratch, name);
  const rows = fileWith(`${name}.ndjson`, JSON.stringify({ id: 'a', values: trace }));
  expect((await vantage('create', path, '--length', '5')).code).toBe(0);
  expect((await vantage('import', path, rows)).code).toBe(0);
  return path;
}

/** Runs a line that must succeed, with --json, and reads its document. */
async function document(...line: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await vantage(...line, '--json');
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** The same line plain, which must leave standard output empty, and with --json. */
async function refusal(
  line: readonly string[],
): Promise<{ readonly code: number | null; readonly stderr: string; readonly error: unknown }> {
  const plain = await vantage(...line);
  expect(plain.stdout).toBe('');
  expect(plain.stderr).toMatch(/^error: /);
  const json = await vantage(...line, '--json');
  expect(json.code).toBe(plain.code);
  expect(json.stdout.trimEnd()).not.toContain('\n');
  const { error } = JSON.parse(json.stdout) as { readonly error: unknown };
  return { code: plain.code, stderr: plain.stderr, error };
}

describe('the built command', () => {
  it('prints its commands without an argument', async () => {
    const { code, stdout, stderr } = await vantage();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('  nearest ');
    expect(stdout).not.toContain('\x1b');
  });

  const full = '/dev/full';
  const hasFull = existsSync(full);
  it.skipIf(!hasFull)(
    `${hasFull ? '' : `SKIP (no ${full}): `}says in a line that its output has no room, with 1`,
    async () => {
      const out = openSync(full, 'w');
      const child = spawn(process.execPath, [VANTAGE], { stdio: ['ignore', out, 'pipe'] });
      closeSync(out);
      let stderr = '';
      child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      const [code] = (await once(child, 'close')) as [number | null];
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error: standard output: ENOSPC.*\n$/);
    },
  );

  it('ends quietly when its reader has seen enough', async () => {
    const directory = join(scratch, 'long');
    expect((await vantage('create', directory, '--length', '60000')).code).toBe(0);
    const values = Array.from({ length: 60_000 }, (_, index) => Math.sin(index));
    const rows = fileWith('long.ndjson', JSON.stringify({ id: 'long', values }));
    expect((await vantage('import', directory, rows)).code).toBe(0);
    const child = spawn(process.execPath, [VANTAGE, 'get', 'long', '--data', directory], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    const [code] = (await once(child, 'close')) as [number | null];
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe.each(engines)('the answers of a %s collection', (engine) => {
  const directory = join(scratch, `answers-${engine}`);
  const servers: Served[] = [];
  let places: readonly (readonly [name: string, ...line: string[]])[] = [];

  beforeAll(async () => {
    expect((await vantage('create', directory, '--length', '150', '--engine', engine)).code).toBe(
      0,
    );
    expect(await document('import', directory, ...gunPoint)).toMatchObject({ stored: 200 });
    servers.push(await serveProcess(directory, '--read-only', '--inline'));
    servers.push(await serveProcess(directory, '--read-only', '--workers', '2'));
    places = [
      ['in process', '--data', directory],
      ['inline', '--url', servers[0]!.url],
      ['pooled', '--url', servers[1]!.url],
    ];
  });

  afterAll(async () => {
    for (const server of servers) await server.stop('SIGKILL');
  });

  /** What every place answers, which must be one and the same. */
  async function agreed(...line: readonly string[]): Promise<string> {
    const answers = new Set<string>();
    for (const [, ...place] of places) {
      const { code, stdout, stderr } = await vantage(...line, ...place, '--json');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      answers.add(stdout);
    }
    expect(answers.size).toBe(1);
    return [...answers][0]!;
  }

  it('are the same in process, inline and pooled, by id and by file', async () => {
    const byId = JSON.parse(await agreed('nearest', 'GunPoint_TEST-17')) as {
      readonly neighbours: readonly { readonly id: string; readonly distance: number }[];
    };
    expect(byId.neighbours).toHaveLength(5);
    expect(byId.neighbours[0]!.id).toBe('GunPoint_TEST-84');

    const csv = (await vantage('get', 'GunPoint_TEST-17', '--data', directory)).stdout;
    const byFile = await agreed('nearest', '--file', fileWith(`${engine}.csv`, csv));
    expect(JSON.parse(byFile)).toEqual({
      neighbours: [{ id: 'GunPoint_TEST-17', distance: 0 }],
    });
  });

  it('are the same by every strategy', async () => {
    const line = ['nearest', 'GunPoint_TRAIN-3', '-k', '20'];
    const answers = new Set([await agreed(...line)]);
    for (const [index, strategy] of ['scan', 'filter', 'shell', 'ball'].entries()) {
      const [, ...place] = places[index % places.length]!;
      answers.add((await vantage(...line, ...place, '--strategy', strategy, '--json')).stdout);
    }
    expect(answers.size).toBe(1);
  });

  it('are the same within a radius, with the number of all', async () => {
    const found = await agreed('within', 'GunPoint_TEST-17', '--radius', '0.3', '--limit', '2');
    expect(JSON.parse(found)).toMatchObject({ total: 7, truncated: true });
  });

  it('are the same for a distance and a series', async () => {
    const { distance } = JSON.parse(
      await agreed('distance', 'GunPoint_TEST-17', 'GunPoint_TEST-84'),
    ) as { readonly distance: number };
    expect(distance).toBeCloseTo(0.22965869279, 9);
    const { values } = JSON.parse(await agreed('get', 'GunPoint_TRAIN-0')) as { values: number[] };
    const firstLine = readFileSync(gunPoint[0]!, 'utf8').split('\n')[0]!;
    expect(values).toEqual(firstLine.split('\t').slice(1).map(Number));
  });

  it('explain themselves everywhere, with a radius that never became finite left out', async () => {
    for (const [, ...place] of places) {
      const scan = ['nearest', 'GunPoint_TEST-17', '--strategy', 'scan', '--explain'];
      const { explain } = await document(...scan, ...place);
      const { strategy, distancesComputed, droppedBySpectrum } = explain as Record<
        string,
        number | string
      >;
      expect({ strategy, met: Number(distancesComputed) + Number(droppedBySpectrum) }).toEqual({
        strategy: 'scan',
        met: 199,
      });
    }
  });

  it('refuse an unknown id with 3 everywhere, __proto__ too', async () => {
    for (const [, ...place] of places) {
      const { code, error } = await refusal(['nearest', '__proto__', ...place]);
      expect({ code, error }).toMatchObject({ code: 3, error: { code: 'NOT_FOUND' } });
    }
  });
});

describe('bad input', () => {
  let small: string;
  let csv: string;

  beforeAll(async () => {
    small = await smallCollection('small');
    csv = fileWith('four.csv', 'time,value\n0,1\n1,2\n2,4\n3,8\n');
  });

  it('names a missing file, and imports nothing of the others', async () => {
    const good = fileWith('good.ndjson', '{"id":"new","values":[5,1,2,1,1]}\n');
    const { code, stderr, error } = await refusal(['import', small, good, join(scratch, 'no.tsv')]);
    expect(code).toBe(1);
    expect(stderr).toContain('no.tsv: there is no such file');
    expect(error).toMatchObject({ code: 'BAD_FILE' });
    expect((await vantage('get', 'new', '--data', small)).code).toBe(3);
    expect((await refusal(['nearest', '--file', 'no.csv', '--data', small])).code).toBe(1);
  });

  it('names file and line of a malformed line, and stores what stands before it', async () => {
    const directory = await smallCollection('malformed');
    const file = fileWith(
      'bad.tsv',
      '1\t1\t2\t3\t4\t5\n1\t3\t2\t3\t4\t5\n1\t1\t2\tx\t4\t5\n1\t9\t2\t3\t4\t5\n',
    );
    const plain = await vantage('import', directory, file);
    expect(plain).toMatchObject({ code: 1, stdout: '' });
    expect(plain.stderr).toContain(`${file}:3: column 4: 'x' is not a number`);
    expect(plain.stderr).toContain('2 stored');
    const again = await vantage('import', directory, file, '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({
      error: { code: 'BAD_FILE' },
      stored: 0,
      present: 2,
    });
    expect(await document('stats', '--data', directory)).toMatchObject({ series: 3 });
  });

  it('says both lengths of a series that does not fit, and takes it when resampled', async () => {
    const { code, stderr, error } = await refusal(['insert', 'b', '--file', csv, '--data', small]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'four.csv:2: the series has 4 points and the collection holds series of 5',
    );
    expect(error).toMatchObject({ code: 'INVALID_VALUE', field: 'ts' });
    const line = ['insert', 'b', '--file', csv, '--data', small, '--resample'];
    expect(await document(...line)).toEqual({ id: 'b', inserted: true });
  });

  it('takes the same series twice, and refuses another under its id', async () => {
    const same = fileWith('same.ndjson', JSON.stringify({ values: trace }));
    const other = fileWith('other.ndjson', JSON.stringify({ values: [1, 2, 3, 1, 3] }));
    const insert = ['insert', 'a', '--data', small, '--file'];
    expect(await document(...insert, same)).toEqual({ id: 'a', inserted: false });
    const { code, error } = await refusal([...insert, other]);
    expect({ code, error }).toMatchObject({ code: 1, error: { code: 'CONFLICT' } });
    const { values } = await document('get', 'a', '--data', small);
    expect(values).toEqual(trace);
  });

  it('does not find what is not there to delete', async () => {
    const { code, error } = await refusal(['delete', 'nobody', '--data', small]);
    expect({ code, error }).toMatchObject({ code: 3, error: { code: 'NOT_FOUND', field: 'id' } });
  });

  it('knows a data directory, and creates none by looking', async () => {
    const nowhere = join(scratch, 'nowhere');
    for (const line of [
      ['stats', '--data', nowhere],
      ['serve', nowhere, '--port', '0'],
      ['stats', '--data', scratch],
    ]) {
      const { code, stderr, error } = await refusal(line);
      expect({ code, error }).toMatchObject({ code: 1, error: { code: 'NOT_A_DATABASE' } });
      expect(stderr).toContain('vantage create');
    }
    expect(existsSync(nowhere)).toBe(false);
  });

  it('creates no directory where one is, and none from wrong settings', async () => {
    expect((await refusal(['create', small, '--length', '9'])).code).toBe(1);
    const fresh = join(scratch, 'fresh');
    for (const settings of [
      ['--length', '1'],
      ['--length', '9', '--engine', 'b-tree'],
      ['--demo', '9', '--gamma', '0'],
      ['--demo', '9', '--measure', 'cosine'],
      ['--demo', '9', '--measure', 'euclid', '--gamma', '1'],
    ]) {
      expect((await refusal(['create', fresh, ...settings])).code).toBe(2);
    }
    expect(existsSync(fresh)).toBe(false);
  });

  it('keeps the measure that a directory was created with', async () => {
    for (const measure of ['best-shift', 'euclid']) {
      const path = join(scratch, measure);
      await document('create', path, '--measure', measure, '--demo', '40');
      const { settings, guarantee } = await document('stats', '--data', path);
      expect(settings).toMatchObject({ measure: { name: measure } });
      expect(guarantee).toBe(measure === 'euclid' ? 'hilbert' : 'metric');
      const found = await document('nearest', 'ts-3', '-k', '2', '--data', path);
      expect(found['neighbours']).toHaveLength(2);
      expect((await vantage('verify', path)).code).toBe(0);
    }
  });

  it('leaves a directory of a later version alone', async () => {
    const directory = await smallCollection('newer');
    const path = join(directory, 'collection.vantage');
    const bytes = readFileSync(path);
    bytes.writeUInt16LE(7, 12);
    bytes.writeUInt32LE(crc32(bytes.subarray(12, PAGE_BYTES)), 8);
    writeFileSync(path, bytes);
    for (const line of [
      ['stats', '--data', directory],
      ['verify', directory],
      ['verify', path],
    ]) {
      const { code, stderr, error } = await refusal(line);
      expect({ code, error }).toMatchObject({ code: 1, error: { code: 'NEWER_FORMAT' } });
      expect(stderr).toContain('upgrade');
    }
    expect(readFileSync(path)).toEqual(bytes);
  });

  it('reports damage with its page and exit code 6', async () => {
    const directory = await smallCollection('damaged');
    const path = join(directory, 'collection.vantage');
    const bytes = readFileSync(path);
    const at = bytes.lastIndexOf(Buffer.from(Float64Array.from(trace).buffer));
    expect(at).toBeGreaterThan(PAGE_BYTES);
    bytes[at] = bytes[at]! ^ 1;
    writeFileSync(path, bytes);
    for (const place of [directory, path]) {
      const plain = await vantage('verify', place);
      expect({ code: plain.code, stderr: plain.stderr }).toEqual({ code: 6, stderr: '' });
      expect(plain.stdout).toMatch(new RegExp(`^  page ${Math.floor(at / PAGE_BYTES)}: `, 'm'));
      const json = await vantage('verify', place, '--json');
      expect(json.code).toBe(6);
      expect(JSON.parse(json.stdout)).toMatchObject({
        sound: false,
        faults: expect.arrayContaining([
          expect.objectContaining({ page: Math.floor(at / PAGE_BYTES) }),
        ]) as unknown,
      });
    }
    expect((await refusal(['get', 'a', '--data', directory])).code).toBe(6);
  });

  it('finds no fault in a sound collection', async () => {
    expect(await document('verify', small)).toMatchObject({ sound: true, faults: [] });
    expect((await vantage('verify', join(small, 'collection.vantage'))).code).toBe(0);
  });

  it('refuses k of 0 and of 10^12, and what contradicts itself, with 2', async () => {
    for (const line of [
      ['nearest', 'a', '-k', '0', '--data', small],
      ['nearest', 'a', '-k', '1e12', '--data', small],
      ['within', 'a', '--radius=-1', '--data', small],
      ['get', 'a', '--url', 'vantage://127.0.0.1:1', '--data', small],
    ]) {
      const { code, error } = await refusal(line);
      expect({ code, error }).toMatchObject({ code: 2, error: { code: 'USAGE' } });
    }
  });

  it('says that no server answers, with 4', async () => {
    const { code, stderr, error } = await refusal(['stats', '--url', 'vantage://127.0.0.1:1']);
    expect({ code, error }).toMatchObject({ code: 4, error: { code: 'UNREACHABLE' } });
    expect(stderr).toContain('vantage://127.0.0.1:1');
  });
});

describe('vantage serve', () => {
  it('tells under --json where and what it serves, in one line', async () => {
    const child = spawn(
      process.execPath,
      [VANTAGE, 'serve', '--demo', '30', '--port', '0', '--inline', '--json'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const ready = new Promise<string>((resolve) => {
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    });
    const { url, port, ...rest } = JSON.parse(await ready) as { url: string; port: number };
    expect(url).toBe(`vantage://127.0.0.1:${port}`);
    expect(rest).toEqual({
      ready: true,
      host: '127.0.0.1',
      pid: child.pid,
      engine: 'red-black',
      series: 30,
      compute: 'inline',
    });
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('refuses a busy port, and a directory that is served already, with 5', async () => {
    const directory = await smallCollection('busy');
    const server = await serveProcess(directory, '--inline');
    const port = String(server.port);
    const busy = await refusal(['serve', '--demo', '5', '--inline', '--port', port]);
    expect(busy).toMatchObject({ code: 5, error: { code: 'PORT_IN_USE' } });
    expect(busy.stderr).toContain(port);
    const locked = await refusal(['serve', directory, '--port', '0']);
    expect(locked).toMatchObject({ code: 5, error: { code: 'LOCKED' } });
    expect(locked.stderr).toContain(`pid ${server.child.pid}`);
    expect(await document('nearest', 'a', '--data', directory)).toEqual({ neighbours: [] });
    expect(await server.stop('SIGTERM')).toBe(0);
  });

  it('changes nothing when it is read-only, and says so with 5', async () => {
    const directory = await smallCollection('read-only');
    const server = await serveProcess(directory, '--read-only', '--inline');
    const { code, error } = await refusal(['delete', 'a', '--url', server.url]);
    expect({ code, error }).toMatchObject({ code: 5, error: { code: 'READ_ONLY' } });
    expect(await server.stop('SIGTERM')).toBe(0);
  });

  it('finishes what was asked before SIGTERM, and ends with 0', async () => {
    const directory = join(scratch, 'drained');
    expect((await vantage('create', directory, '--demo', '1500')).code).toBe(0);
    const server = await serveProcess(directory, '--workers', '1');
    const client = await connect(server.url);
    const series = [...demoSeries(1_520, 1)].slice(1_500);
    const asked = series.map((row) => client.nearest({ series: row.series }, { strategy: 'scan' }));
    await asked[0];
    const ended = server.stop('SIGTERM');
    const answers = await Promise.allSettled(asked);
    expect(await ended).toBe(0);
    await client.close();
    expect(answers.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(1);
    for (const answer of answers) {
      if (answer.status === 'rejected')
        expect(answer.reason).toMatchObject({ code: 'SHUTTING_DOWN' });
    }
    expect((await vantage('verify', directory)).code).toBe(0);
  });

  it('ends at once at a second signal, whatever it waits for', async () => {
    const server = await serveProcess('--demo', '30', '--inline');
    const address = { host: '127.0.0.1', port: server.port, allowHalfOpen: true };
    const socket = createConnection(address).resume();
    await once(socket, 'connect');
    server.child.kill('SIGTERM');
    await once(socket, 'end'); // It drains, and waits for this side to close as well.
    expect(await server.stop('SIGTERM')).toBe(143);
    socket.destroy();
  });

  it('is found by every command through VANTAGE_URL', async () => {
    const server = await serveProcess('--demo', '30', '--inline');
    const child = spawn(process.execPath, [VANTAGE, 'stats', '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, VANTAGE_URL: server.url },
    });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(JSON.parse(stdout)).toMatchObject({ series: 30 });
    expect(await server.stop('SIGTERM')).toBe(0);
  });
});

describe('vantage import', () => {
  it('goes on where the death of the server stopped it', async () => {
    const directory = join(scratch, 'resumed');
    expect((await vantage('create', directory, '--length', '100')).code).toBe(0);
    const rows = [...demoSeries(3_000, 5)].map(({ id, series }) =>
      JSON.stringify({ id, times: [...series.times], values: [...series.values] }),
    );
    const file = fileWith('many.ndjson', rows.join('\n'));
    const server = await serveProcess(directory, '--inline');
    const importing = vantage('import', server.url, file, '--json');
    const watcher = await connect(server.url);
    for (let stored = 0; stored < 100; ) stored = Number((await watcher.stats())['series']);
    await server.stop('SIGKILL');
    await watcher.close();
    const stopped = await importing;
    expect(stopped.code).toBe(4);
    const { stored, error } = JSON.parse(stopped.stdout) as { stored: number; error: unknown };
    expect(error).toMatchObject({ code: 'CLOSED' });
    expect(stopped.stderr).toContain('run the same command again');

    const database = await openDatabase(directory);
    const { size } = database;
    for (let index = 0; index < stored; index += 1) database.get(`ts-${index}`);
    expect(size).toBeGreaterThanOrEqual(stored);
    expect(size).toBeLessThan(3_000);
    await database.close();
    expect((await vantage('verify', directory)).code).toBe(0);

    expect(await document('import', directory, file)).toEqual({
      files: 1,
      stored: 3_000 - size,
      present: size,
    });
    expect(await document('stats', '--data', directory)).toMatchObject({ series: 3_000 });
  });
});

describe('vantage bench', () => {
  it('compares engines, as a document and as a page', async () => {
    const html = join(scratch, 'report.html');
    const report = await document('bench', 'engines', '--smoke', '--html', html);
    expect(report).toMatchObject({ suites: ['engines'], size: 'smoke' });
    expect(readFileSync(html, 'utf8')).toMatch(/^<!doctype html>/i);
  });

  it('writes the document to a file that stands behind --json, and prints the table', async () => {
    const file = join(scratch, 'report.json');
    const { code, stdout } = await vantage('bench', 'kernel', '--smoke', '--json', file);
    expect(code).toBe(0);
    expect(stdout).toContain(`report: ${file}\n`);
    expect(stdout).toContain('distance, 128 points');
    const report = JSON.parse(readFileSync(file, 'utf8')) as { cells: { raw: number[] }[] };
    expect(report).toMatchObject({ suites: ['kernel'], size: 'smoke' });
    expect(report.cells.every(({ raw }) => raw.length > 0)).toBe(true);
    const nowhere = join(scratch, 'no', 'report.json');
    expect((await vantage('bench', 'kernel', '--smoke', '--json', nowhere)).code).toBe(1);
    expect((await vantage('bench', 'kernel', '--smoke', file)).code).toBe(2);
  });

  it('says before it measures that the page has no place, or an engine is not there', async () => {
    const line = ['bench', 'engines', '--smoke'];
    expect((await refusal([...line, '--html', join(scratch, 'no', 'report.html')])).code).toBe(1);
    expect((await refusal([...line, '--engine', 'b-tree'])).code).toBe(2);
    expect((await refusal(['bench', 'everything'])).code).toBe(2);
  });
});

describe('Ctrl-C', () => {
  it('leaves nothing of a collection that was being created', async () => {
    const directory = join(scratch, 'interrupted');
    const child = spawn(process.execPath, [VANTAGE, 'create', directory, '--demo', '1000000'], {
      stdio: 'ignore',
    });
    while (!existsSync(join(directory, 'collection.vantage'))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(existsSync(directory)).toBe(false);
  });

  it('leaves nothing of a demonstration: no file and no server', async () => {
    const temporary = join(scratch, 'temporary');
    mkdirSync(temporary);
    const child = spawn(process.execPath, [VANTAGE, 'demo'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: temporary },
    });
    let stdout = '';
    for await (const chunk of child.stdout) {
      stdout += String(chunk);
      if (stdout.includes('served at')) break;
    }
    const url = /vantage:\/\/\S+/.exec(stdout)![0];
    expect(readdirSync(temporary)).not.toEqual([]);
    child.kill('SIGINT');
    const finished: Pick<Finished, 'code'> = { code: ((await once(child, 'exit')) as [number])[0] };
    expect(finished.code).toBe(130);
    expect(readdirSync(temporary)).toEqual([]);
    // The server was told to end, and may take a moment to.
    await vi.waitFor(() => expect(connect(url)).rejects.toMatchObject({ code: 'UNREACHABLE' }), {
      timeout: 20_000,
      interval: 100,
    });
  });
});

describe('doctor', () => {
  it('prints a line a check, and ends with 7 when one fails', async () => {
    const directory = await smallCollection('healthy');
    const well = await vantage('doctor', directory);
    expect({ code: well.code, stderr: well.stderr }).toEqual({ code: 0, stderr: '' });
    for (const line of well.stdout.split('\n').slice(0, -3)) {
      expect(line).toMatch(/^(ok|warn) |^ {19}\S/);
    }
    expect(well.stdout).toMatch(/\nok {4}contents +sound: 1 series/);
    expect(await document('doctor', directory)).toMatchObject({ healthy: true });
    const ill = await vantage('doctor', join(scratch, 'no-such'), '--json');
    expect(ill.code).toBe(7);
    expect(JSON.parse(ill.stdout)).toMatchObject({ healthy: false });
  });
});

describe('compact and backup', () => {
  it('give back space, and write a whole collection elsewhere', async () => {
    const directory = await smallCollection('roomy');
    for (let step = 0; step < 5; step += 1) {
      const rows = fileWith('more.ndjson', JSON.stringify({ id: `b${step}`, values: trace }));
      expect((await vantage('import', directory, rows)).code).toBe(0);
    }
    const copy = join(scratch, 'roomy-copy');

    expect(await document('backup', directory, copy)).toMatchObject({ backup: copy });
    const { bytesBefore, bytesAfter } = await document('compact', directory);
    expect(bytesAfter).toBeLessThan(bytesBefore as number);
    for (const place of [directory, copy]) {
      expect(await document('verify', place)).toMatchObject({ sound: true, series: 6 });
    }
    expect(readdirSync(directory).toSorted()).toEqual([
      'collection.vantage',
      'collection.vantage.lock',
    ]);
    expect(readdirSync(copy)).toEqual(['collection.vantage']);
  });

  it('are followed by restore, which checks what it makes', async () => {
    const directory = await smallCollection('lived');
    const folder = join(scratch, 'kept');
    mkdirSync(folder);
    const [kept, again] = [join(folder, 'monday'), join(folder, 'again')];
    expect((await vantage('backup', directory, kept)).code).toBe(0);
    expect(await document('restore', kept, again)).toEqual({ restored: again, commit: 2 });
    expect(await document('get', 'a', '--data', again)).toEqual(
      await document('get', 'a', '--data', directory),
    );
    expect(readdirSync(again)).toEqual(['collection.vantage']);
    const [file, fileAgain] = [join(folder, 'file'), join(folder, 'file-again')];
    expect((await vantage('backup', join(directory, 'collection.vantage'), file)).code).toBe(0);
    expect((await vantage('restore', file, fileAgain)).code).toBe(0);
    expect(readdirSync(folder).toSorted()).toEqual(['again', 'file', 'file-again', 'monday']);
    expect(await refusal(['restore', kept, again])).toMatchObject({ error: { code: 'EXISTS' } });
  });

  it('restore nothing of a backup that is damaged', async () => {
    const directory = await smallCollection('once');
    const folder = join(scratch, 'rotten');
    mkdirSync(folder);
    const backup = join(folder, 'backup');
    expect((await vantage('backup', directory, backup)).code).toBe(0);
    const path = join(backup, 'collection.vantage');
    const bytes = readFileSync(path);
    for (let at = 2 * PAGE_BYTES + 100; at < bytes.length; at += PAGE_BYTES) bytes[at]! ^= 1;
    writeFileSync(path, bytes);
    const { code, error } = await refusal(['restore', backup, join(folder, 'out')]);
    expect({ code, error }).toMatchObject({ code: 6, error: { code: 'CORRUPT' } });
    expect(readdirSync(folder)).toEqual(['backup']);

    // Sound pages, and trees that do not agree: only a check of all of it tells.
    const file = join(directory, 'collection.vantage');
    const open = await (await loadEngine(await engineOf(file))).open(file, { create: false });
    await open.write((tx) => tx.tree('ids').delete(Buffer.from('a')));
    await open.close();
    const disagreeing = await refusal(['restore', directory, join(folder, 'out')]);
    expect(disagreeing).toMatchObject({ code: 6, error: { code: 'CORRUPT' } });
    expect(disagreeing.stderr).toMatch(/is damaged: .*nothing was restored.*vantage verify/);
    expect(readdirSync(folder)).toEqual(['backup']);
    expect(await refusal(['restore', join(folder, 'nobody'), join(folder, 'out')])).toMatchObject({
      code: 1,
      error: { code: 'NOT_FOUND' },
    });
  });

  it('refuse what is not there, and what is', async () => {
    const directory = await smallCollection('refused');
    expect(await refusal(['compact', join(scratch, 'nowhere')])).toMatchObject({ code: 1 });
    expect(await refusal(['backup', directory, directory])).toMatchObject({
      code: 1,
      error: { code: 'EXISTS' },
    });
  });
});

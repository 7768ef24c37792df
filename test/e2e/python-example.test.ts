import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createDatabase,
  type Database,
  demoSeries,
  type RunningServer,
  serve,
} from '../../server/index.ts';

const hasPython = spawnSync('python3', ['--version']).error === undefined;
let database: Database;
let server: RunningServer;

beforeAll(async () => {
  const rows = [...demoSeries(50, 1)];
  database = await createDatabase(undefined, { length: rows[0]!.series.values.length });
  await Promise.all(rows.map(({ id, series }) => database.insert(id, series)));
  server = await serve(database, { port: 0 });
});

afterAll(async () => {
  await server.close();
  await database.close();
});

/** The client of PROTOCOL.md, asking at `port` for the neighbours of `id`. */
function example(port: number, id = 'ts-5'): string {
  const text = readFileSync(new URL('../../server/PROTOCOL.md', import.meta.url), 'utf8');
  const [, section = ''] = text.split('## A client in Python\n');
  const lines = section.split('\n## ', 1)[0]!.split('\n');
  return lines
    .map((line) => line.replace(/^ {4}/, ''))
    .join('\n')
    .replace('20207', String(port))
    .replace('"ts-5"', JSON.stringify(id));
}

async function python(program: string): Promise<{ code: number; out: string; err: string }> {
  const child = spawn('python3', ['-'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  child.stdin.end(program);
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, err };
}

describe.skipIf(!hasPython)('the client in Python of PROTOCOL.md', () => {
  it('gets what the server finds, to the bit', async () => {
    const { neighbours } = await database.nearest({ id: 'ts-5' }, { k: 3 });
    const { code, out, err } = await python(example(server.port));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const found = out
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([id, distance]) => ({ id, distance: Number(distance) }));
    expect(found).toEqual(neighbours);
  });

  it('raises what the server says is wrong', async () => {
    const { code, err } = await python(example(server.port, 'nobody'));
    expect(code).toBe(1);
    expect(err).toContain('RuntimeError: no series has the id "nobody"');
  });
});

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchDirectory } from '../engines/scratch.ts';
import { type Served, serveProcess, vantage } from './processes.ts';

const scratch = scratchDirectory('e2e-metadata');
const demo = join(scratch, 'demo');
let server: Served;

beforeAll(async () => {
  expect(await vantage('create', demo, '--demo', '300')).toMatchObject({ code: 0 });
  server = await serveProcess(demo, '--inline');
});

afterAll(() => server.stop('SIGTERM'));

/** The document that a command prints. */
async function json(...parameters: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await vantage(...parameters, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('metadata on the command line', () => {
  it('is in a demo collection, and sets what is to be set', async () => {
    expect(await json('meta', 'schema', '--url', server.url)).toEqual({
      columns: [
        { name: 'id', type: 'text' },
        { name: 'mean', type: 'number' },
        { name: 'std', type: 'number' },
        { name: 'blarg', type: 'number' },
        { name: 'level', type: 'text' },
      ],
    });
    const url = ['--url', server.url];
    expect(await json('meta', 'set', 'ts-3', 'level=Z', 'blarg=', ...url)).toMatchObject({
      updated: true,
    });
    expect(await json('meta', 'get', 'ts-3', ...url)).toMatchObject({
      metadata: { id: 'ts-3', level: 'Z', blarg: null },
    });
    const zs = await json('select', '--where', '(= level "Z")', '--fields', 'id,level', ...url);
    expect(zs).toEqual({ rows: [{ id: 'ts-3', level: 'Z' }], total: 1 });
    const found = await json('nearest', 'ts-5', '--where', '(= level "Z")', '--explain', ...url);
    expect(found).toMatchObject({ neighbours: [{ id: 'ts-3' }], explain: { matching: 1 } });
    const none = await json('within', 'ts-5', '--radius', '2', '--where', '(= level "Y")', ...url);
    expect(none).toMatchObject({ neighbours: [], total: 0 });
  });

  it('is selected in order, as a table and as lines of JSON', async () => {
    const all = await vantage('select', '--data', demo, '--sort', 'level,-blarg', '--limit', '3');
    expect(all.code).toBe(0);
    expect(all.stdout.split('\n')[0]).toMatch(/^ID +MEAN +STD +BLARG +LEVEL$/);
    expect(all.stdout).toContain('300 series, of which 3 are shown');
    const lines = ['--ndjson', '--limit', '300', '--fields', 'id,level'];
    const { stdout } = await vantage('select', '--data', demo, ...lines);
    const rows = stdout.trimEnd().split('\n');
    expect(rows).toHaveLength(300);
    expect(rows.slice(0, 2).map((line) => JSON.parse(line).id)).toEqual(['ts-0', 'ts-1']);
  });

  it('says what is wrong with a filter, and where', async () => {
    const wrong = await vantage('select', '--where', '(= levle "A")', '--data', demo);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('line 1, column 4 of the filter: there is no column "levle"');
    expect((await vantage('meta', 'get', 'nobody', '--data', demo)).code).toBe(3);
    expect((await vantage('meta', 'fetch', 'ts-1', '--data', demo)).code).toBe(2);
    expect((await vantage('meta', 'schema', 'x:date', '--data', demo)).code).toBe(2);
  });

  it('comes along with imported series, its types found in the file', async () => {
    const path = join(scratch, 'imported');
    await vantage('create', path, '--length', '3');
    const csv = join(scratch, 'a.csv');
    writeFileSync(
      csv,
      [
        'id,label,@kind,@size,@seen,@good,0,1,2',
        'a,1,x,1,2024-05-01,true,1,2,4',
        'b,2,7,,,false,1,3,4',
        'c,,,-2.5e3,2024-05-01T10:00:00+01:00,,0,2,1',
      ].join('\n'),
    );
    expect((await vantage('import', path, csv)).stdout).toContain('3 series stored');
    expect((await vantage('import', path, csv)).stdout).toContain('3 already there');
    const lines = join(scratch, 'b.ndjson');
    writeFileSync(
      lines,
      [
        '{"id": "d", "values": [3, 1, 2]}',
        '{"id": "e", "metadata": {"kind": "y", "flag": true, "code": "007"}, "values": [1, 1, 2]}',
      ].join('\n'),
    );
    expect((await vantage('import', path, lines)).code).toBe(0);
    expect(await json('meta', 'schema', '--data', path)).toEqual({
      columns: [
        ['id', 'text'],
        ['mean', 'number'],
        ['std', 'number'],
        ['label', 'text'],
        ['kind', 'text'],
        ['size', 'number'],
        ['seen', 'time'],
        ['good', 'boolean'],
        ['flag', 'boolean'],
        ['code', 'text'],
      ].map(([name, type]) => ({ name, type })),
    });
    const pipe = join(scratch, 'pipe.ndjson');
    spawnSync('mkfifo', [pipe]);
    const row = { id: 'f', values: [1, 2, 4], metadata: { unheard: 1 } };
    const [piped] = await Promise.all([
      vantage('import', path, pipe),
      writeFile(pipe, JSON.stringify(row)),
    ]);
    expect(piped.code).toBe(1);
    expect(piped.stderr).toContain('there is no column "unheard"');
    const fields = 'id,label,kind,size,seen,good,code';
    expect(await json('select', '--data', path, '--fields', fields)).toMatchObject({
      rows: [
        { id: 'a', label: '1', kind: 'x', size: 1, seen: '2024-05-01T00:00:00Z', good: true },
        { id: 'b', label: '2', kind: '7', size: null, seen: null, good: false },
        { id: 'c', label: null, kind: null, size: -2500, seen: '2024-05-01T09:00:00Z', good: null },
        { id: 'd', label: null, kind: null, code: null },
        { id: 'e', kind: 'y', code: '007' },
      ],
    });
    const table = join(scratch, 'table.csv');
    writeFileSync(table, 'size,id,note\n4,a,"x, y"\n5,b,\n');
    expect(await json('meta', 'import', table, '--data', path)).toMatchObject({ updated: 2 });
    expect(await json('meta', 'import', table, '--data', path)).toMatchObject({ same: 2 });
    expect(
      await json('select', '--where', '(>= size 4)', '--data', path, '--fields', 'id,note'),
    ).toEqual({
      rows: [
        { id: 'a', note: 'x, y' },
        { id: 'b', note: null },
      ],
      total: 2,
    });
    writeFileSync(table, 'id,size\na,1\nnobody,2\n');
    const missing = await vantage('meta', 'import', table, '--data', path);
    expect(missing.code).toBe(3);
    expect(missing.stderr).toContain('table.csv:3: no series has the id "nobody"');
  });

  it('is set as far as the first row of a table that is refused, wherever it stands', async () => {
    const path = join(scratch, 'refusing');
    await vantage('create', path, '--demo', '10');
    const table = join(scratch, 'refused.csv');
    for (const [rows, number, updated] of [
      ['nobody,2\n', 2, 0],
      [`ts-1,2\nts-2,2\nnobody,2\n${'ts-3,2\n'.repeat(1000)}`, 4, 3],
    ] as const) {
      writeFileSync(table, `id,size\n${rows}`);
      const line = ['meta', 'import', table, '--data', path, '--json'];
      const { code, stdout, stderr } = await vantage(...line);
      expect({ code, stderr }).toMatchObject({
        code: 3,
        stderr: expect.stringMatching(
          new RegExp(
            `^error: .*refused\\.csv:${number}: no series has the id "nobody" .*go on\\)\\n$`,
          ),
        ),
      });
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'NOT_FOUND' }, updated });
    }
    const rows = ['ts-1', 'ts-2', 'ts-3'].map((id) => ({ id, size: 2 }));
    const where = ['--where', '(= size 2)', '--sort', 'id', '--fields', 'id,size'];
    expect(await json('select', '--data', path, ...where)).toEqual({ rows, total: 3 });
  });
});

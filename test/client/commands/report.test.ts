import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { renderJson } from '../../../bench/index.ts';
import { runCommandLine } from '../../../client/command-line/command-line.ts';
import { FIXED_REPORT } from '../../bench/report/fixed-report.ts';

const folder = mkdtempSync(join(tmpdir(), 'vantage-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const JSON_TEXT = renderJson(FIXED_REPORT);

/** A file in the folder with `content`. */
function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function written(stream: PassThrough): string {
  return (stream.read() as Buffer | null)?.toString() ?? '';
}

/** The report with something else in it. */
function changed(change: object): string {
  return JSON.stringify({ ...(JSON.parse(JSON_TEXT) as object), ...change });
}

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(...parameters: readonly string[]): Promise<Outcome> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const context = { stdin, stdout, stderr, env: {} };
  const exitCode = await runCommandLine(['report', ...parameters], context);
  return { exitCode, stdout: written(stdout), stderr: written(stderr) };
}

describe('vantage report', () => {
  it('makes the page of a saved report beside it, and says who is faster', async () => {
    const saved = file('monday.json', JSON_TEXT);
    const { exitCode, stdout } = await run(saved);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      'engines: red-black is faster than unbalanced on 1 of 1 workload; ' +
        'at the median 20.0 times faster\n' +
        'server: red-black pooled 2 is faster than red-black inline on 1 of 1 workload; ' +
        'at the median 81.0 times faster\n' +
        `page: ${join(folder, 'monday.html')}\n`,
    );
    expect(readFileSync(join(folder, 'monday.html'), 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('reads what a page gives back, and compares with the baseline that is named', async () => {
    const saved = file('packed.json.gz', gzipSync(JSON_TEXT));
    const page = join(folder, 'other.html');
    const { exitCode, stdout } = await run(saved, '-o', page, '--baseline', 'unbalanced', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      page,
      title:
        'engines: red-black is faster than unbalanced on 1 of 1 workload; at the median 20.0 times faster',
      differences: [],
    });
    expect(readFileSync(page, 'utf8')).toContain('0.050');
  });

  it('lays several reports over another, and warns where they are not alike', async () => {
    const environment = { ...FIXED_REPORT.environment, commit: 'f'.repeat(40), cores: 4 };
    const head = file('head.json', renderJson({ ...FIXED_REPORT, environment }));
    const { exitCode, stdout } = await run(file('base.json', JSON_TEXT), head);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^fffffffff beside 012345678: faster in 0 of 5 measurements, /);
    expect(stdout).toContain('the runs are not alike: cores is 2 and 4\n');
    expect(readFileSync(join(folder, 'base.html'), 'utf8')).toContain('red-black @ fffffffff');
  });

  it('says what is wrong with a file, and what to do', async () => {
    const [cell] = FIXED_REPORT.cells;
    const wrong: readonly (readonly [content: string, told: RegExp])[] = [
      ['{', /wrong\.json is no JSON; make one with: vantage bench all --json > report\.json/],
      ['[1]', /is no report of benchmarks/],
      ['{"format":1}', /is of format 1, and this reads/],
      [changed({ format: 2 }), /is of format 2, and this reads format 1/],
      [JSON.stringify({ judged: [], launches: {} }), /"vantage bench compare" found/],
      [changed({ cells: [{ ...cell, p99: 'long' }] }), /cell 1 has no p99/],
      [changed({ cells: [{ ...cell, unit: 'miles' }] }), /cell 1 is in "miles"/],
      [
        changed({ environment: { node: 'v20' } }),
        /tells of no cpu, .*fdatasyncMs, load of its machine/,
      ],
    ];
    for (const [content, told] of wrong) {
      const { exitCode, stderr } = await run(file('wrong.json', content));
      expect(stderr).toMatch(told);
      expect(exitCode).toBe(2);
    }
    const absent = await run(join(folder, 'absent.json'));
    expect(absent.exitCode).toBe(1);
    expect(absent.stderr).toContain(
      'absent.json: there is no such file; "vantage bench all --json',
    );
  });

  it('refuses to replace what it reads, and a baseline that nobody has', async () => {
    const saved = file('kept.json', JSON_TEXT);
    const replacing = await run(saved, '-o', saved);
    expect(replacing.exitCode).toBe(2);
    expect(readFileSync(saved, 'utf8')).toBe(JSON_TEXT);
    const unknown = await run(saved, '--baseline', 'b-tree');
    expect(unknown.stderr).toMatch(/--baseline is b-tree; in kept there are red-black, unbalanced/);
    expect((await run(saved, saved, '--baseline', 'red-black')).exitCode).toBe(2);
    expect((await run()).exitCode).toBe(2);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../client/command-line/command-line.ts';

const FILES = ['GunPoint_TRAIN.tsv', 'GunPoint_TEST.tsv'].map((name) =>
  fileURLToPath(new URL(`../../../bench/data/${name}`, import.meta.url)),
);
const folder = mkdtempSync(join(tmpdir(), 'vantage-tune-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function written(stream: PassThrough): string {
  return (stream.read() as Buffer | null)?.toString() ?? '';
}

async function run(...parameters: readonly string[]): Promise<Outcome> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const exitCode = await runCommandLine(parameters, { stdin, stdout, stderr, env: {} });
  return { exitCode, stdout: written(stdout), stderr: written(stderr) };
}

const QUICK = ['--gamma', '10,1', '--queries', '60'];

describe('vantage tune', () => {
  it('prints shares and errors for people, and what it is at to standard error', async () => {
    const { exitCode, stdout, stderr } = await run('tune', ...FILES, ...QUICK);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('200 series, 150 points each, 2 classes; 60 queries\n');
    expect(stdout).toContain('with 20 vantage points');
    expect(stdout).toMatch(/^MEASURE +MEAN +DIMENSION +RING +SPECTRUM +HILBERT +ALL +ERROR$/m);
    expect(stdout).toMatch(/^kernel gamma 1 .*%$/m);
    expect(stdout).toMatch(/^MEASURE +5 +10 +20 +32$/m);
    expect(stdout).toMatch(/^fewest errors: best-shift, /m);
    expect(stderr).toBe('kernel gamma 1\nkernel gamma 10\nbest-shift\neuclid\n');
  });

  it('says the same about a data directory, with classes from the files', async () => {
    const directory = join(folder, 'gunpoint');
    await run('create', directory, '--length', '150');
    await run('import', directory, ...FILES);
    const labels = FILES.flatMap((file) => ['--label', file]);
    const { exitCode, stdout } = await run('tune', directory, ...labels, ...QUICK, '--json');
    expect(exitCode).toBe(0);
    const report = JSON.parse(stdout) as { measures: { error?: number; vantage: unknown[] }[] };
    expect(report).toMatchObject({
      stored: 200,
      series: 200,
      length: 150,
      queries: 60,
      classes: 2,
    });
    expect(report.measures).toHaveLength(4);
    expect(report.measures[0]!.error).toBeLessThan(0.15);
    expect(report.measures[0]!.vantage).toHaveLength(4);

    const unlabelled = await run('tune', directory, ...QUICK);
    expect(unlabelled.stdout).not.toContain('ERROR');
    expect(unlabelled.stdout).not.toContain('fewest errors');
  });

  it('draws a sample and says of how many', async () => {
    const { stdout } = await run('tune', ...FILES, ...QUICK, '--sample', '30');
    expect(stdout).toContain('30 of 200 series');
    expect(stdout).toContain('with 10 vantage points');
    const tiny = await run('tune', ...FILES, ...QUICK, '--sample', '5');
    expect(tiny.exitCode).toBe(0);
    expect(tiny.stdout).toContain('Too few series for vantage points');
  });

  it('refuses what makes no sense', async () => {
    const lengths = join(folder, 'lengths.ndjson');
    writeFileSync(lengths, '[1,2,3]\n[1,2,4]\n[2,1]\n');
    const two = join(folder, 'two.csv');
    writeFileSync(two, '1,2,3\n1,3,2\n');
    for (const [parameters, exitCode, message] of [
      [[folder, FILES[0]!], 2, 'give one directory, or files only'],
      [[FILES[0]!, '--label', FILES[0]!], 2, '--label goes with a data directory'],
      [[FILES[0]!, '--gamma', '0'], 2, 'gamma 0 is not over 0'],
      [[FILES[0]!, '--gamma', '1,x'], 2, '--gamma is x'],
      [[FILES[0]!, '--vantage-points', '5,40'], 2, 'whole number from 1 to 32'],
      [[join(folder, 'none.csv')], 1, 'none.csv'],
      [[lengths], 1, 'lengths.ndjson:3: the series has 2 points and the first has 3'],
      [[two], 2, '2 series are too few'],
    ] as const) {
      const outcome = await run('tune', ...parameters);
      expect(outcome.stderr).toContain(message);
      expect(outcome.exitCode).toBe(exitCode);
      expect(outcome.stdout).toBe('');
    }
  });
});

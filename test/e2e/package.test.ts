import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { scratchDirectory } from '../engines/scratch.ts';

/*
 * The package as npm packs it, in a folder of somebody else. Its dependencies are linked from here,
 * which needs no network; a link leads to the real place, so nothing but them is found through it.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = scratchDirectory('package');
const modules = join(folder, 'node_modules');
const { dependencies } = createRequire(import.meta.url)('../../package.json') as {
  readonly dependencies: Readonly<Record<string, string>>;
};

interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(command: string, ...argv: readonly string[]): Promise<Finished> {
  try {
    return { code: 0, ...(await promisify(execFile)(command, argv, { cwd: folder })) };
  } catch (error) {
    return error as Finished;
  }
}

function vantage(...argv: readonly string[]): Promise<Finished> {
  return run(process.execPath, join(modules, 'vantagedb/dist/client/main.js'), ...argv);
}

function link(name: string): void {
  symlinkSync(join(root, 'node_modules', name), join(modules, name));
}

beforeAll(async () => {
  mkdirSync(join(modules, 'vantagedb'), { recursive: true });
  const pack = ['pack', root, '--ignore-scripts', '--json', '--pack-destination', folder];
  const [packed] = JSON.parse((await run('npm', ...pack)).stdout) as { filename: string }[];
  await run('tar', '-xzf', packed!.filename, '-C', join(modules, 'vantagedb'), '--strip=1');
  for (const name of Object.keys(dependencies)) link(name);
  copyFileSync(join(root, 'props/example/sorted-array.js'), join(folder, 'my-engine.mjs'));
});

describe('the package without fast-check', () => {
  it('runs, and says what the laws need', async () => {
    const help = await vantage('--help');
    const engine = await run(
      process.execPath,
      '--input-type=module',
      '--eval',
      `import { registeredEngines } from 'vantagedb/engines';
       import 'vantagedb/server';
       import 'vantagedb/client';
       const file = await registeredEngines()[0].open();
       await file.write((tx) => tx.tree('a').put(Buffer.from('k'), Buffer.from('v')));
       process.stdout.write(file.snapshot().tree('a').get(Buffer.from('k')));`,
    );
    const props = await vantage('props', './my-engine.mjs');

    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('props') as string });
    expect(engine).toMatchObject({ code: 0, stdout: 'v' });
    expect(props.code).toBe(1);
    expect(props.stderr).toContain('npm install fast-check');
  });
});

describe('the package beside fast-check', () => {
  beforeAll(() => link('fast-check'));

  it('holds a copy of the example to the laws, by command', async () => {
    const { code, stdout } = await vantage('props', './my-engine.mjs', '--runs', '5');

    expect(stdout).toMatch(/^sorted-array keeps the laws: \d+ passed, 0 failed, \d+ skipped/);
    expect(code).toBe(0);
  });

  it('holds it to the laws from a program, with types', async () => {
    const program = `import { loadEngine } from 'vantagedb/engines';
      import { type LawResult, runLaws, type Summary } from 'vantagedb/props';
      const states: LawResult['state'][] = [];
      const summary: Summary = await runLaws(await loadEngine('./my-engine.mjs'), {
        runs: 3,
        seed: 1,
        filter: 'range',
        onResult: ({ state }) => void states.push(state),
      });
      process.stdout.write(JSON.stringify({ failed: summary.failed, states: states.length }));`;
    writeFileSync(join(folder, 'program.mts'), program);
    mkdirSync(join(modules, '@types'));
    link('@types/node');
    link('undici-types');
    const options = ['--module', 'nodenext', '--target', 'es2023', '--strict', '--types', 'node'];
    const compiler = join(root, 'node_modules/.bin/tsc');
    const compiled = await run(compiler, ...options, '--skipLibCheck', 'false', 'program.mts');

    expect(compiled).toMatchObject({ code: 0, stdout: '' });
    const { code, stdout } = await run(process.execPath, 'program.mjs');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ failed: 0, states: expect.any(Number) as number });
  });
});

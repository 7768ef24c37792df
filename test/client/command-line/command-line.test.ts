import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../client/command-line/command-line.ts';
import { COMMANDS } from '../../../client/commands/catalogue.ts';
import { LOADERS } from '../../../client/commands/registry.ts';

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  parameters: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const exitCode = await runCommandLine(parameters, { stdin, stdout, stderr, env });
  return { exitCode, stdout: written(stdout), stderr: written(stderr) };
}

function written(stream: PassThrough): string {
  return (stream.read() as Buffer | null)?.toString() ?? '';
}

describe('help', () => {
  it('is what vantage alone prints, with every command', async () => {
    const { exitCode, stdout, stderr } = await run([]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    for (const { name, description } of COMMANDS) {
      expect(stdout).toMatch(new RegExp(`^  ${name} +${description}$`, 'm'));
    }
    expect(COMMANDS.length).toBeGreaterThan(20);
  });

  it('is asked for in five ways', async () => {
    const { stdout } = await run([]);
    expect(await run(['-h'])).toMatchObject({ exitCode: 0, stdout });
    expect(await run(['--help'])).toMatchObject({ exitCode: 0, stdout });
    expect(await run(['help'])).toMatchObject({ exitCode: 0, stdout });
    const ofOne = await run(['nearest', '--help']);
    expect(await run(['help', 'nearest'])).toEqual(ofOne);
  });

  it('is that of the command, wherever on the line it is asked for', async () => {
    const ofBench = await run(['bench', '--help']);
    for (const help of ['-h', '--help']) {
      for (const line of [
        ['bench', 'search', help],
        ['bench', 'search', '--quick', help, '--nonsense'],
        [help, 'bench', 'search'],
      ]) {
        expect(await run(line), line.join(' ')).toEqual(ofBench);
      }
    }
    // Behind the end of options it is an argument like any other.
    expect((await run(['bench', 'search', '--', '--help'])).exitCode).toBe(2);
  });

  it('fits a terminal of 80 columns, and names every category once', async () => {
    const lines = (await run([])).stdout.split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    const categories = new Set(COMMANDS.map(({ category }) => category));
    for (const category of categories) {
      expect(lines.filter((line) => line === category)).toEqual([category]);
    }
  });

  it('knows every command that can be loaded, in that order', () => {
    expect([...LOADERS.keys()]).toEqual(COMMANDS.map(({ name }) => name));
  });

  for (const [name, load] of LOADERS) {
    it(`of ${name} has an example that begins with it`, async () => {
      expect((await load()).paths).toEqual([[name]]);
      const { exitCode, stdout } = await run([name, '--help']);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(new RegExp(`Examples\\n[^]*\\$ vantage ${name}\\b`));
      expect(stdout).not.toContain('#0');
    });
  }

  it('has no escape sequence unless colour is forced', async () => {
    for (const line of [['--help'], ['nearest', '--help']]) {
      expect((await run(line)).stdout).not.toContain('\x1b');
      expect((await run(line, { FORCE_COLOR: '1' })).stdout).toContain('\x1b[1m');
    }
  });
});

describe('the version', () => {
  it('is that of the package', async () => {
    expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('an error', () => {
  it('finds the command behind an option, and says which command was meant', async () => {
    const late = await run(['--json', 'nearest', 'a', '-k', '0']);
    expect(JSON.parse(late.stdout)).toMatchObject({ error: { code: 'USAGE' } });
    const misspelt = await run(['nearst', 'a']);
    expect(misspelt.exitCode).toBe(2);
    expect(misspelt.stderr).toBe(
      'error: there is no command nearst; did you mean nearest?\nsee: vantage --help\n',
    );
  });

  it('goes to standard error and leaves standard output empty', async () => {
    const { exitCode, stdout, stderr } = await run(['nearest', 'a', '-k', '0']);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      'error: -k is 0; it takes a whole number from 1 to 10000\nsee: vantage nearest --help\n',
    );
  });

  it('is the document as well under --json', async () => {
    const { exitCode, stdout } = await run(['nearest', 'a', '-k', '1e12', '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'USAGE', message: '-k is 1e12; it takes a whole number from 1 to 10000' },
    });
  });

  it('is a document even where the line could not be understood', async () => {
    const { exitCode, stdout } = await run(['nearest', '--json', '--nope']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { message: 'nearest has no option --nope' },
    });
  });

  it('takes no id for --json', async () => {
    const { stdout } = await run(['nearest', 'a', 'b', '--', '--json']);
    expect(stdout).toBe('');
  });

  it('escapes what was typed', async () => {
    const { exitCode, stderr } = await run(['get', 'a\x1b[31m\u009b']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('a\\u{1b}[31m\\u{9b}');
    expect(stderr).not.toContain('\x1b');
  });

  const contradictions: readonly (readonly [...string[]])[] = [
    ['get', 'a', '--url', 'vantage://127.0.0.1:1', '--data', 'd'],
    ['nearest', 'a', '--file', 'b.csv'],
    ['nearest'],
    ['nearest', 'a', '--resample'],
    ['create', 'd'],
    ['create', 'd', '--length', '5', '--demo', '5'],
    ['serve'],
    ['serve', 'd', '--demo', '5'],
    ['serve', '--demo', '5', '--read-only'],
    ['serve', '--demo', '5', '--inline', '--workers', '2'],
    ['within', 'a'],
  ];
  for (const line of contradictions) {
    it(`with exit code 2 is the answer to: ${line.join(' ')}`, async () => {
      const { exitCode, stdout, stderr } = await run(line);
      expect(exitCode).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^error: .+\nsee: vantage \w+ --help\n$/);
    });
  }

  it('says that a URL is none, from the option and from the environment', async () => {
    expect((await run(['stats', '--url', 'http://x'])).exitCode).toBe(2);
    expect((await run(['stats'], { VANTAGE_URL: 'nonsense' })).stderr).toContain('nonsense');
  });
});

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../client/commands/catalogue.ts';
import { completedCommands } from '../../client/completion/commands.ts';
import { scratchDirectory } from '../engines/scratch.ts';
import { vantage } from './processes.ts';

const scratch = scratchDirectory('completion');
mkdirSync(join(scratch, 'shapes'));
writeFileSync(join(scratch, 'shells.csv'), '');

function has(program: string): boolean {
  return spawnSync(program, ['-c', 'true']).error === undefined;
}

/** The file with the script for `shell`, as the command prints it. */
async function scriptFor(shell: string): Promise<string> {
  const { code, stdout, stderr } = await vantage('completion', shell);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const path = join(scratch, `vantage.${shell}`);
  writeFileSync(path, stdout);
  return path;
}

/** What `program` prints of `script`, in the scratch directory. */
function printed(program: string, script: string, flags: readonly string[] = []): string {
  const { status, stdout, stderr } = spawnSync(program, [...flags, '-c', script], {
    cwd: scratch,
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, TERM: 'dumb' },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

describe('what shells are told', () => {
  it('is every command, and every option as help has it', async () => {
    const commands = await completedCommands();
    expect(commands.map(({ name }) => name)).toEqual(COMMANDS.map(({ name }) => name));
    const within = commands.find(({ name }) => name === 'within')!;
    const help = (await vantage('within', '--help')).stdout;
    const shown = [...help.matchAll(/^ {2}(-\S+)/gm)].map((match) => match[1]);
    const told = within.options.map(({ names }) => names.join(','));
    expect(new Set(told)).toEqual(new Set([...shown, '--radius', '-h,--help']));
  });

  it('is one document under --json, and refused for another shell', async () => {
    const { stdout } = await vantage('completion', 'fish', '--json');
    const { shell, script } = JSON.parse(stdout) as Record<string, string>;
    expect({ shell, first: script?.split('\n')[0] }).toEqual({
      shell: 'fish',
      first: '# fish completion of vantage',
    });
    expect((await vantage('completion', 'csh')).code).toBe(2);
  });
});

describe.skipIf(!has('bash'))('bash', () => {
  it('completes commands, options, values and files', async () => {
    const path = await scriptFor('bash');
    /** The candidates for the last word of each line. */
    const candidates = (...lines: readonly (readonly string[])[]): readonly string[][] =>
      printed(
        'bash',
        [
          `source '${path}'`,
          ...lines.map((words) => {
            const list = words.map((word) => `'${word}'`).join(' ');
            const ask = `COMP_WORDS=(vantage ${list}); COMP_CWORD=${words.length}; _vantage`;
            return `${ask}; echo "$\{COMPREPLY[*]}"`;
          }),
        ].join('\n'),
        ['--norc'],
      )
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split(' ').filter((word) => word !== ''));

    const [all, some, flags, flag, strategy, equals, file, number, suite] = candidates(
      [''],
      ['add'],
      ['nearest', '--'],
      ['--json', 'nearest', '--expl'],
      ['nearest', 'ts-1', '--strategy', 's'],
      ['nearest', '--strategy', '=', 'b'],
      ['import', 'sh'],
      ['nearest', '-k', ''],
      ['bench', 'e'],
    );
    expect(new Set(all)).toEqual(new Set([...COMMANDS.map(({ name }) => name), 'help']));
    expect(some).toEqual(['add-vantage']);
    expect(flags).toEqual(expect.arrayContaining(['--file', '--json', '--help']));
    expect(flag).toEqual(['--explain']);
    expect(strategy).toEqual(['scan', 'shell']);
    expect(equals).toEqual(['ball']);
    expect(file).toEqual([]); // Which leaves it to readline.
    expect(number).toEqual([]);
    expect(suite).toEqual(['engines']);
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  it('completes commands, options, values and files', async () => {
    const path = await scriptFor('fish');
    const candidates = (line: string): readonly string[] =>
      printed('fish', `source '${path}'; complete -C '${line}'`, ['--no-config'])
        .split('\n')
        .filter((row) => row !== '')
        .map((row) => row.split('\t')[0]!);
    expect(candidates('vantage ')).toEqual(expect.arrayContaining(COMMANDS.map((c) => c.name)));
    expect(candidates('vantage nearest --expl')).toEqual(['--explain']);
    expect(candidates('vantage nearest --strategy s')).toEqual(['scan', 'shell']);
    expect(candidates('vantage import sh')).toEqual(['shapes/', 'shells.csv']);
    expect(candidates('vantage nearest --file sh')).toEqual(['shapes/', 'shells.csv']);
    expect(candidates('vantage bench e')).toEqual(['engines']);
  });
});

describe.skipIf(!has('zsh'))('zsh', () => {
  it('completes commands, options, values and files at its prompt', async () => {
    const path = await scriptFor('zsh');
    const setup = `PS1=; stty -echo; autoload -Uz compinit; compinit -u -D; source '${path}'`;
    /** Types what stands before the tab, and waits for what only completion can add. */
    const steps = [
      ['vantage neare', 'nearest'],
      ['x --strategy sh', 'shell'],
      ['--file shap', 'shapes'],
    ].map(([typed, added]) => {
      return `zpty -w -n z $'${typed}\\t'; zpty -r -m z out '*${added}*'; print -- ${added}`;
    });
    const script = [
      'zmodload zsh/zpty; zpty z zsh -f -i',
      `zpty -w z ${JSON.stringify(`${setup}; print REA''DY`)}`,
      "zpty -r -m z out '*READY*'",
      ...steps,
    ].join('\n');
    expect(printed('zsh', script, ['-f'])).toBe('nearest\nshell\nshapes\n');
  });
});
